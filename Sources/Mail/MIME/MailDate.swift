import Vocabulary

/// A moment as mail writes it: `Sat, 21 Nov 2026 06:21:21 +0000` (RFC 5322 3.3).
package enum MailDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ moment: Moment) -> String {
        let civil = CivilTime(utc: moment)
        let date =
            "\(weekdays[civil.weekday - 1]), \(civil.day) \(months[civil.month - 1]) \(padded(civil.year, to: 4))"
        return "\(date) \(padded(civil.hour)):\(padded(civil.minute)):\(padded(civil.second)) +0000"
    }

    /// The moment that `text` names, to the second, where it is written as we write it; `nil` where it is not.
    package static func moment(_ text: String) -> Moment? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "+0000", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let numbers = ([parts[1], parts[3]] + parts[4].split(separator: ":")).compactMap { Int($0) }
        guard numbers.count == 5, zip(numbers, limits).allSatisfy({ $1.contains($0) }) else { return nil }
        return CivilTime(
            year: numbers[1],
            month: month + 1,
            day: numbers[0],
            hour: numbers[2],
            minute: numbers[3],
            second: numbers[4]
        ).utcMoment
    }

    /// Of day, year, hour, minute and second.
    private static let limits = [1...31, 1900...9999, 0...23, 0...59, 0...59]

    private static func padded(_ value: Int, to width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
