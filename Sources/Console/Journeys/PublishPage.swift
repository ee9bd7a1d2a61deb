import Accounts
import Journeys
import Store
import Vocabulary
import Web

/// Before a newer version is published: what it changes, who is inside the older ones, and where each group goes.
enum PublishPage {
    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self) else { return .notFound }
        do {
            let (journey, preview) = try await visit.read { db in
                (try JourneyReading.journey(id, in: db), try Journey.preview(id, in: db))
            }
            guard let journey else { return .notFound }
            return .page(PageContent("Publish \(journey.name)", body: page(journey, preview, visit)))
        } catch let error as JourneyError {
            return try await JourneyActs.answer(error, id, visit)
        }
    }

    private static func page(_ journey: Journey, _ preview: PublishPreview, _ visit: Visit) -> HTML {
        """
        <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.journeys.link)">Journeys</a> /
        <a href="\(Pages.journey(journey.id))">\(journey.name)</a></nav>
        <h1>Publish version \(preview.newest + 1)</h1>
        <section class="card" aria-labelledby="changes-title"><h2 id="changes-title">What changes</h2>
        \(changes(preview))</section>
        <form method="post" action="\(Pages.journeyPublish(journey.id))">\(visit.token)
        <section class="card" aria-labelledby="people-title"><h2 id="people-title">Who is inside</h2>
        \(people(preview))</section>
        \(if: visit.may(.publisher), buttons(preview))</form>
        """
    }

    private static func changes(_ preview: PublishPreview) -> HTML {
        let news = preview.changes.filter { $0.what != .kept }
        let kept = preview.changes.count - news.count
        guard !news.isEmpty else { return "<p>No step changes.</p>" }
        return """
            <ul>\(each: news, { change in
              "<li>\(word(change.what)) <strong>\(change.step.raw)</strong> <span class=\"kind\">\(change.kind)</span></li>"
            })</ul><p>\(Words.count(kept, "step is", "steps are")) unchanged.</p>
            """
    }

    private static func word(_ what: PublishPreview.Change.What) -> String {
        switch what {
        case .added: "New:"
        case .changed: "Changed:"
        case .removed: "Gone:"
        case .kept: "As it was:"
        }
    }

    private static func people(_ preview: PublishPreview) -> HTML {
        guard !preview.standings.isEmpty else {
            return "<p>Nobody. Whoever enters from now on takes the new version.</p>"
        }
        let inside = preview.standings.reduce(0) { $0 + $1.waiting }
        return """
            <p>\(Words.count(inside, "person waits", "people wait")) in older versions. Who stays walks theirs to its end. Who
            moves keeps the end of their wait, unless the step is of another kind: then they begin it anew, and are owed its
            message.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Table: people inside"><table><thead><tr>
            <th scope="col">Version</th><th scope="col">Step</th><th scope="col" class="number">Waiting</th>
            <th scope="col">Still there</th><th scope="col">Where they go</th></tr></thead>
            <tbody>\(each: preview.standings, { row($0, preview) })</tbody></table></div>
            """
    }

    private static func row(_ standing: PublishPreview.Standing, _ preview: PublishPreview) -> HTML {
        let name = "Where those at \(standing.step) of version \(standing.version) go"
        return """
            <tr><td>\(standing.version)</td><th scope="row">\(standing.step.raw) <span class="kind">\(standing.kind)</span></th>
            <td class="number">\(Words.number(standing.waiting))</td><td>\(standing.isKept ? "yes" : "no")</td>
            <td><select name="\(field(standing))" aria-label="\(name)"><option value="">stay on version \(standing.version)</option>
            \(each: preview.targets, { target in
              "<option value=\"\(target.id.raw)\">to \(target.id.raw)\(target.kind == standing.kind ? "" : " (anew)")</option>"
            })</select></td></tr>
            """
    }

    private static func field(_ standing: PublishPreview.Standing) -> String {
        "move.\(standing.version).\(standing.step.raw)"
    }

    private static func buttons(_ preview: PublishPreview) -> HTML {
        guard !preview.standings.isEmpty else {
            return "<div class=\"acts\"><button class=\"primary\" name=\"people\" value=\"stay\">Publish</button></div>"
        }
        return """
            <div class="acts"><button class="primary" name="people" value="stay">Publish, everybody stays</button>
            <button name="people" value="choose">Publish and move as chosen</button>
            <button name="people" value="follow">Publish and move whoever's step is still there</button></div>
            """
    }

    /// What the form chose, of those who are inside now.
    static func choice(_ form: Form, _ preview: PublishPreview) -> PeopleChoice {
        switch form["people"] {
        case "follow": return .follow
        case "choose":
            var moves: [Int: [StepID: StepID]] = [:]
            for standing in preview.standings {
                guard let target = form.text(field(standing)) else { continue }
                moves[standing.version, default: [:]][standing.step] = StepID(target)
            }
            return .move(moves)
        default: return .stay
        }
    }
}
