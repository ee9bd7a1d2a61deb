import Pipeline
import Profiles
import Vocabulary
import Web

/// Erasing a person: what goes and what stays, before anything is done.
enum ErasePage {
    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(ProfileID.self) else { return .notFound }
        let found = try await visit.read { db in
            (try ProfilesTable.find(id, in: db), try ErasurePreview.load(id, in: db))
        }
        guard let person = found.0, let preview = found.1 else { return .notFound }
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.people.link)">People</a>
            <a href="\(Pages.person(person.profile.id))">\(person.label)</a></nav>
            <h1>Erase \(person.label)?</h1>
            <div class="columns"><section class="card" aria-labelledby="gone-title">
            <h2 id="gone-title">What goes</h2>\(gone(preview))</section>
            <section class="card" aria-labelledby="kept-title"><h2 id="kept-title">What stays</h2>\(kept(preview))</section></div>
            <section class="card"><p><strong>This cannot be undone.</strong> What comes later by the same identities makes a
            new person, who is known by nothing of before.</p>
            <form method="post" action="\(Pages.personErase(person.profile.id))" class="acts">\(visit.token)
            <label class="check"><input type="checkbox" name="sure" value="1" required> I have read what goes</label>
            <button class="danger">Erase them for good</button>
            <a class="button" href="\(Pages.person(person.profile.id))">No, go back</a></form></section>
            """
        return .page(PageContent("Erase \(person.label)", body: body))
    }

    private static func gone(_ preview: ErasurePreview) -> HTML {
        """
        <ul><li>\(Words.count(preview.identities, "identity", "identities")), \(Words.count(preview.attributes, "attribute", "attributes"))</li>
        <li>\(Words.count(preview.events, "event", "events")) of their history</li>
        <li>\(Words.count(preview.consents, "statement", "statements")) about consent</li>
        <li>\(Words.count(preview.waitingRuns, "run ends", "runs end")); what \(Words.count(preview.runs, "run", "runs")) remember is blanked</li>
        <li>\(Words.count(preview.pendingSends, "message is", "messages are")) cancelled</li>
        <li>\(Words.count(preview.bodies, "message's exact bytes", "messages' exact bytes")); a message in somebody's hands now still goes</li></ul>
        """
    }

    private static func kept(_ preview: ErasurePreview) -> HTML {
        """
        <ul><li>\(Words.count(preview.sends, "row", "rows")) of the ledger, without address and content, so that sums hold</li>
        <li>the suppression of their address, if there is one, so that nobody writes to it again</li>
        <li>a tombstone: a hash by which records received until now are dropped wherever they still wait</li>
        <li>raw events in the inbox, unread, for at most a week after they were processed</li>
        <li>this act, in the audit</li></ul>
        """
    }

    static func erase(_ visit: Visit) async throws -> Answer {
        guard visit.form["sure"] == "1" else {
            return .refused(.badInput("Say that you have read what goes. Nothing was done."))
        }
        return try await PersonActs.act(visit) { id in
            _ = try await visit.console.acts.erase(id, by: visit.who)
            visit.console.live.refresh()
            return Pages.audit.link
        }
    }
}
