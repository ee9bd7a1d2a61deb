import Profiles
import Store
import Vocabulary
import Web

/// Finding people: by how they are recognised, the newest, those whose next step comes, those kept apart.
enum PeoplePage {
    private static let pageSize = 50

    /// A list: its people, what is told of each, and where the next page begins.
    struct List: Sendable {
        var title: String
        var people: [(summary: ProfileSummary?, id: ProfileID, note: String, moment: Moment?)] = []
        var next: String?
    }

    static func show(_ visit: Visit) async throws -> Answer {
        if visit.query["show"] == "blocked" { return try await BlockedMergesPage.show(visit) }
        let (search, after) = (visit.query.text("q"), visit.query.text("after"))
        let waking = visit.query["show"] == "waking"
        let (list, count) = try await visit.read { db -> (List, Int64) in
            let count = try ProfilesTable.count(in: db)
            if waking { return (try wakes(in: db), count) }
            return (try search.map { try find($0, after: after, in: db) } ?? newest(before: after, in: db), count)
        }
        let body: HTML = """
            <div class="head"><h1>People</h1><p>\(Words.number(count)) in all · <a href="\(Pages.people.link.with("show", "blocked"))">kept apart</a> · <a href="\(Pages.audit.link)">audit</a></p></div>
            <form method="get" action="\(Pages.people.link)" role="search" class="search">
              <label for="q">Email, user id, phone or any other identity</label>
              <div><input id="q" type="search" name="q" value="\(search)" placeholder="ada@example.org" data-search>
              <button class="primary">Find</button></div></form>
            <section class="card" aria-labelledby="list-title"><h2 id="list-title">\(list.title)</h2>
            \(list.people.isEmpty ? nobody(search) : table(list))
            \(Parts.more(list.next.map { Pages.people.link.with("q", search).with("after", $0) }))</section>
            """
        return .page(PageContent("People", body: body))
    }

    private static func nobody(_ search: String?) -> HTML {
        guard let search else {
            return Parts.empty(
                "Nobody yet. People come with their first event: make a write key and point a Segment library here.",
                "<p><a class=\"button\" href=\"\(Pages.keys.link)\">Make a write key</a></p>"
            )
        }
        return Parts.empty("Nobody is recognised by “\(search)”. Try the whole address, or namespace:value.")
    }

    // MARK: Lists

    private static func newest(before cursor: String?, in db: Transaction) throws -> List {
        let page = try ProfilesTable.page(before: cursor.flatMap { ProfileID($0) }, limit: pageSize, in: db)
        return List(
            title: "Newest",
            people: page.map { ($0, $0.profile.id, $0.detail ?? "", $0.profile.seen) },
            next: page.count == pageSize ? page.last?.profile.id.description : nil
        )
    }

    private static func wakes(in db: Transaction) throws -> List {
        let rows = try ConsoleTable.waking(from: db.now, to: db.now + .hours(24), limit: pageSize * 4, in: db)
        let people = try summaries(Set(rows.map(\.profile)), in: db)
        return List(
            title: "Going on in the next 24 hours, the soonest first",
            people: rows.map { (people[$0.profile], $0.profile, "next", $0.moment) }
        )
    }

    /// By `namespace:value`, else in every namespace that people are recognised by; as a whole first, then as a beginning.
    private static func find(_ text: String, after cursor: String?, in db: Transaction) throws -> List {
        var list = List(title: "Found")
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let isNamed = parts.count == 2 && Namespaces.standard[parts[0]] != nil
        let namespaces = isNamed ? [parts[0]] : ["email", "userId", "phone", "anonymousId"]
        let value = isNamed ? parts[1] : text
        if let id = ProfileID(text), let summary = try ProfilesTable.find(id, in: db) {
            list.people.append((summary, summary.profile.id, summary.detail ?? "", summary.profile.seen))
        }
        for namespace in namespaces {
            let normalized = (try? Namespaces.standard.normalized(Identity(namespace: namespace, value: value)))?.value
            let prefix = normalized ?? (namespace == "email" ? value.lowercased() : value)
            let found = try ProfilesTable.search(
                prefix,
                in: namespace,
                after: namespaces.count == 1 ? cursor : nil,
                limit: pageSize,
                in: db
            )
            let people = try summaries(Set(found.map(\.profile)), in: db)
            list.people += found.map { (people[$0.profile], $0.profile, "\(namespace):\($0.identity.value)", nil) }
            if isNamed, found.count == pageSize { list.next = found.last?.identity.value }
        }
        return list
    }

    private static func summaries(
        _ ids: Set<ProfileID>,
        in db: Transaction
    ) throws -> [ProfileID: ProfileSummary] {
        Dictionary(try ProfilesTable.find(many: ids, in: db).map { ($0.profile.id, $0) }) { first, _ in first }
    }

    private static func table(_ list: List) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: people"><table><thead><tr>
        <th scope="col">Person</th><th scope="col">Known as</th><th scope="col">When</th></tr></thead>
        <tbody>\(each: list.people, { person in
          "<tr><th scope=\"row\">\(Parts.person(person.summary, person.id))</th><td>\(person.note)</td><td>\(person.moment)</td></tr>"
        })</tbody></table></div>
        """
    }
}
