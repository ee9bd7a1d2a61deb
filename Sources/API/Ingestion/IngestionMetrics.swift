import HTTPTypes
import Hummingbird
import Pipeline
import Reports

/// What ingestion counts.
struct IngestionMetrics: Sendable {
    private let accepted: Counter
    private let rejected: Counter
    private let answers: [Int: Counter]
    private let otherAnswers: Counter
    private let duration: Histogram

    /// The statuses ingestion answers with.
    private static let statuses = [200, 400, 401, 413, 415, 503]

    init(_ metrics: Metrics) {
        accepted = metrics.counter("sojourn_events_accepted_total", "Events made durable.")
        rejected = metrics.counter(
            "sojourn_events_rejected_total",
            "Events refused one by one, kept with their reason."
        )
        let (name, help) = ("sojourn_ingest_requests_total", "Ingestion requests by status.")
        answers = Dictionary(
            uniqueKeysWithValues: Self.statuses.map { ($0, metrics.counter(name, help, ["status": "\($0)"])) }
        )
        otherAnswers = metrics.counter(name, help, ["status": "other"])
        duration = metrics.histogram("sojourn_ingest_seconds", "From the request's head to its answer.")
    }

    func took(_ contents: SegmentDecoder.Contents) {
        if contents.accepted > 0 { accepted.add(contents.accepted) }
        if !contents.rejected.isEmpty { rejected.add(contents.rejected.count) }
    }

    func answered(_ status: HTTPResponse.Status, after time: Duration) {
        (answers[status.code] ?? otherAnswers).add()
        duration.record(time)
    }
}
