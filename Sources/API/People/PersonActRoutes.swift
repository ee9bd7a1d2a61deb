import Accounts
import Deliveries
import Hummingbird
import JSON
import Pipeline
import Profiles
import Store
import Vocabulary

/// What can be done to a person, and the record of it: `/profiles/{id}/…`, `/merges/{id}`, `/audit`.
package struct PersonActRoutes: Sendable {
    private let store: Store
    private let acts: HandActs
    private let caller: Caller

    package init(store: Store, acts: HandActs, keys: KeyRing) {
        self.store = store
        self.acts = acts
        caller = Caller(keys: keys)
    }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("/profiles/:id/suppress") { request, context in
            try await suppress(PeopleRoutes.id(context.parameters), request)
        }
        router.post("/profiles/:id/lift") { request, context in
            try await lift(PeopleRoutes.id(context.parameters), request)
        }
        router.post("/profiles/:id/consents") { request, context in
            try await state(PeopleRoutes.id(context.parameters), request)
        }
        router.get("/profiles/:id/erasure") { _, context in
            try await erasure(PeopleRoutes.id(context.parameters))
        }
        router.post("/profiles/:id/erase") { request, context in
            let id = try PeopleRoutes.id(context.parameters)
            return Self.answer(try await acts.erase(id, by: try await caller.who(request)))
        }
        router.post("/profiles/:id/merge") { request, context in
            try await merge(PeopleRoutes.id(context.parameters), request)
        }
        router.post("/profiles/:id/runs/:run/end") { request, context in
            try await end(context.parameters, request)
        }
        router.get("/merges") { request, _ in try await merges(QueryReader(request)) }
        router.get("/merges/:merge") { _, context in try await preview(Self.merge(context.parameters)) }
        router.post("/merges/:merge/undo") { request, context in
            try await undo(Self.merge(context.parameters), request)
        }
        router.get("/audit") { request, _ in try await audit(QueryReader(request)) }
    }

    // MARK: One person

    private func suppress(_ id: ProfileID, _ request: Request) async throws -> Response {
        let body = try await BodyReader(request)
        let isNew = try await acts.suppress(
            try body.text("address"),
            of: id,
            reason: try body.text("reason") ?? "",
            by: try await caller.who(request)
        )
        return Answer.json { $0.member("changed", isNew) }
    }

    private func lift(_ id: ProfileID, _ request: Request) async throws -> Response {
        let body = try await BodyReader(request)
        let lifted = try await acts.lift(
            try body.text("address"),
            of: id,
            reason: try body.text("reason") ?? "",
            by: try await caller.who(request)
        )
        return Answer.json { json in
            json.member("address", lifted.address)
            json.member("category", lifted.category.rawValue)
            json.member("since", lifted.since)
        }
    }

    private func state(_ id: ProfileID, _ request: Request) async throws -> Response {
        let body = try await BodyReader(request)
        guard let choice = try body.value("choice", ConsentStatement.Choice.init(rawValue:)) else {
            throw BodyReader.invalid("choice", "choice is yes or no")
        }
        let (channel, topic) = (try body.required("channel"), try body.text("topic"))
        do {
            try await acts.state(
                choice,
                channel: channel,
                topic: topic,
                of: id,
                note: try body.text("note") ?? "",
                by: try await caller.who(request)
            )
        } catch is ProfileReason {
            throw BodyReader.invalid("channel", "channel or topic is no name")
        }
        return Answer.json { $0.member("choice", choice.rawValue) }
    }

    private func erasure(_ id: ProfileID) async throws -> Response {
        let preview = try await store.read { db in try ErasurePreview.load(id, in: db) }
        guard let preview else { throw HandActRefusal.unknownPerson }
        return Self.answer(preview)
    }

    private static func answer(_ preview: ErasurePreview) -> Response {
        Answer.json { json in
            json.member("identities", preview.identities)
            json.member("attributes", preview.attributes)
            json.member("events", preview.events)
            json.member("consents", preview.consents)
            json.member("waitingRuns", preview.waitingRuns)
            json.member("runs", preview.runs)
            json.member("pendingSends", preview.pendingSends)
            json.member("sends", preview.sends)
            json.member("bodies", preview.bodies)
        }
    }

    private func end(_ parameters: Parameters, _ request: Request) async throws -> Response {
        let id = try PeopleRoutes.id(parameters)
        guard let run = parameters.get("run").flatMap({ RunID($0) }) else { throw HandActRefusal.noSuchRun }
        try await acts.end(run, of: id, by: try await caller.who(request))
        return Answer.json { $0.member("ended", run) }
    }

    // MARK: Merges

    private func merge(_ id: ProfileID, _ request: Request) async throws -> Response {
        let body = try await BodyReader(request)
        guard let other = try body.value("other", ProfileID.init) else {
            throw BodyReader.invalid("other", "other is the id of the second person")
        }
        let pair = try await acts.merge(id, other, by: try await caller.who(request))
        return Answer.json { json in
            json.member("survivor", pair.survivor)
            json.member("absorbed", pair.absorbed)
        }
    }

    private func merges(_ query: QueryReader) async throws -> Response {
        let limit = try query.limit()
        let cursor = try query.cursor { Int64($0) }
        let person = try Self.person(query)
        let page = try await store.read { db in
            try ProfilesTable.merges(of: person, before: cursor, limit: limit, in: db)
        }
        return Answer.page(page, next: page.count == limit ? page.last.map { "\($0.id)" } : nil) { merge, json in
            json.object { Self.write(merge, to: &$0) }
        }
    }

    private func preview(_ id: Int64) async throws -> Response {
        guard let preview = try await store.read({ db in try MergePreview.load(id, in: db) }) else {
            throw UndoMergeError.unknown
        }
        return Answer.json { json in
            Self.write(preview.merge, to: &json)
            json.member("holder", preview.holder)
            json.member("canBeUndone", preview.obstacle == nil)
            json.array("identities") { json in
                for identity in preview.identities {
                    json.object { json in
                        json.member("namespace", identity.namespace)
                        json.member("value", identity.value)
                    }
                }
            }
            json.member("events", preview.events)
            json.member("consents", preview.consents)
            json.member("runs", preview.runs)
            json.member("sends", preview.sends)
        }
    }

    private static func write(_ merge: Merge, to json: inout JSONWriter) {
        json.member("id", "\(merge.id)")
        json.member("survivor", merge.survivor)
        json.member("absorbed", merge.absorbed)
        json.member("moment", merge.moment)
        json.member("cause", merge.cause)
        json.member("undone", merge.undone)
    }

    private func undo(_ id: Int64, _ request: Request) async throws -> Response {
        let undone = try await acts.undoMerge(id, by: try await caller.who(request))
        return Answer.json { json in
            json.member("person", undone.person)
            json.member("holder", undone.holder)
        }
    }

    private static func merge(_ parameters: Parameters) throws -> Int64 {
        guard let id = parameters.get("merge").flatMap({ Int64($0) }) else { throw UndoMergeError.unknown }
        return id
    }

    /// `profile`, where the query narrows to one person.
    private static func person(_ query: QueryReader) throws -> ProfileID? {
        guard let text = query["profile"] else { return nil }
        guard let id = ProfileID(text) else { throw HandActRefusal.unknownPerson }
        return id
    }

    // MARK: The record

    private func audit(_ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor { Int64($0) })
        let subject = try Self.person(query).map { AuditSubject.person($0) }
        let page = try await store.read { db in
            try Audit.page(of: subject, before: cursor, limit: limit, in: db)
        }
        return Answer.page(page, next: page.count == limit ? page.last.map { "\($0.number)" } : nil) { line, json in
            json.object { json in
                json.member("number", line.number)
                json.member("moment", line.moment)
                json.member("who", line.who)
                json.member("act", line.act.rawValue)
                json.member("subject", line.subject.description)
                json.member("detail", line.detail)
            }
        }
    }
}
