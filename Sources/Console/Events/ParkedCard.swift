import Accounts
import Pipeline
import Profiles
import Store
import Vocabulary

/// What could not be processed, with its reason; each can be tried again or given up.
struct ParkedCard: Sendable {
    var events: [ParkedEvent]
    var wakes: [(profile: ProfileID, moment: Moment, reason: String)]
    var people: [ProfileID: ProfileSummary]
    var counts: (events: Int, retried: Int, wakes: Int)

    private static let pageSize = 50

    static func load(before cursor: ParkedEvent.Place?, in db: Transaction) throws -> ParkedCard {
        let wakes = try ParkedTable.wakes(limit: pageSize, in: db).map {
            (profile: $0.0, moment: $0.1, reason: $0.reason)
        }
        let people = try ProfilesTable.find(many: Set(wakes.map { $0.profile }), in: db)
        return ParkedCard(
            events: try ParkedTable.newest(before: cursor, limit: pageSize, in: db),
            wakes: wakes,
            people: Dictionary(people.map { ($0.profile.id, $0) }) { first, _ in first },
            counts: try ParkedTable.counts(in: db)
        )
    }

    func html(_ visit: Visit) -> HTML {
        """
        <section class="card" aria-labelledby="parked-title">
        <div class="head"><h2 id="parked-title">Parked: could not be processed</h2>
        \(if: counts.events + counts.wakes > 0 && visit.may(.publisher), retryAll(visit))</div>
        \(if: counts.retried > 0, "<p role=\"status\">\(Words.count(counts.retried, "is", "are")) being tried again. What takes effect leaves this list; what fails comes back with its new reason. <a href=\"\(Pages.events.link)\">Look again</a></p>")
        \(counts.events + counts.wakes == 0 ? Parts.empty("Nothing is parked.") : lists(visit))</section>
        """
    }

    private func retryAll(_ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.parkedRetryAll.link)">\(visit.token)
        <button>Try all \(Words.number(counts.events + counts.wakes)) again</button></form>
        """
    }

    private func lists(_ visit: Visit) -> HTML {
        """
        \(if: !events.isEmpty, """
        <ul class="plain acted">\(each: events, { item($0, visit) })</ul>\(Parts.more(next))
        """)
        \(if: !wakes.isEmpty, """
        <h3>\(Words.count(counts.wakes, "person", "people")) whose next step could not be taken</h3>
        <ul class="plain acted">\(each: wakes, { wake($0, visit) })</ul>
        \(if: counts.wakes > wakes.count, "<p class=\"note\">The first \(wakes.count) are shown.</p>")
        """)
        """
    }

    private var next: Link? {
        guard events.count == Self.pageSize, let last = events.last else { return nil }
        return Pages.events.link.with("parked", last.place.description).fragment("parked-title")
    }

    private func item(_ event: ParkedEvent, _ visit: Visit) -> HTML {
        """
        <li><div><strong>\(event.type)</strong> received \(event.received)
        \(if: event.isRetried, "<span class=\"state handing\">being tried again</span>")
        <details><summary>Why</summary><pre tabindex="0">\(event.message)</pre></details></div>
        \(if: visit.may(.publisher) && !event.isRetried, acts(
            visit,
            retry: Pages.parkedRetry(event.place),
            drop: Pages.parkedDrop(event.place),
            name: event.type,
            question: "This event will never take effect. This cannot be undone."
        ))</li>
        """
    }

    private func wake(_ wake: (profile: ProfileID, moment: Moment, reason: String), _ visit: Visit) -> HTML {
        """
        <li><div>\(Parts.person(people[wake.profile], wake.profile)), due \(wake.moment)
        <details><summary>Why</summary><pre tabindex="0">\(wake.reason)</pre></details></div>
        \(if: visit.may(.publisher), acts(
            visit,
            retry: Pages.wakeRetry(wake.profile),
            drop: Pages.wakeDrop(wake.profile),
            name: people[wake.profile]?.label ?? "",
            question: "They stay where they are until their next event. This cannot be undone."
        ))</li>
        """
    }

    private func acts(_ visit: Visit, retry: Link, drop: Link, name: String, question: String) -> HTML {
        """
        <div class="acts"><form method="post" action="\(retry)">\(visit.token)
        <button>Try again <span class="unseen">\(name)</span></button></form>
        <form method="post" action="\(drop)" data-confirm="\(question)">\(visit.token)
        <button class="quiet">Give up <span class="unseen">\(name)</span></button></form></div>
        """
    }
}
