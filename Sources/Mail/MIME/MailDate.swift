import Vocabulary

/// A moment as mail writes it: `Sat, 21 Nov 2026 06:21:21 +0000` (RFC 5322 3.3).
enum MailDate {
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

    private static func padded(_ value: Int, to width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
