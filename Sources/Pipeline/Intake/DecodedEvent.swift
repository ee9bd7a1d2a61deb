import Vocabulary

/// An event as a client sent it, with what had to be changed to take it.
package struct DecodedEvent: Hashable, Sendable {
    package var event: Event
    /// It claimed to be from the future and was set to its receipt, with the reason `future_timestamp`.
    package var isClamped: Bool
    /// Its place in the batch; 0 of a single call.
    package var index: Int
    /// Its bytes in the body.
    package var rawBytes: Range<Int>
}
