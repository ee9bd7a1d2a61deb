import Vocabulary

/// Dates given as text.
enum DateText {
    /// A date, or the date an ISO 8601 text means; `nil` for anything else.
    static func moment(of value: AttributeValue, zone: Zone) -> Moment? {
        switch value {
        case .moment(let moment): moment
        case .string(let text): parse(text, zone: zone)
        case .null, .bool, .integer, .decimal, .double, .array, .object: nil
        }
    }

    /// A text without an offset is a local time in `zone`.
    static func parse(_ text: String, zone: Zone) -> Moment? {
        guard let moment = Moment(iso8601: text) else { return nil }
        if zone == .utc || hasOffset(text) { return moment }
        return zone.moment(of: CivilTime(utc: moment))
    }

    private static func hasOffset(_ text: String) -> Bool {
        text.utf8.dropFirst(10).contains { byte in
            byte | 0x20 == UInt8(ascii: "z") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        }
    }
}
