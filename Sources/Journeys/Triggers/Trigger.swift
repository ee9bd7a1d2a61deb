import Deliveries
import Vocabulary

/// What was born inside and moves a run: a row written in the transaction that causes it and consumed in the pipeline's
/// transaction that acts on it, so that it takes effect exactly once.
package struct Trigger: Hashable, Sendable {
    /// Of triggers of one moment the earlier source comes first.
    package enum Source: Int64, CaseIterable, Sendable {
        /// What became of a message; its subject is the send.
        case outcome = 0
        /// Somebody waited outside a paused journey; its subject is their place in the order, its moment when they have
        /// waited long enough, or when the journey was resumed.
        case entry = 1
        /// A run is to go on in another version; its subject is the run.
        case move = 2
    }

    package enum Content: Hashable, Sendable {
        case outcome(MessageOutcome)
        case entry(QueuedEntry)
        case move(VersionMove.Key)

        package var source: Source {
            switch self {
            case .outcome: .outcome
            case .entry: .entry
            case .move: .move
            }
        }
    }

    /// When it happened, as its row says; the pipeline may come to it later.
    package var moment: Moment
    /// Of one source and subject only the latest is kept.
    package var subject: Int64
    package var profile: ProfileID
    package var run: RunID?
    package var content: Content

    package var source: Source { content.source }

    package init(moment: Moment, subject: Int64, profile: ProfileID, run: RunID?, content: Content) {
        self.moment = moment
        self.subject = subject
        self.profile = profile
        self.run = run
        self.content = content
    }

    init(_ entry: QueuedEntry) {
        self.init(
            moment: entry.leaves,
            subject: entry.place,
            profile: entry.key.profile,
            run: nil,
            content: .entry(entry)
        )
    }

    init(moving run: RunID, of profile: ProfileID, _ key: VersionMove.Key, at moment: Moment) {
        self.init(moment: moment, subject: run.raw, profile: profile, run: run, content: .move(key))
    }

    /// `nil` where no run rests for the send.
    package init?(_ settled: OutcomeTrigger) {
        guard let run = settled.origin.run else { return nil }
        let outcome = MessageOutcome(
            send: settled.send,
            step: StepID(settled.origin.step),
            state: settled.state,
            reason: settled.reason,
            moment: settled.moment
        )
        self.init(
            moment: settled.moment,
            subject: settled.send.raw,
            profile: settled.profile,
            run: run,
            content: .outcome(outcome)
        )
    }
}

extension Trigger {
    /// `nil` where it is about a message.
    var journey: JourneyID? {
        switch content {
        case .outcome: nil
        case .entry(let entry): entry.journey
        case .move(let key): key.journey
        }
    }

    /// What its row keeps beside its columns.
    var body: AttributeValue {
        switch content {
        case .outcome(let outcome): outcome.body
        case .entry(let entry): entry.body
        case .move(let key): ["from": .integer(Int64(key.from)), "to": .integer(Int64(key.to))]
        }
    }
}

extension Trigger.Content {
    /// - Parameter body: as `Trigger.body` wrote it; nil where it says nothing we know.
    init?(_ source: Trigger.Source, _ row: TriggerTable.Stored, body: AttributeValue) {
        switch source {
        case .outcome:
            guard let outcome = MessageOutcome(send: row.subject, moment: row.moment, body: body) else { return nil }
            self = .outcome(outcome)
        case .entry:
            guard let journey = row.journey,
                let entry = QueuedEntry(place: row.subject, journey: journey, profile: row.profile, body: body)
            else { return nil }
            self = .entry(entry)
        case .move:
            guard let journey = row.journey, case .integer(let from) = body["from"], case .integer(let to) = body["to"]
            else { return nil }
            self = .move(VersionMove.Key(journey: journey, from: Int(from), to: Int(to)))
        }
    }
}
