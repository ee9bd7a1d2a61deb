import Vocabulary

/// A way to reach people: email over SMTP is the first. Chosen at run time, hence a protocol; all that decides whether
/// a message may go lies before it, so a channel only makes bytes and hands them over.
package protocol Channel: Sendable {
    var name: ChannelName { get }

    /// How many hand-overs it carries at once; at most twice as many sends are `handing`.
    var width: Int { get }

    /// The exact bytes that would be handed over, for what is kept rather than sent.
    /// - Throws: `Diagnostics` where the content cannot be made into a message.
    func compose(_ message: OutgoingMessage) async throws -> [UInt8]

    /// Hands every message over and reports exactly one outcome for each, as soon as it is known: a slow one keeps no
    /// other waiting. Never throws: what goes wrong is an outcome.
    func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async
}
