import Accounts
import Profiles
import Vocabulary

/// What a person said about consent, when and by what, and the way to write down what they said elsewhere.
enum PersonConsent {
    static func html(_ visit: Visit, _ person: ProfileID, _ records: [ConsentRecord], _ sources: SourceNames) -> HTML {
        let list: HTML = "<ul class=\"plain\">\(each: records, { item($0, sources) })</ul>"
        return """
            <section class="card" aria-labelledby="consent-title"><h2 id="consent-title">Consent</h2>
            \(records.isEmpty ? "<p>They said nothing yet.</p>" : list)
            \(if: visit.may(.author), form(visit, person))</section>
            """
    }

    private static func item(_ record: ConsentRecord, _ sources: SourceNames) -> HTML {
        """
        <li><span class="state \(record.statement.choice == .yes ? "sent" : "skipped")">\(record.statement.choice.rawValue)</span>
        to \(record.scope.channel)\(record.scope.topic.map { topic -> HTML in ", \(topic)" })
        <span class="detail">\(record.statement.moment), \(sources[record.statement.source])</span></li>
        """
    }

    private static func form(_ visit: Visit, _ person: ProfileID) -> HTML {
        """
        <details><summary>State what they said…</summary>
        <p class="note">It counts from now on, at once. The record stays; a later statement replaces it.</p>
        <form method="post" action="\(Pages.personConsent(person))" class="stack">\(visit.token)
        <input type="hidden" name="channel" value="email">
        <label>They say <select name="choice"><option value="no">no</option><option value="yes">yes</option></select></label>
        <label>To email about <input name="topic" maxlength="128" placeholder="everything"></label>
        <label>How you know <input name="note" required maxlength="300" placeholder="as they asked on the telephone"></label>
        <button>Write it down</button></form></details>
        """
    }
}
