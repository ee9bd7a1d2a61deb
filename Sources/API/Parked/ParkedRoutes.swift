import Hummingbird
import JSON
import Pipeline
import Store
import Vocabulary

/// `/parked`: what could not be processed, to be tried again or given up.
package struct ParkedRoutes: Sendable {
    private let store: Store
    private let acts: HandActs
    private let caller: Caller

    package init(store: Store, acts: HandActs, keys: KeyRing) {
        self.store = store
        self.acts = acts
        caller = Caller(keys: keys)
    }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/parked") { request, _ in try await events(QueryReader(request)) }
        router.get("/parked/wakes") { request, _ in try await wakes(QueryReader(request)) }
        router.post("/parked/retry") { request, _ in
            let count = try await acts.retryAllParked(by: try await caller.who(request))
            return Self.retrying(count)
        }
        router.post("/parked/:place/retry") { request, context in
            let isParked = try await acts.retry(Self.place(context.parameters), by: try await caller.who(request))
            guard isParked else { throw Self.unknown }
            return Self.retrying(1)
        }
        router.post("/parked/:place/drop") { request, context in
            let isParked = try await acts.drop(Self.place(context.parameters), by: try await caller.who(request))
            guard isParked else { throw Self.unknown }
            return Self.dropped
        }
        router.post("/parked/wakes/:profile/retry") { request, context in
            let isParked = try await acts.retryWake(
                of: Self.profile(context.parameters),
                by: try await caller.who(request)
            )
            guard isParked else { throw Self.unknown }
            return Self.retrying(1)
        }
        router.post("/parked/wakes/:profile/drop") { request, context in
            let isParked = try await acts.dropWake(
                of: Self.profile(context.parameters),
                by: try await caller.who(request)
            )
            guard isParked else { throw Self.unknown }
            return Self.dropped
        }
    }

    private func events(_ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor(ParkedEvent.Place.init))
        let page = try await store.read { db in try ParkedTable.newest(before: cursor, limit: limit, in: db) }
        return Answer.page(page, next: page.count == limit ? page.last?.place.description : nil) { event, json in
            json.object { json in
                json.member("id", event.place.description)
                json.member("received", event.received)
                json.member("eventType", event.type)
                json.member("messageId", event.messageID)
                json.member("reason", event.message)
                json.member("retrying", event.isRetried)
            }
        }
    }

    private func wakes(_ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor(ProfileID.init))
        let page = try await store.read { db in try ParkedTable.wakes(after: cursor, limit: limit, in: db) }
        return Answer.page(page, next: page.count == limit ? page.last?.0.description : nil) { wake, json in
            json.object { json in
                json.member("profile", wake.0)
                json.member("moment", wake.1)
                json.member("reason", wake.reason)
            }
        }
    }

    /// Accepted, not done: what fails again is listed again, with its new reason.
    private static func retrying(_ count: Int) -> Response {
        Answer.json(.accepted) { $0.member("retrying", count) }
    }

    private static let dropped = Answer.json { $0.member("dropped", 1) }

    private static let unknown = Problem(.notFound, code: "parked.unknown", detail: "nothing is parked there")

    private static func place(_ parameters: Parameters) throws -> ParkedEvent.Place {
        guard let place = parameters.get("place").flatMap({ ParkedEvent.Place($0) }) else { throw unknown }
        return place
    }

    private static func profile(_ parameters: Parameters) throws -> ProfileID {
        guard let id = parameters.get("profile").flatMap({ ProfileID($0) }) else { throw unknown }
        return id
    }
}
