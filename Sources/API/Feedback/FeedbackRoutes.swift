import Deliveries
import Hummingbird
import JSON
import Mail
import Store
import Vocabulary

/// `/feedback`: what came back and what was done about it.
package struct FeedbackRoutes: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/feedback") { request, _ in try await list(QueryReader(request)) }
    }

    private func list(_ query: QueryReader) async throws -> Response {
        let (limit, cursor) = (try query.limit(), try query.cursor { Int64($0) })
        let filter = FeedbackFilter(
            send: try query.value("send", SendID.init),
            kind: try query.value("class", FeedbackKind.init(rawValue:)),
            deed: try query.value("done", FeedbackDeed.init(rawValue:))
        )
        let page = try await store.read { db in try FeedbackTable.page(filter, before: cursor, limit: limit, in: db) }
        return Answer.page(page, next: page.count == limit ? page.last?.id.description : nil, Self.write)
    }

    private static func write(_ record: FeedbackRecord, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", record.id.description)
            json.member("moment", record.moment)
            json.member("send", record.send?.description)
            json.member("recipient", record.recipient)
            json.member("class", record.kind?.rawValue)
            json.member("reason", record.cause?.rawValue)
            json.member("status", record.status)
            json.member("detail", record.detail)
            json.member("done", record.deed.rawValue)
        }
    }
}
