import Vocabulary

/// How much a sandbox may send in all: an installation that is new to the world's mail servers begins small, so that
/// neither a mistake nor a good day ruins its name (`lessons.md` 32). `nil`: as much as there is.
///
/// What is beyond it waits, is late or expires by its own `notAfter`; nothing is skipped for it.
package struct SendingAllowance: Hashable, Sendable {
    /// In any 60 minutes.
    package var perHour: Int?
    /// In any 24 hours.
    package var perDay: Int?

    package init(perHour: Int?, perDay: Int?) {
        self.perHour = perHour
        self.perDay = perDay
    }

    package static let unlimited = SendingAllowance(perHour: nil, perDay: nil)
    /// Until an administrator raises it.
    package static let ofNewInstallation = SendingAllowance(perHour: 200, perDay: 2_000)

    package var isUnlimited: Bool { self == .unlimited }
}

/// What a sandbox sent lately, in pieces of five minutes, against what it may.
package struct AllowanceUse: Hashable, Sendable {
    package struct Piece: Hashable, Sendable {
        /// Five-minute pieces since the epoch.
        package var number: Int64
        package var sent: Int

        package init(number: Int64, sent: Int) {
            self.number = number
            self.sent = sent
        }
    }

    private static let length = Duration.minutes(5)
    static let hour = Duration.hours(1)
    static let day = Duration.hours(24)

    /// Of the last day, in order.
    private let pieces: [Piece]
    private let allowance: SendingAllowance

    package init(_ pieces: [Piece], _ allowance: SendingAllowance) {
        self.pieces = pieces.sorted { $0.number < $1.number }
        self.allowance = allowance
    }

    static func number(of moment: Moment) -> Int64 { moment.milliseconds / length.milliseconds }

    /// The first piece that counts in the `period` before `now`: one of which any part is in it, so rather more counts
    /// than less.
    static func first(in period: Duration, before now: Moment) -> Int64 { number(of: now - period) }

    package func sentInHour(before now: Moment) -> Int { sent(in: Self.hour, before: now) }
    package func sentInDay(before now: Moment) -> Int { sent(in: Self.day, before: now) }

    private func sent(in period: Duration, before now: Moment) -> Int {
        let first = Self.first(in: period, before: now)
        return pieces.reduce(0) { $0 + ($1.number >= first ? $1.sent : 0) }
    }

    /// How many more may go at `now`; `nil`: any number.
    package func left(at now: Moment) -> Int? {
        let hours = allowance.perHour.map { $0 - sent(in: Self.hour, before: now) }
        let days = allowance.perDay.map { $0 - sent(in: Self.day, before: now) }
        return [hours, days].compactMap(\.self).min().map { max(0, $0) }
    }

    /// When more may go, where nothing may at `now`: once enough of what was sent is long enough ago. `nil`: not by
    /// waiting, for nothing is allowed at all.
    package func more(after now: Moment) -> Moment? {
        let ends = pieces.flatMap { piece in
            let end = Moment(milliseconds: (piece.number + 1) * Self.length.milliseconds)
            return [end + Self.hour, end + Self.day]
        }
        return ends.filter { $0 > now }.sorted().first { left(at: $0) != 0 }
    }
}
