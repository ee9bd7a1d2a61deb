import Synchronization

/// A time zone: an IANA zone of the system's database (`Europe/Stockholm`) or a fixed offset (`+02:00`).
///
/// Read once per process from the compiled zone files (RFC 9636), so that a zone is a name and a reference.
public struct Zone: Sendable {
    public let name: String
    private let rules: ZoneRules

    public static let utc = Zone(name: "UTC", rules: ZoneRules(initialOffset: 0))

    /// `nil` for a name that is no zone; nothing outside the zone database can be named.
    public init?(_ name: String) {
        if let zone = Self.fixed(name) {
            self = zone
            return
        }
        guard let zone = Self.cached(name) ?? Self.read(name) else { return nil }
        self = zone
    }

    private init(name: String, rules: ZoneRules) {
        self.name = name
        self.rules = rules
    }

    /// How far local clocks are ahead of UTC at `moment`.
    public func offset(at moment: Moment) -> Duration { .seconds(rules.offset(at: moment.flooredSeconds)) }

    /// The next moment at which the offset may change; `nil` where it never does again.
    public func nextTransition(after moment: Moment) -> Moment? {
        rules.transition(after: moment.flooredSeconds).map { Moment(milliseconds: $0 * 1000) }
    }

    /// What a clock in this zone reads at `moment`.
    public func civil(at moment: Moment) -> CivilTime { CivilTime(utc: moment + offset(at: moment)) }

    /// The moment at which a clock in this zone reads `civil`: the next valid minute where the clock skips it,
    /// the first of two where it is turned back (`SEMANTICS 3`).
    ///
    /// Walks the spans of constant offset from a day and a bit before, so the first span that contains or passes the
    /// reading decides both cases.
    public func moment(of civil: CivilTime) -> Moment {
        let local = civil.utcMoment
        var start = local - Self.widestOffset
        while true {
            let candidate = local - offset(at: start)
            guard let end = nextTransition(after: start), candidate >= end else { return max(candidate, start) }
            start = end
        }
    }

    /// Wider than any offset there ever was, date-line changes included.
    private static let widestOffset = Duration.hours(26)

    // MARK: Finding

    /// Only zones that exist are kept, so the cache is bounded by the database.
    private static let cache = Mutex<[String: Zone]>([:])

    private static func cached(_ name: String) -> Zone? { cache.withLock { $0[name] } }

    private static func read(_ name: String) -> Zone? {
        guard isPlain(name), let bytes = ZoneFile.bytes(named: name), let rules = ZoneRules(tzif: bytes) else {
            return nil
        }
        let zone = Zone(name: name, rules: rules)
        cache.withLock { $0[name] = zone }
        return zone
    }

    /// Letters, digits, `_ + -` in parts divided by single slashes: no path leads out of the database.
    private static func isPlain(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return name.utf8.count <= 64
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                            UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
            }
    }

    /// `UTC`, `GMT`, `Z`, and `+02:00`, `+0200`, `+02` up to 18 hours either way.
    private static func fixed(_ name: String) -> Zone? {
        if ["UTC", "GMT", "Z"].contains(name) { return .utc }
        guard let sign = name.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let parts = name.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), [2, 4].contains(digits.utf8.count),
            parts.count == 1 || (parts.count == 2 && parts[0].utf8.count == 2 && digits.utf8.count == 4),
            let hours = Int64(digits.prefix(2)), let minutes = Int64("0" + digits.dropFirst(2)),
            hours <= 18, minutes < 60
        else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return Zone(name: name, rules: ZoneRules(initialOffset: sign == UInt8(ascii: "-") ? -seconds : seconds))
    }
}

extension Zone: Hashable, CustomStringConvertible {
    public static func == (a: Zone, b: Zone) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    public var description: String { name }
}

extension Moment {
    /// Whole seconds since the epoch, rounded down.
    fileprivate var flooredSeconds: Int64 { milliseconds.flooredDivision(by: 1000).quotient }
}
