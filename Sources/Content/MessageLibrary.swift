import Store
import Synchronization
import Vocabulary

/// Published messages, compiled once and kept: a published version never changes.
package final class MessageLibrary: Sendable {
    private let compiled = Mutex<[MessageKey: CompiledMessage]>([:])

    /// Messages kept at once; past it all are dropped and compiled again as they are asked for.
    private static let limit = 1024

    package init() {}

    /// The compiled message of `key`.
    /// - Throws: `Diagnostics` where it does not compile or was never published, else what the store throws.
    package func message(_ key: MessageKey, in store: Store) async throws -> CompiledMessage {
        if let known = compiled.withLock({ $0[key] }) { return known }
        guard let source = try await store.read({ db in try MessageTable.message(key, in: db) }) else {
            throw Diagnostics([
                Diagnostic(
                    code: "message.missing",
                    message: "No message was published for this step.",
                    location: key.step
                )
            ])
        }
        let message = try CompiledMessage(source)
        compiled.withLock { messages in
            if messages.count >= Self.limit { messages.removeAll() }
            messages[key] = message
        }
        return message
    }
}
