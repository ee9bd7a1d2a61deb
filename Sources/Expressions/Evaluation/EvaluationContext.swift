import Vocabulary

/// All that an expression can see; nothing else exists for it.
package struct EvaluationContext: Sendable {
    package var profile: AttributeValue
    /// The event that is being handled, if there is one.
    package var event: AttributeValue?
    /// The profile's events, oldest first, each `{eventType, timestamp, properties, context}`.
    package var history: [AttributeValue]
    /// What the host offers under names of its own: `run`, `entry`.
    package var variables: [String: AttributeValue]
    package var now: Moment
    /// Where days begin: the person's zone or the sandbox's.
    package var zone: Zone

    package init(
        profile: AttributeValue = .null,
        event: AttributeValue? = nil,
        history: [AttributeValue] = [],
        variables: [String: AttributeValue] = [:],
        now: Moment,
        zone: Zone = .utc
    ) {
        self.profile = profile
        self.event = event
        self.history = history
        self.variables = variables
        self.now = now
        self.zone = zone
    }
}

/// An answer and how long it holds.
package struct Evaluation: Hashable, Sendable {
    package var value: AttributeValue
    /// The answer is the same at every moment from now up to, not including, this one while the inputs do not change;
    /// `nil`: forever (`SEMANTICS 4`).
    package var validUntil: Moment?
    /// False where the work was cut at its bound; the value is null then.
    package var isComplete: Bool

    package init(value: AttributeValue, validUntil: Moment?, isComplete: Bool = true) {
        self.value = value
        self.validUntil = validUntil
        self.isComplete = isComplete
    }
}
