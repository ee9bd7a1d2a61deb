import Deliveries
import Hummingbird
import JSON
import Profiles
import Store
import Vocabulary

/// `/profiles`: a person, what happened to them and what was owed to them.
package struct PeopleRoutes: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/profiles") { request, _ in try await find(QueryReader(request)) }
        router.get("/profiles/:id") { _, context in
            let id = try Self.id(context.parameters)
            return try PersonAnswer.person(await person(id))
        }
        router.get("/profiles/:id/events") { request, context in
            try await events(of: Self.id(context.parameters), QueryReader(request))
        }
        router.get("/profiles/:id/sends") { request, context in
            try await sends(of: Self.id(context.parameters), QueryReader(request))
        }
    }

    /// By `identity=NAMESPACE:VALUE` the one person; without it all of them, the newest first.
    private func find(_ query: QueryReader) async throws -> Response {
        guard let text = query["identity"] else { return try await list(query) }
        let identity = try Self.identity(text)
        let found = try await store.read { db in try ProfilesTable.find(identity, in: db) }
        guard let found else { throw Self.unknownPerson }
        return PersonAnswer.person(found)
    }

    private func list(_ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor(ProfileID.init))
        let page = try await store.read { db in try ProfilesTable.page(before: cursor, limit: limit, in: db) }
        return Answer.page(page, next: page.count == limit ? page.last?.profile.id.description : nil) { person, json in
            json.object { PersonAnswer.write(person, to: &$0) }
        }
    }

    private func events(of id: ProfileID, _ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor(EventCursor.init))
        let types = query["type"].map { Set([$0]) }
        let person = try await person(id).profile.id
        let page = try await store.read { db in
            try ProfilesTable.events(of: person, before: cursor, types: types, limit: limit, in: db)
        }
        let next = page.count == limit ? page.last.map { EventCursor(moment: $0.moment, id: $0.id).text } : nil
        return Answer.page(page, next: next, PersonAnswer.write)
    }

    private func sends(of id: ProfileID, _ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor(SendID.init))
        let person = try await person(id).profile.id
        let page = try await store.read { db in
            try LedgerTable.sends(of: person, before: cursor, limit: limit, in: db)
        }
        return Answer.page(page, next: page.count == limit ? page.last?.id.description : nil, SendAnswer.write)
    }

    private func person(_ id: ProfileID) async throws -> ProfileSummary {
        guard let person = try await store.read({ db in try ProfilesTable.find(id, in: db) }) else {
            throw Self.unknownPerson
        }
        return person
    }

    static let unknownPerson = Problem(.notFound, code: "profile.unknown", detail: "there is no such person")

    static func id(_ parameters: Parameters) throws -> ProfileID {
        guard let id = parameters.get("id").flatMap(ProfileID.init) else { throw unknownPerson }
        return id
    }

    private static func identity(_ text: String) throws -> Identity {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex, text.index(after: colon) < text.endIndex
        else {
            let detail = "identity is NAMESPACE:VALUE, as in email:a@example.org"
            throw Problem(.badRequest, code: "profile.invalid-identity", detail: detail, field: "identity")
        }
        return Identity(namespace: String(text[..<colon]), value: String(text[text.index(after: colon)...]))
    }
}

extension EventCursor {
    fileprivate var text: String { "\(moment.milliseconds).\(id)" }

    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 2, let moment = parts[0], let id = parts[1] else { return nil }
        self.init(moment: Moment(milliseconds: moment), id: id)
    }
}
