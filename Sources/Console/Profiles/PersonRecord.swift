import Accounts
import Vocabulary

/// What was done to a person by hand, and the way to erase them.
enum PersonRecord {
    static func html(_ visit: Visit, _ person: ProfileID, _ lines: [AuditLine]) -> HTML {
        """
        <section class="card" aria-labelledby="audit-title"><div class="head"><h2 id="audit-title">Done by hand</h2>
        <p><a href="\(Pages.audit.link)">The whole audit</a></p></div>
        \(lines.isEmpty ? "<p>Nothing yet.</p>" : list(lines))
        \(if: visit.may(.admin), "<p><a href=\"\(Pages.personErase(person))\">Erase this person…</a></p>")</section>
        """
    }

    private static func list(_ lines: [AuditLine]) -> HTML {
        """
        <ul class="plain">\(each: lines, { line in
          "<li>\(line.who) \(Words.act(line.act)) <span class=\"detail\">\(line.moment)\(if: !line.detail.isEmpty, ", \(line.detail)")</span></li>"
        })</ul>
        """
    }
}
