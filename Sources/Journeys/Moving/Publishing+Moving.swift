import Store
import Vocabulary

extension Journey {
    /// The moves that `choice` asks for, of versions on which somebody is.
    /// - Throws: `JourneyError.badMove` where a step is not in its version, or nobody may be sent to it.
    static func moves(
        _ choice: PeopleChoice,
        to version: JourneyVersion,
        in db: Transaction
    ) throws -> [VersionMove] {
        let numbers = Set(try JourneyCountTable.inhabited(version.journey, in: db).map(\.key.version))
        let inhabited = try numbers.sorted().compactMap {
            try JourneyTable.version($0, of: version.journey, in: db)
        }
        let mappings: [Int: [StepID: StepID]] =
            switch choice {
            case .stay: [:]
            case .follow:
                Dictionary(uniqueKeysWithValues: inhabited.map { ($0.number, version.steps(sharedWith: $0)) })
            case .move(let mappings): mappings
            }
        if case .move = choice { try check(mappings, inhabited, version) }
        return mappings.sorted { $0.key < $1.key }.filter { numbers.contains($0.key) && !$0.value.isEmpty }
            .map { from, steps in
                VersionMove(
                    key: VersionMove.Key(journey: version.journey, from: from, to: version.number),
                    steps: steps
                )
            }
    }

    private static func check(
        _ mappings: [Int: [StepID: StepID]],
        _ inhabited: [JourneyVersion],
        _ version: JourneyVersion
    ) throws(JourneyError) {
        for (number, steps) in mappings {
            // Where nobody is any more nobody moves.
            guard let old = inhabited.first(where: { $0.number == number }) else { continue }
            for (from, to) in steps.sorted(by: { $0.key < $1.key }) {
                guard old.definition[from] != nil else { throw .badMove("version \(number) has no step `\(from)`") }
                guard let target = version.definition[to] else { throw .badMove("the new version has no step `\(to)`") }
                guard target.kind != EntryStep.kind else { throw .badMove("nobody can be moved to the entry `\(to)`") }
            }
        }
    }
}

extension JourneyVersion {
    /// The steps that both versions have, each leading to itself; nobody rests on an entry.
    fileprivate func steps(sharedWith old: JourneyVersion) -> [StepID: StepID] {
        let shared = definition.steps.filter { step in
            step.kind != EntryStep.kind && old.lineage[step.id] != nil && old.lineage[step.id] == lineage[step.id]
        }
        return Dictionary(uniqueKeysWithValues: shared.map { ($0.id, $0.id) })
    }
}
