import Content
import Deliveries
import Vocabulary

/// A campaign as it is written: by `apply` and `export`, in a draft, in a published version.
///
/// The text form is JSON with a format version. Reading reports every fault at its field; writing what was read gives
/// the same text again.
package struct CampaignDefinition: Hashable, Sendable {
    package var name: String
    /// For colleagues: what it is for.
    package var description: String?
    package var kind: Campaign.Kind
    /// It carries a one-time code, which is worth nothing after ten minutes.
    package var isCode: Bool
    /// How long a message stays worth sending; `nil`: as long as its kind does (`SEMANTICS 27`).
    package var notAfter: Period?
    /// What a call's `context` must have, as dotted paths.
    package var requires: [String]
    /// Its templates see `context`, `profile` and `links`.
    package var message: Message

    package static let format = "sojourn.campaign/1"
    package static let maximumBytes = 2 << 20
    package static let maximumNameLength = 100
    package static let maximumRequirements = 100

    package var lifetime: Duration {
        notAfter?.duration ?? (isCode ? Lane.codeLifetime : Lane.transactional.lifetime)
    }

    /// What its templates read of a call's `context`, and what a call must give: dotted paths.
    package var contextPaths: [String] {
        let read = ((try? CompiledMessage(message))?.paths ?? []).compactMap { path -> String? in
            path.hasPrefix("context.") ? String(path.dropFirst("context.".count)) : nil
        }
        return requires + read.filter { !requires.contains($0) }
    }

    /// Letters, digits, `-`, `_` and `.`, so that it stands in an address as it is; `executions` is an address itself.
    static func isSound(name: String) -> Bool {
        let inner = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".utf8)
        return (1...maximumNameLength).contains(name.utf8.count) && name.utf8.allSatisfy(inner.contains)
            && name.contains { $0 != "." } && name != "executions"
    }
}
