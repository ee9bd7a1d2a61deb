import Vocabulary

/// One address's errors on their way to quarantine (`SEMANTICS 31`, `campaign.md` 4.1).
///
/// An address without errors has none of these; a quarantined one is on the suppression list and has none either, so
/// that one that was taken off the list begins anew.
struct Quarantine: Hashable, Sendable {
    private(set) var errors = 0
    /// When the last error was that counted.
    private(set) var last: Moment?

    /// Errors closer together are one trouble, told several times.
    static let spacing = Duration.hours(24)
    /// After as long without an error that counts, what was before is forgotten.
    static let silence = Duration.days(10)
    /// How many errors an owner may choose.
    static let limits = 1...20

    enum Step: Hashable, Sendable {
        /// It is the trouble that was counted already.
        case ignored
        case counted
        /// It was one too many: the address must not be used.
        case quarantined
    }

    init() {}

    init(errors: Int, last: Moment) {
        self.errors = errors
        self.last = last
    }

    /// - Parameter limit: the error that quarantines: the 5th, where the owner chose nothing else.
    mutating func fail(at now: Moment, limit: Int) -> Step {
        if let last {
            guard now - last >= Self.spacing else { return .ignored }
            if now - last >= Self.silence { errors = 0 }
        }
        errors += 1
        last = now
        return errors >= limit ? .quarantined : .counted
    }
}
