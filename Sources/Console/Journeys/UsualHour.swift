import Foundation
import Vocabulary

/// The time of day, by UTC, around which people enter a journey.
struct UsualHour: Hashable, Sendable {
    let sinceMidnight: Duration

    /// Below it, of 1, the times lie all around the clock, and none of them is usual.
    private static let leastAgreement = 0.25
    private static let day = 86_400_000.0

    /// The direction in which the hands of all their clocks point together; `nil` where they point anywhere.
    init?(_ entries: [Moment]) {
        guard !entries.isEmpty else { return nil }
        let angles = entries.map { 2 * Double.pi * Double($0.milliseconds % 86_400_000) / Self.day }
        let east = angles.reduce(0.0) { $0 + cos($1) } / Double(entries.count)
        let north = angles.reduce(0.0) { $0 + sin($1) } / Double(entries.count)
        guard (east * east + north * north).squareRoot() >= Self.leastAgreement else { return nil }
        let turn = atan2(north, east) / (2 * .pi)
        sinceMidnight = .milliseconds(Int64((turn < 0 ? turn + 1 : turn) * Self.day))
    }

    /// `day 3, about 10:00`: so long after that hour, on whole half hours.
    func words(after duration: Duration) -> String {
        let halfHours = ((sinceMidnight + duration).milliseconds + 900_000) / 1_800_000
        let (hour, half) = (halfHours % 48 / 2, halfHours % 2)
        return "day \(halfHours / 48), about \(hour < 10 ? "0" : "")\(hour):\(half == 0 ? "00" : "30") UTC"
    }
}
