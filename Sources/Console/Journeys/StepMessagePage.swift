import Content
import Deliveries
import Journeys
import Store
import Vocabulary
import Web

/// The message of an email step as its author wrote it.
enum StepMessagePage {
    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self), let (journey, step, email) = try await find(id, visit) else {
            return .notFound
        }
        let message = email.message
        let frame = Pages.journeyMessageHTML(id).with("version", visit.query["version"]).with(
            "step",
            visit.query["step"]
        )
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.journeys.link)">Journeys</a> /
            <a href="\(Pages.journey(id).with("version", visit.query["version"]))">\(journey)</a></nav>
            <h1>\(step)</h1>
            <dl class="facts"><dt>Subject</dt><dd>\(message.subject)</dd>
            <dt>Preheader</dt><dd>\(message.preheader.isEmpty ? "none" : message.preheader)</dd>
            <dt>From</dt><dd>\(message.from.isEmpty ? "the sandbox's sender" : message.from)</dd>
            <dt>Kind</dt><dd>\(email.messageClass.rawValue)</dd></dl>
            <section class="card"><h2>As written, before anybody's data is filled in</h2>
            <iframe class="mail" title="The message's HTML" sandbox="" src="\(frame)"></iframe></section>
            <section class="card"><h2>Source</h2><pre tabindex="0">\(message.html)</pre></section>
            """
        return .page(PageContent(step, body: body))
    }

    static func html(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self), let found = try await find(id, visit) else { return .notFound }
        return .sandboxed(found.email.message.html)
    }

    private static func find(
        _ id: JourneyID,
        _ visit: Visit
    ) async throws -> (journey: String, step: String, email: EmailStep)? {
        let number = visit.query["version"].flatMap { Int($0) }
        guard let step = visit.query["step"] else { return nil }
        return try await visit.read { db in
            guard let journey = try JourneyReading.journey(id, in: db),
                let picture = try JourneyReading.picture(of: id, version: number ?? journey.newestVersion, in: db),
                let found = picture.version.definition[StepID(step)], case .email(let email) = found.step
            else { return nil }
            return (journey.name, found.label ?? step, email)
        }
    }
}
