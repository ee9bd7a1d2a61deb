import Deliveries
import Journeys
import Profiles
import Reports
import Store
import Vocabulary

/// The spine: what one batch of events does to the world, in one transaction.
///
/// Load, decide, save. Everything the batch touches is loaded by a handful of queries; the loop over events is pure;
/// everything changed is saved in bulk; and the cursor moves with it, so an event takes effect exactly once.
package struct EventPipeline: Sendable {
    package var journeys: LiveJourneys
    package var dedupe = Dedupe()

    /// Finds the erased among those whom events name (`SEMANTICS 11`); `nil`: nobody was ever erased.
    package var tombstones: TombstoneKey?

    package init(journeys: LiveJourneys, tombstones: TombstoneKey? = nil) {
        self.journeys = journeys
        self.tombstones = tombstones
    }

    /// - Parameter epoch: whose pipeline this is; another's commit makes it throw `PipelineOvertaken`.
    func process(_ batch: Batch, epoch: Int64, in db: Transaction) throws -> BatchOutcome {
        try PipelineTable.move(batch, epoch: epoch, in: db)
        // What a person did to a journey and what it set free are one: neither is acted on without the other.
        if !batch.triggers.isEmpty, try LiveJourneys.revision(in: db) != journeys.revision { throw JourneysChanged() }
        try ParkedTable.replace(batch.retries, by: batch.unreadable, in: db)
        try ParkedTable.keep(lost: batch.lost, in: db)
        let fresh = try dedupe.fresh(batch.inputs, in: db)
        var world = try World.load(
            for: fresh,
            batch.triggers,
            wakes: batch.wakes,
            journeys: journeys,
            tombstones: tombstones,
            in: db
        )
        var agenda = Agenda(batch, inputs: fresh)
        while let item = agenda.next() {
            let touched =
                switch item {
                case .event(let input): world.absorb(input)
                case .trigger(let trigger): world.take(trigger)
                case .wake(let wake): world.wake(wake)
                }
            for profile in touched {
                guard let wake = world.plannedWake(of: profile), wake <= batch.horizon else { continue }
                agenda.add(DueWake(profile: profile, moment: max(wake, item.moment)))
            }
        }
        world.counts["events.repeated"] = Int64(batch.inputs.count - fresh.count)
        let outcome = try world.save(in: db)
        try TriggerTable.remove(batch.triggers.map(\.trigger), in: db)
        Failpoint.reach("pipeline.before-commit")
        return outcome
    }
}

/// What a committed batch tells the rest of the server.
package struct BatchOutcome: Sendable {
    /// New sends may be due.
    package var owed = 0
    /// The earliest planned wake that this batch set.
    package var nextWake: Moment?
    package var events = 0
}
