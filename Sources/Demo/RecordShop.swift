import Foundation
import Vocabulary

/// The real purchases behind the demo: 69,659 orders of 23,570 customers of an online music shop, 1997-01 to 1998-06
/// (the CDNOW log of Fader and Hardie, as distributed with the Python package Lifetimes).
///
/// Dates are shifted by whole weeks, so that weekdays stay what they were and the log ends this week. The log has no
/// times of day: those are made up from the seed, and so are names and addresses.
package struct RecordShop: Sendable {
    package struct Order: Hashable, Sendable {
        package var customer: Int
        package var moment: Moment
        package var quantity: Int
        /// As written, so that money stays exact: `29.33`.
        package var total: String
        /// The row in the file: names the order and its message.
        package var row: Int
    }

    /// In the order in which they happen.
    package let orders: [Order]

    package struct Malformed: Error { package var line: Int }

    /// - Parameters:
    ///   - today: the log ends on the last day before it that is a whole number of weeks from its own end.
    ///   - seed: decides the times of day.
    ///   - customers: only the first so many.
    package init(today: Moment, seed: UInt64 = 1, customers: Int = .max) throws {
        guard let url = Bundle.module.url(forResource: "cdnow", withExtension: "csv", subdirectory: "Data") else {
            throw Malformed(line: 0)
        }
        try self.init(csv: String(contentsOf: url, encoding: .utf8), today: today, seed: seed, customers: customers)
    }

    package init(csv: String, today: Moment, seed: UInt64, customers: Int = .max) throws {
        let lastDay = CivilTime(year: 1998, month: 6, day: 30).daysSinceEpoch
        let yesterday = CivilTime(utc: today).daysSinceEpoch - 1
        let shift = (yesterday - lastDay) / 7 * 7
        var orders: [Order] = []
        orders.reserveCapacity(70_000)
        for (row, line) in csv.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",")
            guard fields.count == 4, let customer = Int(fields[0]), let date = Moment(iso8601: fields[1]),
                let quantity = Int(fields[2])
            else { throw Malformed(line: row + 1) }
            guard customer <= customers else { continue }
            let moment = date + .days(Int64(shift)) + Self.timeOfDay(row: row, seed: seed)
            orders.append(
                Order(customer: customer, moment: moment, quantity: quantity, total: String(fields[3]), row: row)
            )
        }
        self.orders = orders.sorted { ($0.moment, $0.row) < ($1.moment, $1.row) }
    }

    /// Between 07:00 and 23:00, more towards the evening; to the millisecond, so that two orders hardly meet.
    private static func timeOfDay(row: Int, seed: UInt64) -> Duration {
        var random = SplitMix(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(row))
        let opening: Int64 = 7 * 3_600_000
        let length: UInt64 = 16 * 3_600_000
        return .milliseconds(opening + Int64(max(random.next() % length, random.next() % length)))
    }
}

/// Sebastiano Vigna's splitmix64: a seeded sequence that is the same everywhere.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
