import Vocabulary

extension Runs {
    /// A run goes on in another version, at the step that the mapping gives for where it stands now; where it gives
    /// none, or the run is over or moved already, nothing happens.
    mutating func move(
        _ run: RunID?,
        by key: VersionMove.Key,
        _ traveller: inout Traveller,
        now: Moment,
        journeys: LiveJourneys,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        guard
            var run = waiting(of: traveller.profile).first(where: { $0.id == run && $0.isInside(key) }),
            let move = journeys.move(key), let target = move.steps[run.step],
            let version = journeys.version(key.to, of: key.journey)
        else { return [] }
        let kind = journeys.version(of: run)?.definition[run.step]?.kind
        let effects = JourneyMachine(version)
            .takeOver(
                &run,
                by: move,
                at: target,
                keepsWait: kind == version.definition[target]?.kind,
                traveller: &traveller,
                now: now,
                ids: &ids
            )
        keep(run, effects)
        moved[key, default: 0] += 1
        return effects
    }
}

extension Run {
    fileprivate func isInside(_ key: VersionMove.Key) -> Bool { journey == key.journey && version == key.from }
}

extension JourneyMachine {
    /// Takes over a run of another version.
    ///
    /// - Parameter keepsWait: the step is of the same kind, so its wait goes on and ends when it would have.
    func takeOver(
        _ run: inout Run,
        by move: VersionMove,
        at target: StepID,
        keepsWait: Bool,
        traveller: inout Traveller,
        now: Moment,
        ids: inout IDGenerator
    ) -> [JourneyEffect] {
        var walk = Walk(of: run, in: version, traveller: traveller, ids: ids, now: now)
        walk.transfer(to: target, by: move, keepsWait: keepsWait)
        if let step = version[target] { walk.follow(keepsWait ? step.takeOver(&walk) : step.arrive(&walk)) }
        (run, traveller, ids) = (walk.run, walk.traveller, walk.ids)
        return walk.effects
    }
}
