import Accounts
import Deliveries
import JSON
import Journeys
import Profiles
import Store
import Vocabulary
import Web

/// One person: can we reach them now and why not, what we know and who said so, what happened, what comes next.
enum PersonPage {
    struct Model: Sendable {
        var summary: ProfileSummary
        var identities: [LinkedIdentity]
        var reachability: Reachability
        var timeline: Timeline
        var waits: [Run]
        var pending: [Send]
        var journeys: [JourneyID: String]
        var blocked: [BlockedMerge]
        var merges: [Merge]
        var consents: [ConsentRecord]
        var audit: [AuditLine]
        var sources: SourceNames
        var now: Moment

        private static let nextLimit = 50
        private static let shortList = 20

        static func load(_ id: ProfileID, before cursor: Timeline.Cursor, in db: Transaction) throws -> Model? {
            guard let summary = try ProfilesTable.find(id, in: db) else { return nil }
            let id = summary.profile.id
            var pending = LedgerFilter()
            (pending.profile, pending.state) = (id, .pending)
            let names = try JourneyReading.list(in: db).map { ($0.journey.id, $0.journey.name) }
            return Model(
                summary: summary,
                identities: try ProfilesTable.identities(of: id, in: db),
                reachability: try Reachability.load(summary, in: db),
                timeline: try Timeline.load(id, before: cursor, in: db),
                waits: try JourneyReading.runs(of: id, limit: nextLimit, in: db).filter(\.isWaiting),
                pending: try LedgerTable.upcoming(pending, limit: nextLimit, in: db),
                journeys: Dictionary(names) { first, _ in first },
                blocked: try ProfilesTable.blockedMerges(of: id, limit: nextLimit, in: db),
                merges: try ProfilesTable.merges(of: id, limit: shortList, in: db),
                consents: try ProfilesTable.consents(of: id, limit: shortList, in: db),
                audit: try Audit.page(of: .person(id), limit: shortList, in: db),
                sources: try SourceNames.load(in: db),
                now: db.now
            )
        }
    }

    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(ProfileID.self) else { return .notFound }
        let cursor = visit.query["before"].flatMap { Timeline.Cursor($0) } ?? Timeline.Cursor()
        guard let model = try await visit.read({ db in try Model.load(id, before: cursor, in: db) }) else {
            return .notFound
        }
        // An id of someone who became part of another leads to the other.
        if model.summary.profile.id != id { return .seeOther(Pages.person(model.summary.profile.id)) }
        return .page(PageContent(model.summary.label, body: page(model, visit)))
    }

    private static func page(_ model: Model, _ visit: Visit) -> HTML {
        """
        <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.people.link)">People</a></nav>
        <div class="head"><h1>\(model.summary.label)</h1>
        <p>known since \(model.summary.profile.created), last seen \(model.summary.profile.seen)</p></div>
        \(SendActPage.notice(visit))
        <div class="person"\(Parts.zone(of: model.summary))><div class="side">
        \(model.reachability.html(visit, model.summary.profile.id))
        \(next(model, visit))
        \(PersonConsent.html(visit, model.summary.profile.id, model.consents, model.sources))
        \(identities(model, visit))
        \(attributes(model))
        \(PersonRecord.html(visit, model.summary.profile.id, model.audit))
        </div><div>\(timeline(model))</div></div>
        """
    }

    // MARK: What comes next

    private static func next(_ model: Model, _ visit: Visit) -> HTML {
        let content: HTML =
            model.waits.isEmpty && model.pending.isEmpty
            ? "<p>Nothing is planned for them.</p>"
            : """
            <ul class="plain acted">\(each: model.waits, { wait($0, model, visit) })\(each: model.pending, { pending($0, model, visit) })</ul>
            """
        return
            "<section class=\"card\" aria-labelledby=\"next-title\"><h2 id=\"next-title\">Next</h2>\(content)</section>"
    }

    private static func wait(_ run: Run, _ model: Model, _ visit: Visit) -> HTML {
        let journey = model.journeys[run.journey] ?? "journey"
        return """
            <li><div><a href="\(Pages.journey(run.journey).with("version", "\(run.version)").fragment("step-\(run.step)"))">\(journey)</a>:
            waiting at \(run.step.raw)\(run.wake.map { wake -> HTML in ", goes on \(wake)" } ?? ", until an event comes")</div>
            \(if: visit.may(.author), takeOut(run, of: journey, visit))</li>
            """
    }

    private static func takeOut(_ run: Run, of journey: String, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.personEndRun(run.profile))" data-confirm="They leave the journey, and what it still owes them is cancelled. This cannot be undone.">\(visit.token)
        <input type="hidden" name="run" value="\(run.id.description)">
        <button class="quiet">Take out <span class="unseen">of \(journey)</span></button></form>
        """
    }

    private static func pending(_ send: Send, _ model: Model, _ visit: Visit) -> HTML {
        """
        <li><div>\(Parts.origin(send.origin, names: model.journeys)): <a href="\(Pages.message(send.id))">email</a>
        \(Parts.stateAndReason(send, now: model.now))\(if: send.due < .distantFuture, ", due \(send.due)")</div>
        \(if: visit.may(.publisher), cancel(send, visit))</li>
        """
    }

    private static func cancel(_ send: Send, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.messagesAct.link)">\(visit.token)
        <input type="hidden" name="act" value="cancel"><input type="hidden" name="send" value="\(send.id.description)">
        <input type="hidden" name="through" value="\(send.id.description)">
        <input type="hidden" name="return" value="\(visit.path)">
        <button class="quiet">Cancel <span class="unseen">the email of \(send.origin.step)</span></button></form>
        """
    }

    // MARK: What is known

    private static func identities(_ model: Model, _ visit: Visit) -> HTML {
        """
        <section class="card" aria-labelledby="ids-title"><h2 id="ids-title">Recognised by</h2>
        <ul class="plain">\(each: model.identities, { item in
          "<li><strong>\(item.identity.value)</strong> <span class=\"detail\">\(item.identity.namespace), since \(item.linked)</span></li>"
        })</ul>
        \(each: model.merges, { merge($0, model, visit) })
        \(if: !model.blocked.isEmpty, "<p>\(Words.count(model.blocked.count, "merge", "merges")) blocked: \(each: model.blocked, { "\(Words.blocked($0.reason)). " })</p>")
        </section>
        """
    }

    private static func merge(_ merge: Merge, _ model: Model, _ visit: Visit) -> HTML {
        let isOld = model.now >= merge.moment + Merge.undoPeriod
        return """
            <p>Two persons became one \(merge.moment), said \(model.sources[merge.cause])\(merge.undone.map { undone -> HTML in "; taken back \(undone)" }).
            \(if: merge.undone == nil && !isOld && visit.may(.publisher), "<a href=\"\(Pages.mergeUndo(merge.id))\">Take it back…</a>")</p>
            """
    }

    private static func attributes(_ model: Model) -> HTML {
        let leaves = model.summary.profile.facts.leaves
        let content: HTML =
            leaves.isEmpty
            ? "<p>Nothing yet; identify calls bring it.</p>"
            : """
            <dl class="attributes">\(each: leaves, { leaf in
                  "<dt>\(leaf.path.description)</dt><dd>\(text(leaf.value)) <span class=\"detail\">\(model.sources[leaf.provenance.source]), \(leaf.provenance.moment)</span></dd>"
                })</dl>
            """
        return
            "<section class=\"card\" aria-labelledby=\"facts-title\"><h2 id=\"facts-title\">What we know</h2>\(content)</section>"
    }

    private static func text(_ value: AttributeValue) -> String { value.string ?? value.jsonText }

    // MARK: What happened

    private static func timeline(_ model: Model) -> HTML {
        let more = model.timeline.next.map {
            Pages.person(model.summary.profile.id).with("before", $0.description).fragment("timeline-title")
        }
        return """
            <section class="card" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>
            \(if: model.timeline.items.isEmpty, Parts.empty("Nothing more."))
            <ol class="timeline">\(each: model.timeline.items, { item($0, model) })</ol>\(Parts.more(more))</section>
            """
    }

    private static func item(_ item: Timeline.Item, _ model: Model) -> HTML {
        switch item {
        case .event(let event): return self.event(event, model.sources)
        case .run(let run):
            let name = model.journeys[run.journey] ?? "a journey"
            return """
                <li class="run"><span class="when">\(run.enteredAt)</span> Entered
                <a href="\(Pages.journey(run.journey).with("version", "\(run.version)"))">\(name)</a>,
                \(run.status.reason.map { reason -> HTML in "left at \(run.step.raw): \(Words.reason(reason)), \(run.endedAt)" } ?? "now at \(run.step.raw)")</li>
                """
        case .send(let send):
            return """
                <li class="send"><span class="when">\(IDGenerator.moment(of: send.id.raw))</span>
                <a href="\(Pages.message(send.id))">Email</a> from \(Parts.origin(send.origin, names: model.journeys)):
                \(Parts.stateAndReason(send, now: model.now))</li>
                """
        }
    }

    private static func event(_ event: EventRecord, _ sources: SourceNames) -> HTML {
        let properties = event.properties.object.map { Array($0) } ?? []
        return """
            <li class="event"><span class="when">\(event.moment)</span> <strong>\(event.type)</strong>
            \(if: !properties.isEmpty, """
            <details><summary>\(Words.count(properties.count, "property", "properties"))</summary>
            <dl class="attributes">\(each: properties, { name, value in "<dt>\(name)</dt><dd>\(text(value))</dd>" })</dl>
            <p class="detail">from \(sources[event.source]), received \(event.received)</p></details>
            """)</li>
            """
    }
}
