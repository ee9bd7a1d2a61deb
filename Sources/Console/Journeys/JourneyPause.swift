import Deliveries
import Journeys
import Store
import Vocabulary

/// What a paused journey keeps waiting: people outside, messages at the door.
struct JourneyPause: Sendable {
    var journey: JourneyID
    var newEntries: Journey.NewEntries
    /// Since when and by whom.
    var hold: Hold?
    var outside: Int64
    var held: Int64

    static func load(_ journey: Journey, in db: Transaction) throws -> JourneyPause? {
        guard let newEntries = journey.newEntries else { return nil }
        let door = HoldScope.origin(.journey, id: journey.id.raw)
        var filter = LedgerFilter()
        (filter.originKind, filter.origin) = (.journey, journey.id.raw)
        (filter.state, filter.reason) = (.pending, .paused)
        return JourneyPause(
            journey: journey.id,
            newEntries: newEntries,
            hold: try Holding.all(in: db).first { $0.scope == door && $0.reason == .paused },
            outside: try JourneyReading.waitingOutside(journey.id, in: db),
            held: try LedgerTable.facets(filter, now: db.now, in: db).reduce(0) { $0 + $1.count }
        )
    }

    /// - Parameter refused: how many came and were dropped because it was paused.
    func banner(refused: Int64) -> HTML {
        let entering: HTML =
            switch newEntries {
            case .queue: "\(Words.count(outside, "person waits", "people wait")) outside, up to 7 days each."
            case .drop: "New entries are dropped: \(Words.number(refused)) so far."
            }
        return """
            <section class="card" role="status"><p><strong>Paused</strong>\(hold.map { hold -> HTML in " since \(hold.since) by \(hold.who)" }).
            \(entering) <a href="\(ledger)">\(Words.count(held, "message is", "messages are")) held</a>; what is too old
            when you resume is not sent. Waits run on.</p></section>
            """
    }

    private var ledger: Link {
        Pages.messages.link.with("state", SendState.pending.rawValue).with("reason", SendReason.paused.rawValue)
            .with("journey", journey.description)
    }
}
