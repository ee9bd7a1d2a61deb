import Profiles
import Store
import Vocabulary

/// The SQL of `sending_settings`: a sandbox's policy as named texts, a missing name being its default.
enum SendingPolicyTable {
    static func load(in db: Transaction) throws -> SendingPolicy {
        var settings: [String: String] = [:]
        try db.each("SELECT name, value FROM sending_settings") { row in settings[try row.get(0)] = try row.get(1) }
        return SendingPolicy(settings: settings)
    }

    static func save(_ policy: SendingPolicy, in db: Transaction) throws {
        try db.merge(
            into: "sending_settings",
            columns: ["name", "value"],
            key: ["name"],
            rows: policy.settings.sorted { $0.key < $1.key }.map { [$0.key.sqlValue, $0.value.sqlValue] }
        )
    }
}

extension SendingPolicy {
    private enum Name {
        static let mode = "mode"
        static let allowlist = "allowlist"
        static let allowanceHour = "allowance_hour"
        static let allowanceDay = "allowance_day"
        static let zone = "zone"
        static let capDay = "cap_day"
        static let capWeek = "cap_week"
        static let quietHours = "quiet_hours"
        static let quietTransactional = "quiet_transactional"
        static let unknownConsent = "unknown_consent_allows"
        static let resend = "resend_uncertain"
        static let bodies = "keep_bodies"
        static let tooSoon = "too_soon_seconds"
        static let quarantine = "quarantine_errors"
        static let gap = RestoredGap.setting
        static let skipsDueBefore = "skip_due_before"
    }

    /// Values that cannot be read fall back to the safe side: capture, deny, the default caps, a new installation's
    /// allowance.
    init(settings: [String: String]) {
        let standard = SendingPolicy()
        self.init(
            mode: SendingMode(name: settings[Name.mode], allowlist: settings[Name.allowlist]?.lines ?? []),
            allowance: SendingAllowance(
                perHour: Self.limit(settings[Name.allowanceHour], SendingAllowance.ofNewInstallation.perHour),
                perDay: Self.limit(settings[Name.allowanceDay], SendingAllowance.ofNewInstallation.perDay)
            ),
            zone: settings[Name.zone].flatMap { Zone($0) } ?? standard.zone,
            caps: MarketingCaps(
                perDay: settings[Name.capDay].flatMap { Int($0) } ?? standard.caps.perDay,
                perSevenDays: settings[Name.capWeek].flatMap { Int($0) } ?? standard.caps.perSevenDays
            ),
            quietHours: settings[Name.quietHours].flatMap { QuietHours(text: $0) },
            quietCoversTransactional: settings[Name.quietTransactional] == "1",
            consentDefaults: ConsentDefaults(allowedWhenUnknown: Set(settings[Name.unknownConsent]?.lines ?? [])),
            resendsUncertain: settings[Name.resend] == "1",
            keepsBodies: settings[Name.bodies].map { Set($0.lines.compactMap(Lane.init(name:))) }
                ?? standard.keepsBodies,
            tooSoon: settings[Name.tooSoon].flatMap { Int64($0) }.map { .seconds(max(0, $0)) } ?? standard.tooSoon,
            quarantineErrors: settings[Name.quarantine].flatMap { Int($0) }
                .flatMap { Quarantine.limits.contains($0) ? $0 : nil } ?? standard.quarantineErrors,
            gap: settings[Name.gap].flatMap { RestoredGap(text: $0) },
            skipsDueBefore: settings[Name.skipsDueBefore].flatMap { Int64($0) }.map(Moment.init(milliseconds:))
        )
    }

    /// `none` is no limit.
    private static func limit(_ text: String?, _ standard: Int?) -> Int? {
        guard let text, text != unlimitedName else { return text == nil ? standard : nil }
        return Int(text).map { max(0, $0) } ?? standard
    }

    private static let unlimitedName = "none"

    var settings: [String: String] {
        [
            Name.mode: mode.name, Name.allowlist: mode.allowlist.joined(separator: "\n"), Name.zone: zone.name,
            Name.allowanceHour: allowance.perHour.map { String($0) } ?? Self.unlimitedName,
            Name.allowanceDay: allowance.perDay.map { String($0) } ?? Self.unlimitedName,
            Name.capDay: String(caps.perDay), Name.capWeek: String(caps.perSevenDays),
            Name.quietHours: quietHours?.description ?? "",
            Name.quietTransactional: quietCoversTransactional ? "1" : "0",
            Name.unknownConsent: consentDefaults.allowedWhenUnknown.sorted().joined(separator: "\n"),
            Name.resend: resendsUncertain ? "1" : "0",
            Name.bodies: keepsBodies.sorted().map(\.name).joined(separator: "\n"),
            Name.tooSoon: String(tooSoon.milliseconds / 1000),
            Name.quarantine: String(quarantineErrors),
            Name.gap: gap?.description ?? "",
            Name.skipsDueBefore: skipsDueBefore.map { String($0.milliseconds) } ?? "",
        ]
    }
}

extension SendingMode {
    package var name: String {
        switch self {
        case .capture: "capture"
        case .allowlist: "allowlist"
        case .live: "live"
        }
    }

    var allowlist: [String] {
        switch self {
        case .allowlist(let entries): entries
        case .capture, .live: []
        }
    }

    package init(name: String?, allowlist: [String]) {
        switch name {
        case "live": self = .live
        case "allowlist": self = .allowlist(allowlist)
        default: self = .capture
        }
    }
}

extension QuietHours: CustomStringConvertible {
    /// `21:00-08:00`.
    package var description: String { "\(Self.clock(start))-\(Self.clock(end))" }

    package init?(text: String) {
        let minutes = text.split(separator: "-").map { half -> Int? in
            let parts = half.split(separator: ":").map { Int($0) }
            guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<60).contains(minute) else {
                return nil
            }
            return hour * 60 + minute
        }
        guard minutes.count == 2, let start = minutes[0], let end = minutes[1] else { return nil }
        self.init(start: start, end: end)
    }

    private static func clock(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}

extension String {
    fileprivate var lines: [String] { split(separator: "\n").map(String.init) }
}
