import Deliveries
import Journeys
import Profiles
import Store
import Vocabulary

/// Everything that happened to a person in one order, the newest first, by pages.
struct Timeline: Sendable {
    enum Item: Sendable {
        case event(EventRecord)
        case run(Run)
        case send(Send)

        var moment: Moment {
            switch self {
            case .event(let event): event.moment
            case .run(let run): IDGenerator.moment(of: run.id.raw)
            case .send(let send): IDGenerator.moment(of: send.id.raw)
            }
        }
    }

    /// Where a page begins in each of the three lists that make the one.
    struct Cursor: LosslessStringConvertible, Sendable {
        var event: EventCursor?
        var run: RunID?
        var send: SendID?

        init() {}

        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4 else { return nil }
            if let moment = Int64(parts[0]), let id = Int64(parts[1]) {
                event = EventCursor(moment: Moment(milliseconds: moment), id: id)
            }
            (run, send) = (RunID(parts[2]), SendID(parts[3]))
        }

        var description: String {
            let event = event.map { "\($0.moment.milliseconds).\($0.id)" } ?? "."
            return "\(event).\(run?.description ?? "").\(send?.description ?? "")"
        }
    }

    private(set) var items: [Item]
    /// `nil` at the beginning of their history.
    private(set) var next: Cursor?

    static let pageSize = 50

    static func load(_ profile: ProfileID, before cursor: Cursor, in db: Transaction) throws -> Timeline {
        let limit = pageSize + 1
        let events = try ProfilesTable.events(of: profile, before: cursor.event, limit: limit, in: db)
        let runs = try JourneyReading.runs(of: profile, before: cursor.run, limit: limit, in: db)
        let sends = try LedgerTable.sends(of: profile, before: cursor.send, limit: limit, in: db)
        return Timeline(sends.map(Item.send) + runs.map(Item.run) + events.map(Item.event), after: cursor)
    }

    /// Each of the three comes in its own order; a stable sort by time keeps it, and at one moment puts what followed
    /// before what caused it, as the newest comes first.
    private init(_ all: [Item], after cursor: Cursor) {
        let sorted = all.enumerated().sorted { a, b in
            a.element.moment == b.element.moment ? a.offset < b.offset : a.element.moment > b.element.moment
        }.map(\.element)
        items = Array(sorted.prefix(Self.pageSize))
        guard sorted.count > Self.pageSize else { return }
        var next = cursor
        for item in items {
            switch item {
            case .event(let event): next.event = EventCursor(moment: event.moment, id: event.id)
            case .run(let run): next.run = run.id
            case .send(let send): next.send = send.id
            }
        }
        self.next = next
    }
}
