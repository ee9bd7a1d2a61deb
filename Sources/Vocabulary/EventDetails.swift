/// What an event says of itself: as values, or still as the JSON text that was sent.
///
/// Most events are kept as they came and nobody looks into them, so they are read where somebody does.
public enum EventDetails: Hashable, Sendable {
    case values(properties: AttributeValue, context: AttributeValue)
    /// Objects, checked when they were taken; `nil` where there is none.
    case text(properties: String?, context: String?, timeZone: String?)

    /// The zone that clients add to each event's context.
    public var timeZone: String? {
        switch self {
        case .values(_, let context): context["timezone"].string
        case .text(_, _, let zone): zone
        }
    }
}
