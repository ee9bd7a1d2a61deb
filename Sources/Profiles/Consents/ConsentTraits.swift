import Vocabulary

/// Consent as traits state it, in XDM's form: `consents.marketing.email.val` is `y` or `n`, a topic's is at
/// `consents.marketing.email.subscriptions.news.val`.
package struct ConsentTraits: Sendable {
    package private(set) var choices: [(scope: ConsentScope, choice: ConsentStatement.Choice)] = []
    package private(set) var reasons: [ProfileReason] = []

    /// The trait that holds them; it is not stored as an attribute.
    package static let name = "consents"

    package init(of traits: AttributeValue) {
        guard let marketing = traits[Self.name]["marketing"].object else { return }
        for (channel, said) in marketing {
            read(said, as: ConsentScope(channel: channel))
            for (topic, said) in said["subscriptions"].object ?? AttributeObject() {
                read(said, as: ConsentScope(channel: channel, topic: topic))
            }
        }
    }

    private mutating func read(_ said: AttributeValue, as scope: ConsentScope) {
        guard let word = said["val"].string ?? said.string else { return }
        switch word {
        case "y", "yes", "dy": append(scope, .yes)
        case "n", "no", "dn": append(scope, .no)
        case "p", "u", "": break
        default: refuse()
        }
    }

    private mutating func append(_ scope: ConsentScope, _ choice: ConsentStatement.Choice) {
        guard scope.isValid else { return refuse() }
        choices.append((scope, choice))
    }

    private mutating func refuse() {
        let reason = ProfileReason(.consentChoice, at: Self.name)
        if !reasons.contains(reason) { reasons.append(reason) }
    }
}
