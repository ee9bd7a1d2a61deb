import Vocabulary

/// How an attempt ended, if not by an error.
package enum JobVerdict: Hashable, Sendable {
    case done
    /// Not yet: to be called again after a while, and no attempt is counted.
    case snooze(Duration)
}

/// A failure that another attempt would only repeat: thrown by a handler, it discards the job at once.
package struct JobRefused: Error, Hashable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Does the jobs of one kind.
package struct JobHandler: Sendable {
    package let kind: String
    package let pause: JobPause
    let perform: @Sendable (Job) async throws -> JobVerdict

    /// - Parameter perform: any error but `JobRefused` means another attempt. It is cancelled when the job is, or when
    ///   the server stops. What it writes may be written with the job's end, by `Jobs.complete(_:in:)`.
    package init(
        kind: String,
        pause: JobPause = .standard,
        perform: @escaping @Sendable (Job) async throws -> JobVerdict
    ) {
        self.kind = kind
        self.pause = pause
        self.perform = perform
    }
}
