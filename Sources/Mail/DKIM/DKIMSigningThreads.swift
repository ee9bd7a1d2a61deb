import NIOPosix
import Vocabulary

/// Threads of their own for signatures: RSA takes a quarter of a millisecond, which neither an event loop nor Swift's
/// cooperative pool should spend.
package final class DKIMSigningThreads: Sendable {
    private let threads: NIOThreadPool

    /// - Parameter count: at most so many messages are signed at once; the others wait in their callers.
    package init(count: Int) {
        threads = NIOThreadPool(numberOfThreads: max(1, count))
        threads.start()
    }

    /// Runs `work` on one of the threads, with whether they still take work.
    package func submit(_ work: @escaping @Sendable (_ isActive: Bool) -> Void) {
        threads.submit { state in
            switch state {
            case .active: work(true)
            case .cancelled: work(false)
            }
        }
    }

    /// Builds `message` and signs it.
    package func signed(_ message: MailMessage, by signer: DKIMSigner, at now: Moment) async throws -> [UInt8] {
        try await threads.runIfActive { try signer.signed(message.bytes(), at: now) }
    }

    package func shutdown() async throws { try await threads.shutdownGracefully() }
}
