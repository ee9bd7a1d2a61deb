import Vocabulary

/// Why something cannot be done to a campaign, or with it.
package enum CampaignError: Error, Hashable, Sendable {
    case notFound(String)
    /// The definition has faults; all of them are here, each at its field.
    case faulty(Diagnostics)
    /// There is a draft and nothing to send.
    case unpublished(String)
    /// The key came with another call before.
    case keyReused(String)
    /// A call with the same key is being worked on.
    case underWay(String)
    /// The only recipient of a call cannot be served.
    case refused(RecipientFault)
    /// There is no such execution, or it is older than `Execution.lifetime`.
    case noExecution(String)
    /// A published version cannot be read: it was written by another release.
    case unreadable(CampaignID, version: Int, Diagnostics)

    package var message: String {
        switch self {
        case .notFound(let name): "there is no campaign `\(name)`"
        case .faulty(let diagnostics): "the definition has faults:\n\(diagnostics)"
        case .unpublished(let name): "campaign `\(name)` was never published"
        case .keyReused(let key): "the key `\(key)` came with another call in the last 7 days"
        case .underWay(let key): "a call with the key `\(key)` is being worked on"
        case .refused(let fault): fault.detail
        case .noExecution(let id): "there is no execution \(id); each is kept for 7 days"
        case .unreadable(let id, let version, let diagnostics):
            "version \(version) of campaign \(id) cannot be read:\n\(diagnostics)"
        }
    }
}

extension CampaignError: CustomStringConvertible {
    package var description: String { message }
}
