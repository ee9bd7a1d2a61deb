import Journeys
import Vocabulary

/// All journeys with what their runs add up to.
enum JourneysPage {
    static func show(_ visit: Visit) async throws -> Answer {
        let journeys = try await visit.read { db in try JourneyReading.list(in: db) }
        let content =
            journeys.isEmpty
            ? Parts.empty(
                "No journeys yet. A journey waits for people to do something and answers each in their own time.",
                "<p>Write one as JSON and publish it: <code>sojourn apply journey.json</code></p>"
            )
            : table(journeys)
        let body: HTML = "<h1>Journeys</h1><section class=\"card\">\(content)</section>"
        return .page(PageContent("Journeys", body: body))
    }

    static func table(_ journeys: [JourneySummary]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: journeys"><table>
        <thead><tr><th scope="col">Journey</th><th scope="col">Status</th><th scope="col" class="number">Entered</th>
        <th scope="col" class="number">= waiting</th><th scope="col" class="number">+ left</th>
        <th scope="col" class="number">+ failed</th><th scope="col">Messages</th></tr></thead>
        <tbody>\(each: journeys, row)</tbody></table></div>
        """
    }

    private static func row(_ summary: JourneySummary) -> HTML {
        let (journey, counts) = (summary.journey, summary.counts)
        let name = "journey.\(journey.id)"
        let steps = Pages.journey(journey.id).fragment("outline-title")
        return """
            <tr><th scope="row"><a href="\(Pages.journey(journey.id))">\(journey.name)</a></th>
            <td>\(Parts.status(journey.status))</td>
            <td class="number"><a href="\(steps)">\(LiveText("\(name).entered", counts.entered))</a></td>
            <td class="number"><a href="\(steps)">\(LiveText("\(name).waiting", counts.waiting))</a></td>
            <td class="number"><a href="\(steps)">\(LiveText("\(name).exited", counts.exited))</a></td>
            <td class="number"><a href="\(steps)">\(LiveText("\(name).failed", counts.failed))</a></td>
            <td><a href="\(Pages.messages.link.with("journey", journey.id.description))">Messages</a></td></tr>
            """
    }
}
