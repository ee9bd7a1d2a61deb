import Vocabulary

/// The queues before the channel, so that a campaign to a million never delays a receipt.
package enum Lane: Int, CaseIterable, Comparable, Sendable {
    case transactional = 0
    case triggered = 1
    case batch = 2

    /// How many sends of each lane go in one round when all lanes are full: 8 : 4 : 1, so none starves.
    package var weight: Int {
        switch self {
        case .transactional: 8
        case .triggered: 4
        case .batch: 1
        }
    }

    /// How long a send stays worth sending when its origin says nothing (`SEMANTICS 27`).
    package var lifetime: Duration {
        switch self {
        case .transactional, .triggered: .hours(24)
        case .batch: .hours(72)
        }
    }

    /// The lifetime of a one-time code, whose origin asks for it by name.
    package static let codeLifetime: Duration = .minutes(10)

    package var name: String {
        switch self {
        case .transactional: "transactional"
        case .triggered: "triggered"
        case .batch: "batch"
        }
    }

    package init?(name: String) {
        guard let lane = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = lane
    }

    package static func < (a: Lane, b: Lane) -> Bool { a.rawValue < b.rawValue }
}
