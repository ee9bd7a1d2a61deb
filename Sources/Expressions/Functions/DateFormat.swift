import Vocabulary

/// The basics of Java's date patterns: `yyyy-MM-dd HH:mm`, `EEEE d MMMM`, text in single quotes.
struct DateFormat {
    private enum Part: Equatable {
        case text(String)
        case field(Character, count: Int)
    }

    private var parts: [Part] = []

    /// `nil` for a pattern with a letter that means nothing here.
    init?(_ pattern: String) {
        var rest = pattern[...]
        while let first = rest.first {
            if first == "'" {
                parts.append(.text(Self.takeQuoted(&rest)))
            } else if first.isASCII, first.isLetter {
                let count = rest.prefix { $0 == first }.count
                guard Self.letters.contains(first), count <= 9 else { return nil }
                parts.append(.field(first, count: count))
                rest = rest.dropFirst(count)
            } else {
                parts.append(.text(String(first)))
                rest = rest.dropFirst()
            }
        }
    }

    private static let letters: Set<Character> = ["y", "M", "d", "E", "H", "h", "m", "s", "S", "a", "X"]

    /// Text up to the closing quote; two quotes are one.
    private static func takeQuoted(_ rest: inout Substring) -> String {
        rest = rest.dropFirst()
        let text = rest.prefix { $0 != "'" }
        rest = rest.dropFirst(text.count + 1)
        return text.isEmpty ? "'" : String(text)
    }

    /// The shortest unit that is shown; `nil` where milliseconds are.
    var finestUnit: LocalCalendar.Unit? {
        let shown = parts.compactMap { part -> Character? in
            if case .field(let letter, _) = part { letter } else { nil }
        }
        if shown.contains("S") { return nil }
        if shown.contains("s") { return .second }
        if shown.contains("m") { return .minute }
        return shown.contains { "HhaX".contains($0) } ? .hour : .day
    }

    func text(of civil: CivilTime, offset: Duration) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .field(let letter, let count): Self.field(letter, count, civil, offset)
            }
        }.joined()
    }

    private static func field(_ letter: Character, _ count: Int, _ civil: CivilTime, _ offset: Duration) -> String {
        switch letter {
        case "y": count == 2 ? padded(civil.year % 100, 2) : padded(civil.year, count)
        case "M": count < 3 ? padded(civil.month, count) : name(months[civil.month - 1], count)
        case "d": padded(civil.day, count)
        case "E": name(days[civil.weekday - 1], count)
        case "H": padded(civil.hour, count)
        case "h": padded((civil.hour + 11) % 12 + 1, count)
        case "m": padded(civil.minute, count)
        case "s": padded(civil.second, count)
        case "S": String((padded(civil.millisecond, 3) + "000000").prefix(count))
        case "a": civil.hour < 12 ? "AM" : "PM"
        default: offsetText(offset)
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func name(_ name: String, _ count: Int) -> String { count > 3 ? name : String(name.prefix(3)) }

    private static func offsetText(_ offset: Duration) -> String {
        let minutes = Int(offset.components.seconds / 60)
        guard minutes != 0 else { return "Z" }
        return "\(minutes < 0 ? "-" : "+")\(padded(abs(minutes) / 60, 2)):\(padded(abs(minutes) % 60, 2))"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}
