import Journeys
import Profiles
import Store
import Vocabulary
import Web

/// Who is at a step, or ended there, oldest first.
enum StepPeoplePage {
    private static let pageSize = 50

    struct Model: Sendable {
        var journey: Journey
        var key: StepKey
        var title: String
        var outcome: JourneyReading.Outcome
        var counts: StepCounts
        var runs: [Run]
        var people: [ProfileID: ProfileSummary]
    }

    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self), let step = visit.query["step"] else { return .notFound }
        let version = visit.query["version"].flatMap { Int($0) }
        let outcome = visit.query["outcome"].flatMap { JourneyReading.Outcome(rawValue: $0) } ?? .waiting
        let cursor = visit.query["after"].flatMap { RunID($0) }
        let model = try await visit.read { db in
            try load(id, StepID(step), version: version, outcome, after: cursor, in: db)
        }
        return model.map { .page(PageContent("People at \($0.title)", body: page($0, visit))) } ?? .notFound
    }

    private static func load(
        _ id: JourneyID,
        _ step: StepID,
        version: Int?,
        _ outcome: JourneyReading.Outcome,
        after cursor: RunID?,
        in db: Transaction
    ) throws -> Model? {
        guard let journey = try JourneyReading.journey(id, in: db),
            let picture = try JourneyReading.picture(of: id, version: version ?? journey.newestVersion, in: db),
            let found = picture.version.definition[step]
        else { return nil }
        let key = StepKey(journey: id, version: picture.version.number, step: step)
        let runs = try JourneyReading.people(at: key, outcome, after: cursor, limit: pageSize, in: db)
        let people = try ProfilesTable.find(many: Set(runs.map(\.profile)), in: db)
        return Model(
            journey: journey,
            key: key,
            title: found.label ?? step.raw,
            outcome: outcome,
            counts: picture[step],
            runs: runs,
            people: Dictionary(people.map { ($0.profile.id, $0) }) { first, _ in first }
        )
    }

    private static func page(_ model: Model, _ visit: Visit) -> HTML {
        """
        <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.journeys.link)">Journeys</a> /
        <a href="\(Pages.journey(model.journey.id).with("version", "\(model.key.version)"))">\(model.journey.name)</a></nav>
        <h1>People at “\(model.title)”</h1>
        <nav aria-label="Outcome">
        <ul class="tabs">\(each: JourneyReading.Outcome.allCases, { tab($0, model) })</ul></nav>
        <section class="card">\(model.runs.isEmpty ? Parts.empty("Nobody here.") : table(model, visit.now))
        \(Parts.more(next(model)))</section>
        """
    }

    private static func link(_ model: Model, _ outcome: JourneyReading.Outcome) -> Link {
        Pages.journeyPeople(model.journey.id).with("version", "\(model.key.version)").with("step", model.key.step.raw)
            .with("outcome", outcome.rawValue)
    }

    private static func next(_ model: Model) -> Link? {
        guard model.runs.count == pageSize, let last = model.runs.last else { return nil }
        return link(model, model.outcome).with("after", last.id.description)
    }

    private static func tab(_ outcome: JourneyReading.Outcome, _ model: Model) -> HTML {
        let (count, word) =
            switch outcome {
            case .waiting: (model.counts.waiting, "waiting")
            case .exited: (model.counts.exited, "left here")
            case .failed: (model.counts.failed, "failed")
            }
        return """
            <li><a href="\(link(model, outcome))"\(if: outcome == model.outcome, " aria-current=\"page\"")>\
            \(Words.number(count)) \(word)</a></li>
            """
    }

    private static func table(_ model: Model, _ now: Moment) -> HTML {
        let last = model.outcome == .waiting ? "Goes on" : "Why"
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Table: people"><table><thead><tr>
            <th scope="col">Person</th><th scope="col">Entered</th>
            <th scope="col">Reached this step</th><th scope="col">\(last)</th></tr></thead>
            <tbody>\(each: model.runs, { run in
              """
              <tr\(Parts.zone(of: model.people[run.profile]))><th scope="row">\(Parts.person(model.people[run.profile], run.profile))
              <span class="detail">\(model.people[run.profile]?.detail)</span></th>
              <td>\(run.enteredAt)</td><td>\(run.reachedAt)</td><td>\(end(run))</td></tr>
              """
            })</tbody></table></div>
            """
    }

    private static func end(_ run: Run) -> HTML {
        if let reason = run.status.reason { return "\(Words.reason(reason)), \(run.endedAt)" }
        if let send = run.awaits {
            return "when <a href=\"\(Pages.message(send))\">its message</a> has been sent, or cannot be"
        }
        return run.wake.map { "by itself at \(TimeText($0).html)" } ?? "when the event comes"
    }
}
