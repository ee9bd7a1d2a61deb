import Deliveries
import Hummingbird
import JSON
import NIOCore
import Pipeline
import Store
import Vocabulary

/// `/sends`: the ledger, counted, listed, as a file, and what can be done to its rows.
package struct SendRoutes: Sendable {
    private let store: Store
    private let acts: HandActs
    private let caller: Caller

    package init(store: Store, acts: HandActs, keys: KeyRing) {
        self.store = store
        self.acts = acts
        caller = Caller(keys: keys)
    }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/sends") { request, _ in try await list(QueryReader(request)) }
        router.get("/sends.csv") { request, _ in try file(QueryReader(request)) }
        router.get("/sends/facets") { request, _ in try await facets(QueryReader(request)) }
        router.get("/sends/:id") { _, context in try await entry(context.parameters) }
        router.get("/sends/acts/:act") { request, context in
            try await count(Self.act(context.parameters), QueryReader(request))
        }
        router.post("/sends/acts/:act") { request, context in
            try await perform(Self.act(context.parameters), request)
        }
    }

    private func list(_ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor(SendID.init))
        let filter = try SendFilter.read { query[$0] }
        let page = try await store.read { db in try LedgerTable.page(filter, before: cursor, limit: limit, in: db) }
        return Answer.page(page, next: page.count == limit ? page.last?.id.description : nil, SendAnswer.write)
    }

    private func file(_ query: QueryReader) throws -> Response {
        let export = LedgerExport(try SendFilter.read { query[$0] })
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"sends.csv\"",
            ],
            body: ResponseBody(asyncSequence: export.pieces(from: store).map { ByteBuffer(bytes: $0) })
        )
    }

    /// State, reason and phase with their counts; they sum to `total`.
    private func facets(_ query: QueryReader) async throws -> Response {
        let filter = try SendFilter.read { query[$0] }
        let facets = try await store.read { db in try LedgerTable.facets(filter, now: db.now, in: db) }
        return Answer.json { json in
            json.member("total", facets.reduce(0) { $0 + $1.count })
            json.array("facets") { json in
                for facet in facets {
                    json.object { json in
                        json.member("state", facet.state.rawValue)
                        json.member("reason", facet.reason?.rawValue)
                        json.member("phase", facet.phase?.rawValue)
                        json.member("count", facet.count)
                    }
                }
            }
        }
    }

    private func entry(_ parameters: Parameters) async throws -> Response {
        guard let id = parameters.get("id").flatMap({ SendID($0) }),
            let entry = try await store.read({ db in try LedgerTable.entry(id, in: db) })
        else { throw Problem(.notFound, code: "send.unknown", detail: "there is no such send") }
        return Answer.json { json in
            SendAnswer.members(of: entry.send, to: &json)
            json.object("seen") { SendAnswer.members(of: entry.seen ?? SendSeen(), to: &$0) }
            json.array("history") { json in
                for event in entry.events {
                    json.object { json in
                        json.member("moment", event.moment)
                        json.member("state", event.state.rawValue)
                        json.member("reason", event.reason?.rawValue)
                        json.member("detail", event.detail)
                    }
                }
            }
        }
    }

    /// How many an act would change, and through which send: give `through` back to change these and no later ones.
    private func count(_ act: SendAct, _ query: QueryReader) async throws -> Response {
        let filter = try SendFilter.read { query[$0] }
        let (count, last) = try await store.read { db in
            let last = try SendActs.newest(in: db)
            return (try SendActs.count(act, filter, through: last, in: db), last)
        }
        return Answer.json { json in
            json.member("count", count)
            json.member("through", last)
        }
    }

    private func perform(_ act: SendAct, _ request: Request) async throws -> Response {
        let body = try await BodyReader(request)
        let filter = try SendFilter.read { try body.text($0) }
        let through = try body.value("through", SendID.init)
        let newest = try await store.read { db in try SendActs.newest(in: db) }
        let outcome = try await acts.perform(
            act,
            on: filter,
            through: through ?? newest,
            by: try await caller.who(request)
        )
        return Answer.json { json in
            json.member("changed", outcome.changed)
            json.member("left", outcome.left)
            json.member("moment", outcome.moment)
        }
    }

    private static func act(_ parameters: Parameters) throws -> SendAct {
        guard let act = parameters.get("act").flatMap({ SendAct(rawValue: $0) }) else {
            let known = SendAct.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notFound, code: "send.unknown-act", detail: "what can be done to sends: \(known)")
        }
        return act
    }
}
