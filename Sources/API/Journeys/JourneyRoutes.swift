import Deliveries
import Hummingbird
import JSON
import Journeys
import Store
import Vocabulary

/// `/journeys`: what there is, publishing with or without its people, pausing and resuming.
package struct JourneyRoutes: Sendable {
    private let store: Store
    private let changed: @Sendable () -> Void

    private static let bodyLimit = JourneyDefinition.maximumBytes

    /// - Parameter changed: told when something was published, paused or resumed.
    package init(store: Store, changed: @escaping @Sendable () -> Void = {}) {
        self.store = store
        self.changed = changed
    }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/journeys") { _, _ in try await list() }
        router.put("/journeys") { request, _ in try await apply(request) }
        router.get("/journeys/:id") { _, context in try await show(Self.id(context.parameters)) }
        router.post("/journeys/:id/status") { request, context in
            try await change(Self.id(context.parameters), request)
        }
        router.post("/journeys/:id/publish") { request, context in
            try await publish(Self.id(context.parameters), request)
        }
    }

    private func list() async throws -> Response {
        let journeys = try await store.read { db in try JourneyReading.list(in: db) }
        return Answer.page(journeys, next: nil) { summary, json in
            json.object { json in
                JourneyAnswer.write(summary.journey, to: &json)
                json.member("entered", summary.counts.entered)
                json.member("waiting", summary.counts.waiting)
            }
        }
    }

    private func show(_ id: JourneyID) async throws -> Response {
        let answer = try await store.read { db in try JourneyAnswer.load(id, in: db) }
        guard let answer else { throw JourneyError.notFound(id) }
        return Answer.json { answer.write(to: &$0) }
    }

    /// The journey of the definition's name becomes what the definition says, and is published.
    private func apply(_ request: Request) async throws -> Response {
        let people = try Self.choice(QueryReader(request)["people"])
        let text = String(decoding: try await RequestBytes.read(request, limit: Self.bodyLimit), as: UTF8.self)
        let application = try await store.write { db in
            var ids = IDGenerator()
            return try Journey.apply(text, people: people, ids: &ids, in: db)
        }
        let id =
            switch application {
            case .created(let id, _), .changed(let id, _), .unchanged(let id): id
            }
        try await open()
        return try await show(id)
    }

    /// `{"people": "stay"}`, `{"people": "follow"}` or `{"moves": {"1": {"ask": "thanks"}}}`.
    private func publish(_ id: JourneyID, _ request: Request) async throws -> Response {
        let body = try await Self.body(of: request)
        let people = body["moves"].isNull ? try Self.choice(body["people"].string) : try Self.moves(body["moves"])
        _ = try await store.write { db in
            var ids = IDGenerator()
            return try Journey.publish(id, people: people, ids: &ids, in: db).number
        }
        try await open()
        return try await show(id)
    }

    /// `{"status": "paused", "newEntries": "queue"}`
    private func change(_ id: JourneyID, _ request: Request) async throws -> Response {
        let body = try await Self.body(of: request)
        guard let status = body["status"].string.flatMap(Journey.Status.init(rawValue:)) else {
            let known = Journey.Status.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.invalid("status", "status is one of \(known)")
        }
        let newEntries = body["newEntries"].string.flatMap(Journey.NewEntries.init(rawValue:))
        _ = try await store.write { db in
            try Journey.change(id, to: status, newEntries: newEntries, by: "api", in: db)
        }
        if status == .stopped { while try await store.write({ db in try Journey.empty(id, in: db) }) > 0 {} }
        try await open()
        return try await show(id)
    }

    /// Lets go what a pause kept, and tells those who act on it.
    private func open() async throws {
        try await Holding.free(in: store)
        changed()
    }
}

// MARK: Reading requests

extension JourneyRoutes {
    private static func id(_ parameters: Parameters) throws -> JourneyID {
        guard let id = parameters.get("id").flatMap(JourneyID.init) else {
            throw Problem(.notFound, code: "journey.unknown", detail: "there is no such journey")
        }
        return id
    }

    private static func body(of request: Request) async throws -> AttributeValue {
        let bytes = try await RequestBytes.read(request, limit: bodyLimit)
        return bytes.isEmpty ? [:] : try AttributeValue(json: bytes)
    }

    private static func choice(_ text: String?) throws -> PeopleChoice {
        switch text {
        case nil, "stay": return .stay
        case "follow": return .follow
        default: throw invalid("people", "people is stay or follow")
        }
    }

    private static func moves(_ value: AttributeValue) throws -> PeopleChoice {
        var moves: [Int: [StepID: StepID]] = [:]
        for (version, steps) in value.object ?? AttributeObject() {
            guard let number = Int(version), let steps = steps.object else { throw invalidMoves }
            for (from, to) in steps {
                guard let to = to.string else { throw invalidMoves }
                moves[number, default: [:]][StepID(from)] = StepID(to)
            }
        }
        guard !moves.isEmpty else { throw invalidMoves }
        return .move(moves)
    }

    private static var invalidMoves: Problem {
        invalid("moves", #"moves says by version where each step leads: {"1": {"ask": "thanks"}}"#)
    }

    private static func invalid(_ field: String, _ detail: String) -> Problem {
        Problem(.badRequest, code: "journey.invalid-request", detail: detail, field: field)
    }
}
