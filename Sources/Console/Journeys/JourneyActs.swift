import Accounts
import Deliveries
import Journeys
import Vocabulary
import Web

/// Publishing, pausing, closing and stopping a journey.
enum JourneyActs {
    /// The buttons for what may come next.
    static func forms(_ model: JourneyPage.Model, _ visit: Visit) -> HTML {
        guard visit.may(.publisher) else { return .empty }
        let statuses = Journey.Status.allCases.filter(model.journey.status.successors.contains)
        let hasNews = model.picture.map { $0.version.definition.text != model.draft } ?? true
        return """
            <div class="acts">\(if: hasNews && !model.draft.isEmpty, publishing(model, visit))\(each: statuses, { status in
            """
            <form method="post" action="\(Pages.journeyStatus(model.journey.id))"\(if: status == .stopped, " data-confirm=\"Everyone inside leaves at once. This cannot be undone.\"")>\(visit.token)
            <input type="hidden" name="status" value="\(status.rawValue)">\(if: status == .paused, newEntries)
            <button title="\(explanation(status))"\(if: status == .stopped, " class=\"danger\"")>\(verb(status))</button></form>
            """
            })</div>
            """
    }

    /// The first version is published at once; a newer one is looked at first, for there may be people inside.
    private static func publishing(_ model: JourneyPage.Model, _ visit: Visit) -> HTML {
        let link = Pages.journeyPublish(model.journey.id)
        guard model.journey.newestVersion == 0 else {
            return "<a class=\"button primary\" href=\"\(link)\">Publish the draft…</a>"
        }
        return """
            <form method="post" action="\(link)">\(visit.token)
            <button class="primary">Publish the draft</button></form>
            """
    }

    /// Asked when pausing.
    private static let newEntries: HTML = """
        <label>New entries <select name="newEntries">
        <option value="queue">wait outside, up to 7 days</option>
        <option value="drop">are dropped and counted</option></select></label>
        """

    private static func verb(_ status: Journey.Status) -> String {
        switch status {
        case .draft: "Draft"
        case .live: "Resume"
        case .paused: "Pause"
        case .closed: "Close"
        case .stopped: "Stop"
        }
    }

    private static func explanation(_ status: Journey.Status) -> String {
        switch status {
        case .draft: ""
        case .live: "People enter again."
        case .paused: "Nobody enters, messages are held, waits run on. Can be resumed."
        case .closed: "Nobody enters; those inside walk to their end."
        case .stopped: "Nobody enters and everybody inside leaves. Cannot be undone."
        }
    }

    static func changeStatus(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self) else { return .notFound }
        guard let status = visit.form["status"].flatMap({ Journey.Status(rawValue: $0) }) else {
            return .refused(.badInput("There is no such status."))
        }
        do {
            let newEntries = visit.form["newEntries"].flatMap { Journey.NewEntries(rawValue: $0) }
            let who = visit.visitor?.email ?? "console"
            _ = try await visit.write { db in
                try Journey.change(id, to: status, newEntries: newEntries, by: who, in: db)
            }
            if status == .stopped { try await empty(id, visit) }
            try await open(visit)
            return .seeOther(Pages.journey(id))
        } catch let error as JourneyError {
            return try await answer(error, id, visit)
        }
    }

    /// Sends people out, a bounded number a transaction.
    private static func empty(_ id: JourneyID, _ visit: Visit) async throws {
        while try await visit.write({ db in try Journey.empty(id, in: db) }) > 0 {}
    }

    /// Lets go what a pause kept, and tells those who act on it.
    private static func open(_ visit: Visit) async throws {
        try await Holding.free(in: visit.console.state)
        visit.console.journeysChanged()
        visit.console.sender.nudge.signal()
    }

    static func publish(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self) else { return .notFound }
        do {
            _ = try await visit.write { db in
                var ids = IDGenerator()
                let people = PublishPage.choice(visit.form, try Journey.preview(id, in: db))
                return try Journey.publish(id, people: people, ids: &ids, in: db).number
            }
            try await open(visit)
            return .seeOther(Pages.journey(id))
        } catch let error as JourneyError {
            return try await answer(error, id, visit)
        }
    }

    static func answer(_ error: JourneyError, _ id: JourneyID, _ visit: Visit) async throws -> Answer {
        switch error {
        case .notFound: return .notFound
        case .nameTaken, .statusChange, .pauseUnasked, .badMove: return .refused(.badInput(error.message))
        case .faulty(let problems), .unreadable(_, _, let problems):
            guard let model = try await visit.read({ db in try JourneyPage.Model.load(id, version: nil, in: db) })
            else { return .notFound }
            let body = JourneyPage.page(model, visit, problems: problems)
            return .page(PageContent(model.journey.name, status: 422, body: body))
        }
    }
}
