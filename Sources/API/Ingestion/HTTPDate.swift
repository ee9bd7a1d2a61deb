import Store
import Synchronization
import Vocabulary

/// The `Date` of an answer, made once a second (RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`).
final class HTTPDate: Sendable {
    private let clock: TimeSource
    private let latest = Mutex<(second: Int64, text: String)>((.min, ""))

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    init(clock: TimeSource) { self.clock = clock }

    var text: String {
        let now = clock.now()
        let second = now.milliseconds / 1_000
        return latest.withLock { latest in
            if latest.second != second { latest = (second, Self.text(now)) }
            return latest.text
        }
    }

    static func text(_ moment: Moment) -> String {
        let civil = CivilTime(utc: moment)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(weekdays[civil.weekday - 1]), \(two(civil.day)) \(months[civil.month - 1]) \(civil.year)"
        return "\(date) \(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) GMT"
    }
}
