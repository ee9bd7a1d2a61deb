import EventLog
import Vocabulary

/// Lets one key's past events be received when they happened, so that months of a log pass in a minute and every wait
/// and window behaves as it did (`SEMANTICS 1`: a replay gives the same walks at any speed).
package struct TimeLapse: Sendable {
    package var key: KeyID
    /// Ends when the demo's clock goes live.
    package var isRunning: @Sendable () -> Bool

    package init(key: KeyID, isRunning: @escaping @Sendable () -> Bool) {
        self.key = key
        self.isRunning = isRunning
    }

    /// How the log names a batch whose events were each received at their own time, in order.
    static let call = "time-lapse"

    private static let end = CivilTime(year: 3000, month: 1, day: 1, hour: 0).utcMoment

    /// The entry, stamped with its last event; `nil` where the key is another or the clock is live.
    func entry(_ body: [UInt8], call: SegmentCall, key: KeyID, accepted: Int) -> LogEntry? {
        guard key == self.key, call == .batch, isRunning(),
            let items = try? SegmentDecoder.decode(body, call: call, received: .distantFuture)
        else { return nil }
        let moments = items.compactMap { item in try? item.get().event.timestamp }
        // An event that names no time of its own, or needs its clock corrected, was received when it came.
        guard let last = moments.max(), last < Self.end else { return nil }
        return LogEntry(key: key, call: Self.call, body: body, eventCount: accepted, at: last)
    }
}
