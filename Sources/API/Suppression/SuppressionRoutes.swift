import Deliveries
import Hummingbird
import JSON
import NIOCore
import Pipeline
import Profiles
import Store
import Vocabulary

/// The suppression list: `/ajo/config/suppression` as Adobe's clients know it (`ajo.md` 6.4), and `/suppressions` of the
/// management API for what those do not have.
package struct SuppressionRoutes: Sendable {
    private let store: Store
    private let acts: HandActs
    private let caller: Caller

    package init(store: Store, acts: HandActs, keys: KeyRing) {
        self.store = store
        self.acts = acts
        caller = Caller(keys: keys)
    }

    static let path = "/ajo/config/suppression"

    /// The routes beneath `path`.
    func addConfigRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        for kind in SuppressionFilter.Kind.allCases {
            router.get("/\(kind.rawValue)") { request, _ in try await list(kind, QueryReader(request)) }
            router.post("/\(kind.rawValue)") { request, _ in try await add(kind, request) }
            router.get("/\(kind.rawValue)/:entry") { _, context in
                let (entry, address) = try Self.entry(kind, context.parameters)
                let found = try await store.read { db in try Suppressions.find(address, channel: "email", in: db) }
                guard let found else { throw Self.unlisted(entry) }
                return Answer.json { Self.members(of: found, to: &$0) }
            }
            router.delete("/\(kind.rawValue)/:entry") { request, context in
                let (entry, address) = try Self.entry(kind, context.parameters)
                let reason = QueryReader(request)["reason"].flatMap { $0.isEmpty ? nil : $0 }
                do {
                    try await acts.unlist(address, reason: reason, by: try await caller.who(request))
                } catch HandActRefusal.notSuppressed { throw Self.unlisted(entry) }
                return Response(status: .noContent)
            }
        }
        // `/upload/jobs` is the older name.
        for path in ["/uploads", "/upload/jobs"] { addUploads(path, to: router) }
    }

    private func addUploads<Context: RequestContext>(_ path: String, to router: some RouterMethods<Context>) {
        router.get("\(path)") { request, _ in try await uploads(QueryReader(request)) }
        router.post("\(path)") { request, _ in try await upload(request) }
        router.get("\(path)/:job") { _, context in
            let id = try Self.job(context.parameters)
            guard let upload = try await store.read({ db in try SuppressionUploads.find(id, in: db) }) else {
                throw Self.unknownUpload
            }
            return Answer.json { Self.members(of: upload, to: &$0) }
        }
        router.delete("\(path)/:job") { _, context in
            let id = try Self.job(context.parameters)
            guard try await store.write({ db in try SuppressionUploads.delete(id, in: db) }) else {
                throw Self.unknownUpload
            }
            return Response(status: .noContent)
        }
    }

    /// The routes of the management API.
    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/suppressions") { request, _ in
            let query = QueryReader(request)
            let (limit, cursor) = (try query.limit(), try query.cursor(SuppressionPlace.init))
            let filter = try SuppressionQuery.read { query[$0] }
            let page = try await store.read { db in
                try Suppressions.newest(filter, before: cursor, limit: limit, in: db)
            }
            let next = page.count == limit ? page.last.map { SuppressionPlace($0).description } : nil
            return Answer.page(page, next: next) { item, json in json.object { Self.members(of: item, to: &$0) } }
        }
        router.get("/suppressions.csv") { request, _ in try file(QueryReader(request)) }
        router.get("/suppressions/lift") { request, _ in
            let query = QueryReader(request)
            let count = try await acts.countBounces(try SuppressionQuery.outage { query[$0] })
            return Answer.json { $0.member("count", count) }
        }
        router.post("/suppressions/lift") { request, _ in
            let body = try await BodyReader(request)
            let filter = try SuppressionQuery.outage { try body.text($0) }
            let reason = try body.required("reason")
            let lifted = try await acts.liftBounces(filter, reason: reason, by: try await caller.who(request))
            let left = try await acts.countBounces(filter)
            return Answer.json { json in
                json.member("lifted", lifted)
                json.member("left", left)
            }
        }
    }

    // MARK: The list

    private func list(_ kind: SuppressionFilter.Kind, _ query: QueryReader) async throws -> Response {
        let limit = query["limit"] == nil ? 20 : try query.limit()
        let cursor = try query.cursor(named: "start", SuppressionPlace.init)
        let filter = try SuppressionQuery.config(kind, query)
        let page = try await store.read { db in try Suppressions.newest(filter, before: cursor, limit: limit, in: db) }
        let next = page.count == limit ? page.last.map { SuppressionPlace($0).description } : nil
        return Self.listing(page.map { .suppression($0) }, "/\(kind.rawValue)", limit: limit, next: next)
    }

    private func add(_ kind: SuppressionFilter.Kind, _ request: Request) async throws -> Response {
        let body = try await BodyReader(request)
        let name = kind == .domains ? "domain" : "address"
        guard let text = try body.text(name) ?? body.text("email") else {
            throw BodyReader.invalid(name, "\(name) is missing")
        }
        let entry = SuppressionEntry(
            address: try Self.address(kind, text, field: name),
            reason: try body.text("reason") ?? "listed by API"
        )
        let (listed, isNew) = try await acts.list(entry, by: try await caller.who(request))
        return Answer.json(isNew ? .created : .ok) { Self.members(of: listed, to: &$0) }
    }

    private func file(_ query: QueryReader) throws -> Response {
        let filter = try SuppressionQuery.read { query[$0] }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"suppressions.csv\"",
            ],
            body: ResponseBody { [store] writer in
                let header = CSVLine(["address", "reason", "category", "source", "since"])
                try await writer.write(ByteBuffer(bytes: header.bytes))
                var place: SuppressionPlace?
                repeat {
                    let cursor = place
                    let page = try await store.read { db in
                        try Suppressions.newest(filter, before: cursor, limit: Self.filePage, in: db)
                    }
                    let lines = page.flatMap { item in
                        CSVLine([
                            item.address, item.reason, item.category.rawValue, item.source, item.since.description,
                        ]).bytes
                    }
                    try await writer.write(ByteBuffer(bytes: lines))
                    place = page.count == Self.filePage ? page.last.map { SuppressionPlace($0) } : nil
                } while place != nil
                try await writer.finish(nil)
            }
        )
    }

    /// Rows read in one transaction.
    private static let filePage = 500

    // MARK: Files

    private func uploads(_ query: QueryReader) async throws -> Response {
        let limit = query["limit"] == nil ? 20 : try query.limit()
        let cursor = try query.cursor(named: "start") { Int64($0) }
        let page = try await store.read { db in
            try SuppressionUploads.page(before: cursor ?? .max, limit: limit, in: db)
        }
        let next = page.count == limit ? page.last?.id.description : nil
        return Self.listing(page.map { .upload($0) }, "/uploads", limit: limit, next: next)
    }

    private func upload(_ request: Request) async throws -> Response {
        let who = try await caller.who(request)
        let name = QueryReader(request)["name"].map { String($0.prefix(200)) } ?? "upload.csv"
        let bytes = try await RequestBytes.read(request, limit: SuppressionFile.byteLimit)
        let file = try SuppressionFile(bytes, reason: "listed by file \(name)")
        let upload = try await acts.upload(file.entries, refused: file.refused.count, name: name, by: who)
        return Answer.json(.created) { json in
            Self.members(of: upload, to: &json)
            json.array("refusedLines") { json in
                for line in file.refused.prefix(100) { json.value(line) }
            }
        }
    }

    private static func job(_ parameters: Parameters) throws -> Int64 {
        guard let id = parameters.get("job").flatMap({ Int64($0) }) else { throw unknownUpload }
        return id
    }

    private static let unknownUpload = Problem(
        .notFound,
        code: "suppression.unknown-upload",
        detail: "there is no such upload"
    )
}
