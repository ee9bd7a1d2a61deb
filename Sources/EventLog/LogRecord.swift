import Vocabulary

/// A place in the log: opaque to everyone but the log, ordered within one incarnation.
public struct LogPosition: Hashable, Comparable, Sendable {
    public var sequence: Int64

    public init(sequence: Int64) { self.sequence = sequence }

    public static let start = LogPosition(sequence: 0)

    public static func < (a: LogPosition, b: LogPosition) -> Bool { a.sequence < b.sequence }
}

/// What came from outside in one request: a block of one or many events, kept as the client sent it.
package struct LogEntry: Sendable {
    /// The write key that brought it; message ids are unique within it.
    package var key: KeyID
    /// Which decoder reads `body` again: the name of the call.
    package var call: String
    package var body: [UInt8]
    /// How many events the intake accepted.
    package var eventCount: Int
    /// In time-lapse the stamp it asks for; the log never lets stamps decrease.
    package var at: Moment?

    package init(key: KeyID, call: String, body: [UInt8], eventCount: Int, at: Moment? = nil) {
        self.key = key
        self.call = call
        self.body = body
        self.eventCount = eventCount
        self.at = at
    }
}

/// An entry with its place and stamp.
package struct LogRecord: Sendable {
    package var position: LogPosition
    /// Never decreasing along the log (`SEMANTICS 1`).
    package var received: Moment
    package var entry: LogEntry
}

/// An event that was refused, kept with its reason so that its sender can see it.
package struct Reject: Sendable {
    package var key: KeyID
    package var code: String
    package var message: String
    package var body: [UInt8]

    package init(key: KeyID, code: String, message: String, body: [UInt8]) {
        self.key = key
        self.code = code
        self.message = message
        self.body = body
    }
}
