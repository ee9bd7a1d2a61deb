import Store
import Vocabulary

/// What publishing the draft would change, and for whom: shown before it is done.
package struct PublishPreview: Sendable {
    /// A step of the draft or of the newest version.
    package struct Change: Hashable, Sendable {
        package enum What: String, Sendable { case added, changed, removed, kept }

        package var step: StepID
        package var kind: String
        package var what: What
    }

    /// People of an older version, at the step where they stand.
    package struct Standing: Hashable, Sendable {
        package var version: Int
        package var step: StepID
        package var kind: String
        package var waiting: Int64
        /// The step is still there, under its id and of its kind.
        package var isKept: Bool
    }

    package var draft: JourneyDefinition
    /// The newest version's number; 0: none is published.
    package var newest: Int
    package var changes: [Change]
    package var standings: [Standing]

    /// Where people may be sent: every step but the entry.
    package var targets: [JourneyStep] { draft.steps.filter { $0.kind != EntryStep.kind } }

    package func kind(of step: StepID) -> String? { draft[step]?.kind }
}

extension Journey {
    /// - Throws: `JourneyError.faulty` with every fault of the draft.
    package static func preview(_ id: JourneyID, in db: Transaction) throws -> PublishPreview {
        guard let journey = try JourneyTable.find(id, in: db), let text = try JourneyTable.draft(of: id, in: db)
        else { throw JourneyError.notFound(id) }
        let draft = try sound(text)
        let newest = try JourneyTable.version(journey.newestVersion, of: id, in: db)
        var standings: [PublishPreview.Standing] = []
        var versions: [Int: JourneyVersion] = [:]
        for (key, waiting) in try JourneyCountTable.inhabited(id, in: db) {
            if versions[key.version] == nil {
                versions[key.version] = try JourneyTable.version(key.version, of: id, in: db)
            }
            guard let version = versions[key.version], let step = version.definition[key.step] else { continue }
            let isSame = version.lineage[key.step] == newest?.lineage[key.step]
            standings.append(
                PublishPreview.Standing(
                    version: key.version,
                    step: key.step,
                    kind: step.kind,
                    waiting: waiting,
                    isKept: isSame && draft[key.step]?.kind == step.kind
                )
            )
        }
        return PublishPreview(
            draft: draft,
            newest: journey.newestVersion,
            changes: changes(from: newest?.definition, to: draft),
            standings: standings
        )
    }

    private static func changes(
        from old: JourneyDefinition?,
        to new: JourneyDefinition
    ) -> [PublishPreview.Change] {
        let present = new.steps.map { step -> PublishPreview.Change in
            let before = old?[step.id]
            let what: PublishPreview.Change.What = before == nil ? .added : before == step ? .kept : .changed
            return PublishPreview.Change(step: step.id, kind: step.kind, what: what)
        }
        let removed = (old?.steps ?? []).filter { new[$0.id] == nil }
        return present + removed.map { PublishPreview.Change(step: $0.id, kind: $0.kind, what: .removed) }
    }
}
