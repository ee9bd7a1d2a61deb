import Deliveries
import EventLog
import Journeys
import Pipeline
import Store
import Vocabulary

/// The numbers that pages keep up to date, as texts by the name in their `data-live`.
struct LiveReading: Sendable {
    let state: Store
    let log: EventLog
    let pipeline: PipelineLoop
    let demo: ConsoleDemo?

    func numbers(of topics: Set<LiveTopic>) async throws -> [LiveTopic: [String: String]] {
        let progress = await demo?.progress()
        return try await state.read { [log, pipeline] db in
            var common = try Self.common(in: db, log: log, pipeline: pipeline)
            if let progress { common.merge(Self.demo(progress)) { $1 } }
            var numbers: [LiveTopic: [String: String]] = [:]
            for topic in topics { numbers[topic] = common.merging(try Self.steps(of: topic, in: db)) { $1 } }
            return numbers
        }
    }

    private static func common(
        in db: Transaction,
        log: EventLog,
        pipeline: PipelineLoop
    ) throws -> [String: String] {
        let standing = try Standing.load(in: db, log: log, pipeline: pipeline)
        let needs = try HomeNeeds.load(in: db)
        var numbers = [
            "lag": Words.lag(standing.lag), "standing": standing.signature, "uncertain": Words.number(needs.uncertain),
            "failed": Words.number(needs.failed), "parked": Words.number(needs.parked),
            "slowed": Words.number(needs.slowed), "braked": Words.number(needs.braked),
        ]
        for summary in try JourneyReading.list(in: db) {
            let name = "journey.\(summary.journey.id)"
            numbers["\(name).entered"] = Words.number(summary.counts.entered)
            numbers["\(name).waiting"] = Words.number(summary.counts.waiting)
            numbers["\(name).exited"] = Words.number(summary.counts.exited)
            numbers["\(name).failed"] = Words.number(summary.counts.failed)
        }
        return numbers
    }

    private static func steps(of topic: LiveTopic, in db: Transaction) throws -> [String: String] {
        guard let journey = topic.journey, let version = topic.version else { return [:] }
        var numbers: [String: String] = [:]
        for (step, counts) in try JourneyReading.counts(of: journey, version: version, in: db) {
            numbers["step.\(step).reached"] = Words.number(counts.reached)
            numbers["step.\(step).waiting"] = Words.number(counts.waiting)
            numbers["step.\(step).exited"] = Words.number(counts.exited)
            numbers["step.\(step).failed"] = Words.number(counts.failed)
            numbers["step.\(step).left"] = Words.number(counts.left)
            numbers["step.\(step).out"] = Words.number(counts.out)
        }
        return numbers
    }

    private static func demo(_ progress: ConsoleDemo.Progress) -> [String: String] {
        [
            "demo.moment": progress.moment.description, "demo.orders": Words.number(progress.ordersSent),
            "demo.day": "\(progress.day)", "demo.slider": "\(progress.sliderDay)", "demo.phase": progress.phase,
            "demo.doing": progress.doing,
        ]
    }
}
