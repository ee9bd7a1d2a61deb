import Pipeline
import Profiles
import Vocabulary

/// Taking a merge back: what goes to whom, before anything is done.
enum UndoMergePage {
    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(Int64.self) else { return .notFound }
        let found = try await visit.read { db -> (MergePreview, ProfileSummary?)? in
            guard let preview = try MergePreview.load(id, in: db) else { return nil }
            return (preview, try ProfilesTable.find(preview.holder, in: db))
        }
        guard let (preview, holder) = found else { return .notFound }
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.people.link)">People</a>
            \(Parts.person(holder, preview.holder))</nav>
            <h1>Take the merge back?</h1>
            <section class="card"><p>On \(preview.merge.moment) \(preview.merge.cause) said that two persons are one.</p>
            \(preview.obstacle.map { obstacle -> HTML in "<p class=\"problem\">\(Words.refusal(obstacle))</p>" } ?? given(preview, holder))
            \(if: preview.obstacle == nil, form(visit, preview))</section>
            """
        return .page(PageContent("Take a merge back", body: body))
    }

    private static func given(_ preview: MergePreview, _ holder: ProfileSummary?) -> HTML {
        """
        <h2>What \(holder?.label ?? "the survivor") gives back to the other person</h2>
        <ul>\(each: preview.identities, { identity in
          "<li><strong>\(identity.value)</strong> <span class=\"detail\">\(identity.namespace)</span></li>"
        })
        <li>\(Words.count(preview.events, "event", "events")), \(Words.count(preview.consents, "statement", "statements")) about consent</li>
        <li>\(Words.count(preview.runs, "run", "runs")) of journeys, \(Words.count(preview.sends, "message", "messages"))</li>
        <li>the attributes they brought, where nobody wrote them again since</li></ul>
        <p>A no said since counts for both. Runs that ended because of the merge stay ended. The two are kept apart from
        then on, until someone unites them by hand.</p>
        """
    }

    private static func form(_ visit: Visit, _ preview: MergePreview) -> HTML {
        """
        <form method="post" action="\(Pages.mergeUndo(preview.merge.id))" class="acts">\(visit.token)
        <button class="danger">Take it back</button>
        <a class="button" href="\(Pages.person(preview.holder))">No, leave them one</a></form>
        """
    }

    static func undo(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(Int64.self) else { return .notFound }
        do {
            return .seeOther(Pages.person(try await visit.console.acts.undoMerge(id, by: visit.who).person))
        } catch let refusal as UndoMergeError {
            return .refused(.badInput(Words.refusal(refusal)))
        }
    }
}
