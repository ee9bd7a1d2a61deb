import Accounts
import Profiles
import Store
import Vocabulary

/// Persons whom events call one and a rule keeps apart.
enum BlockedMergesPage {
    private static let pageSize = 100

    static func show(_ visit: Visit) async throws -> Answer {
        let (rows, people) = try await visit.read { db -> ([BlockedMerge], [ProfileID: ProfileSummary]) in
            let rows = try ProfilesTable.blockedMerges(limit: pageSize, in: db)
            let found = try ProfilesTable.find(many: Set(rows.flatMap { [$0.person, $0.other] }), in: db)
            return (rows, Dictionary(found.map { ($0.profile.id, $0) }) { first, _ in first })
        }
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.people.link)">People</a></nav>
            <h1>Blocked merges</h1>
            <section class="card">\(rows.isEmpty ? Parts.empty("No merge is blocked.") : table(rows, people, visit))</section>
            """
        return .page(PageContent("Blocked merges", body: body))
    }

    private static func table(
        _ rows: [BlockedMerge],
        _ people: [ProfileID: ProfileSummary],
        _ visit: Visit
    ) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: blocked merges"><table><thead><tr>
        <th scope="col">These two</th><th scope="col">Kept apart because</th>
        <th scope="col">They met by</th><th scope="col">Last</th><th scope="col" class="number">Times</th><th scope="col">Are they one?</th></tr></thead>
        <tbody>\(each: rows, { row in
          """
          <tr>
          <th scope="row">\(Parts.person(people[row.person], row.person)) and \(Parts.person(people[row.other], row.other))</th>
          <td>\(Words.blocked(row.reason))</td><td>\(row.namespace)</td><td>\(row.latest)</td>
          <td class="number">\(row.count)</td><td>\(if: visit.may(.publisher), unite(row, visit))</td></tr>
          """
        })</tbody></table></div>
        """
    }

    private static func unite(_ row: BlockedMerge, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.personMerge(row.person))" data-confirm="The older of the two survives with everything of both. You can take it back for 30 days.">\(visit.token)
        <input type="hidden" name="other" value="\(row.other.description)"><button>Unite them</button></form>
        """
    }
}
