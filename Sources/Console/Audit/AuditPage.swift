import Accounts
import Profiles
import Store
import Vocabulary
import Web

/// Everything done by hand, the newest first: who, when, what, on what.
enum AuditPage {
    private static let pageSize = 100

    static func show(_ visit: Visit) async throws -> Answer {
        let cursor = visit.query["before"].flatMap { Int64($0) }
        let (lines, people) = try await visit.read { db in
            let lines = try Audit.page(before: cursor, limit: pageSize, in: db)
            let ids = lines.compactMap { line in if case .person(let id) = line.subject { id } else { nil } }
            let people = try ProfilesTable.find(many: Set(ids), in: db)
            return (lines, Dictionary(people.map { ($0.profile.id, $0) }) { first, _ in first })
        }
        let next = lines.count == pageSize ? lines.last.map { Pages.audit.link.with("before", "\($0.number)") } : nil
        let body: HTML = """
            <div class="head"><h1>Audit</h1><p>what was done by hand; nothing here can be changed</p></div>
            <section class="card">\(lines.isEmpty ? Parts.empty("Nothing was done by hand yet.") : table(lines, people))
            \(Parts.more(next))</section>
            """
        return .page(PageContent("Audit", body: body))
    }

    private static func table(_ lines: [AuditLine], _ people: [ProfileID: ProfileSummary]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: audit"><table><thead><tr>
        <th scope="col">When</th><th scope="col">Who</th><th scope="col">Did</th><th scope="col">On</th>
        <th scope="col" class="number">No.</th></tr></thead>
        <tbody>\(each: lines, { line in
          """
          <tr><td>\(line.moment)</td><th scope="row">\(line.who)</th>
          <td>\(Words.act(line.act)) <span class="detail">\(line.detail)</span></td>
          <td>\(subject(line.subject, people))</td><td class="number">\(line.number)</td></tr>
          """
        })</tbody></table></div>
        """
    }

    private static func subject(_ subject: AuditSubject, _ people: [ProfileID: ProfileSummary]) -> HTML {
        switch subject {
        case .person(let id):
            people[id] == nil
                ? "a person who is gone <span class=\"detail\">\(id.description)</span>" : Parts.person(people[id], id)
        case .send(let id): "<a href=\"\(Pages.message(id))\">a message</a>"
        case .sends: "<a href=\"\(Pages.messages.link)\">messages</a>"
        case .suppressions: "the suppression list"
        case .parked: "<a href=\"\(Pages.events.link)\">parked events</a>"
        case .sending: "<a href=\"\(Pages.sending.link)\">sending</a>"
        }
    }
}
