import Vocabulary

/// All versions that people may enter or walk, as of one revision: immutable, shared, indexed by event type.
///
/// The pipeline keeps one and loads it again when `revision(in:)` has moved on.
package struct LiveJourneys: Sendable {
    package let revision: Int64
    private let versions: [VersionKey: LiveVersion]
    /// The newest of each journey.
    private let newest: [JourneyID: LiveVersion]
    /// Those under way.
    private let moves: [VersionMove.Key: VersionMove]
    private let entries: [String: [LiveVersion]]
    private let entryHistory: [String: HistoryNeed]
    private let walkHistory: HistoryNeed

    package struct VersionKey: Hashable, Sendable {
        package var journey: JourneyID
        package var number: Int
    }

    package init(
        _ versions: [LiveVersion],
        newest: [JourneyID: Int],
        moves: [VersionMove] = [],
        revision: Int64
    ) {
        self.revision = revision
        self.moves = Dictionary(moves.map { ($0.key, $0) }) { first, _ in first }
        self.versions = Dictionary(
            versions.map { (VersionKey(journey: $0.journey, number: $0.number), $0) }
        ) { first, _ in first }
        let latest = versions.filter { newest[$0.journey] == $0.number }
        self.newest = Dictionary(latest.map { ($0.journey, $0) }) { first, _ in first }
        let open = latest.filter { $0.status == .live || $0.status == .paused }
        entries = Dictionary(grouping: open, by: \.entry.listener.event)
            .mapValues { $0.sorted { $0.journey < $1.journey } }
        entryHistory = entries.mapValues { HistoryNeed(of: $0.flatMap(\.entry.rules)) }
        walkHistory = HistoryNeed(of: versions.flatMap(\.walkingRules))
    }

    package static let none = LiveJourneys([], newest: [:], revision: 0)

    package var isEmpty: Bool { versions.isEmpty }

    func version(of run: Run) -> LiveVersion? { versions[VersionKey(journey: run.journey, number: run.version)] }

    func version(_ number: Int, of journey: JourneyID) -> LiveVersion? {
        versions[VersionKey(journey: journey, number: number)]
    }

    func move(_ key: VersionMove.Key) -> VersionMove? { moves[key] }

    func newest(of journey: JourneyID) -> LiveVersion? { newest[journey] }

    /// The newest versions of live and paused journeys that an event of this type may begin, by journey id.
    func entries(on type: String) -> [LiveVersion] { entries[type] ?? [] }

    /// The event types that history must hold when an event of `type` comes to a person; nil: all types.
    package func historyTypes(on type: String, hasRuns: Bool) -> Set<String>? {
        let need = entryHistory[type] ?? .none
        return (hasRuns ? need.union(walkHistory) : need).types
    }

    /// The event types that history must hold when a person's run wakes; nil: all types.
    package var historyTypesOnWake: Set<String>? { walkHistory.types }
}
