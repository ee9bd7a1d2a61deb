import JSON
import Journeys
import Store
import Vocabulary

/// A journey as the API shows it.
struct JourneyAnswer: Sendable {
    var journey: Journey
    /// Who came while it was paused and waits outside.
    var outside: Int64
    var refusals: [EntryRefusal: Int64]
    var moves: [MoveRecord]

    static func load(_ id: JourneyID, in db: Transaction) throws -> JourneyAnswer? {
        guard let journey = try JourneyReading.journey(id, in: db) else { return nil }
        return JourneyAnswer(
            journey: journey,
            outside: try JourneyReading.waitingOutside(id, in: db),
            refusals: try JourneyReading.refusals(by: id, in: db),
            moves: try JourneyReading.moves(of: id, in: db)
        )
    }

    static func write(_ journey: Journey, to json: inout JSONWriter) {
        json.member("id", journey.id)
        json.member("name", journey.name)
        json.member("status", journey.status.rawValue)
        json.member("version", journey.newestVersion)
    }

    func write(to json: inout JSONWriter) {
        Self.write(journey, to: &json)
        json.member("newEntries", journey.newEntries?.rawValue)
        json.member("waitingOutside", outside)
        json.object("refused") { json in
            for (reason, count) in refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                json.member(reason.rawValue, count)
            }
        }
        json.array("moves") { json in
            for move in moves {
                json.object { json in
                    json.member("from", move.from)
                    json.member("to", move.to)
                    json.member("moved", move.moved)
                    json.member("begun", move.created)
                    json.member("finished", move.finished)
                }
            }
        }
    }
}
