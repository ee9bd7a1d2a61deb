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
        entryHistory = entries.mapValues { begun in
            begun.reduce(.none) { $0.union($1.entryHistory).union($1.walkHistory) }
        }
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

    /// What history must hold when an event of `type` comes to a person: for the entries that it fits, and for the
    /// steps that may follow at once.
    package func historyNeed(on type: String) -> HistoryNeed { entryHistory[type] ?? .none }

    /// What history must hold when a trigger comes to a person, beside what their runs read.
    package func historyNeed(of trigger: Trigger) -> HistoryNeed {
        switch trigger.content {
        case .outcome: .none
        case .entry(let entry): newest[entry.journey].map { $0.entryHistory.union($0.walkHistory) } ?? .none
        case .move(let key): version(key.to, of: key.journey)?.walkHistory ?? .none
        }
    }

    /// What history must hold when these runs hear an event or wake.
    package func historyNeed(of runs: [Run]) -> HistoryNeed {
        runs.reduce(.none) { need, run in version(of: run).map { need.union($0.walkHistory) } ?? need }
    }
}
