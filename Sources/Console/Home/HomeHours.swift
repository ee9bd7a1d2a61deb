import Deliveries
import Store
import Vocabulary

/// Messages by the hour: what was owed in the last day and what became of it, what comes in the next.
struct HomeHours: Sendable {
    var now: Moment
    /// By hours since 24 hours ago: sent, not sent, and everything else.
    private var sent = [Int64](repeating: 0, count: 24)
    private var notSent = [Int64](repeating: 0, count: 24)
    private var open = [Int64](repeating: 0, count: 24)
    private var coming = [Int64](repeating: 0, count: 24)
    private(set) var wakes: Int64 = 0

    private init(now: Moment) { self.now = now }

    var past: Int64 { (sent + notSent + open).reduce(0, +) }
    var due: Int64 { coming.reduce(0, +) }

    var sentence: String {
        "In the last 24 hours \(sent.reduce(0, +)) messages were sent and \(notSent.reduce(0, +)) were not; \(due) are due in the next 24."
    }

    static func load(in db: Transaction) throws -> HomeHours {
        var hours = HomeHours(now: db.now)
        for row in try ConsoleTable.sendsByHour(from: db.now - .hours(24), to: db.now, in: db) {
            guard let place = place(row.hour) else { continue }
            switch row.state {
            case .sent, .delivered, .bounced: hours.sent[place] += row.count
            case .skipped, .failed, .expired, .cancelled: hours.notSent[place] += row.count
            case .pending, .handing, .uncertain: hours.open[place] += row.count
            }
        }
        for row in try ConsoleTable.dueByHour(from: db.now, to: db.now + .hours(24), in: db) {
            if let place = place(row.hour) { hours.coming[place] += row.count }
        }
        let wakes = try ConsoleTable.wakesByHour(from: db.now, to: db.now + .hours(24), in: db)
        hours.wakes = wakes.reduce(0) { $0 + $1.count }
        return hours
    }

    private static func place(_ hour: Int64) -> Int? { (0..<24).contains(hour) ? Int(hour) : nil }

    var value: AttributeValue {
        [
            "now": .string(now.description), "sent": Self.array(sent), "notSent": Self.array(notSent),
            "open": Self.array(open), "coming": Self.array(coming),
        ]
    }

    private static func array(_ counts: [Int64]) -> AttributeValue { .array(counts.map { .integer($0) }) }
}
