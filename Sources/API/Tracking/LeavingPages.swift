import Content
import Deliveries
import Hummingbird
import Profiles
import Store
import Vocabulary
import Web

/// Leaving, choosing and coming back, by the links of a mail: no sign-in, the token is the proof.
///
/// A GET asks and changes nothing, because scanners click everything; a POST acts before it is answered (`SEMANTICS 10`,
/// RFC 8058).
struct LeavingPages: Sendable {
    let store: Store
    let links: LinkMaker
    let page: PublicPage
    /// Told when a mail is owed.
    let wakeSender: @Sendable () -> Void

    /// Ids made here never meet the pipeline's, which are of shard 0.
    private static let shard: Int64 = 1
    private static let source = "unsubscribe"
    private static let preferences = "preferences"

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/t/u/:token") { _, context in try ask(context.parameters.require("token")) }
        router.post("/t/u/:token") { request, context in
            try await leave(context.parameters.require("token"), Self.form(request))
        }
        router.get("/t/p/:token") { _, context in try await choose(context.parameters.require("token")) }
        router.post("/t/p/:token") { request, context in
            try await save(context.parameters.require("token"), Self.form(request))
        }
        router.get("/t/s/:token") { _, context in try await askToConfirm(context.parameters.require("token")) }
        router.post("/t/s/:token") { _, context in try await confirm(context.parameters.require("token")) }
    }

    private static func form(_ request: Request) async throws -> Form {
        Form(encoded: String(decoding: try await RequestBytes.read(request, limit: Form.byteLimit), as: UTF8.self))
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout IDGenerator, Transaction) throws -> Value
    ) async throws -> Value {
        try await store.write { db in
            var ids = IDGenerator(shard: Self.shard, after: try ProfilesTable.lastID(in: db))
            return try body(&ids, db)
        }
    }
}

// MARK: Leaving

extension LeavingPages {
    private func ask(_ token: String) -> Response {
        guard links.send(token, .unsubscribe) != nil else { return page.unknown }
        return page.answer(
            title: "No more of these mails?",
            body: """
                <form method="post"><button>Yes, unsubscribe me</button></form>\
                <p>Or <a href="/t/p/\(PublicPage.escaped(token))">choose what we send you</a>.</p>
                """
        )
    }

    /// A click on the button, a mail program's one click, or the end of everything from the page of choices.
    private func leave(_ token: String, _ form: Form) async throws -> Response {
        guard let send = links.send(token, .unsubscribe) else { return page.unknown }
        let endsAll = form["scope"] == "all"
        let isKnown = try await write { ids, db in
            guard let preferences = try Preferences.load(send, in: db) else {
                return try Preferences.refuse(send, source: Self.source, ids: &ids, in: db)
            }
            let topic = endsAll ? nil : preferences.send.topic
            let scope = ConsentScope(channel: preferences.send.channel.raw, topic: topic)
            try preferences.leave(scope, source: Self.source, ids: &ids, in: db)
            return true
        }
        guard isKnown else { return page.unknown }
        return page.answer(
            title: "You are unsubscribed.",
            body: """
                <p>It holds from this moment on.</p>\
                <p>A mistake? <a href="/t/p/\(PublicPage.escaped(token))">Choose what we send you</a>.</p>
                """
        )
    }
}

// MARK: Choosing

extension LeavingPages {
    private func choose(_ token: String) async throws -> Response {
        guard let send = links.send(token, .unsubscribe),
            let preferences = try await store.read({ db in try Preferences.load(send, in: db) })
        else { return page.unknown }
        return page.answer(title: "What may we send you?", body: PreferenceForm(preferences, token: token).html)
    }

    private func save(_ token: String, _ form: Form) async throws -> Response {
        guard let send = links.send(token, .unsubscribe) else { return page.unknown }
        let saved = try await write { ids, db in
            try Preferences.load(send, in: db).map { try Self.save(form, $0, &ids, db) }
        }
        guard let saved else { return page.unknown }
        if saved == .confirming { wakeSender() }
        let (title, text) = saved.words
        let back = "<a href=\"/t/p/\(PublicPage.escaped(token))\">Back to what we send you</a>"
        return page.answer(title: title, body: "<p>\(text)</p><p>\(back)</p>")
    }

    private enum Saved: Sendable {
        case saved, confirming, impossible

        var words: (title: String, text: String) {
            let why = "Once our mail was reported as junk from your address."
            return switch self {
            case .saved: ("Saved.", "It holds from this moment on.")
            case .confirming: ("Please look into your mailbox.", "\(why) So we ask by mail first: follow its link.")
            case .impossible: ("We may not write to you.", "\(why) Please write to us, and we put it right.")
            }
        }
    }

    /// What is no longer wanted ends at once; what is wanted anew after a complaint must be confirmed by mail first.
    private static func save(
        _ form: Form,
        _ preferences: Preferences,
        _ ids: inout IDGenerator,
        _ db: Transaction
    ) throws -> Saved {
        let wanted = PreferenceForm.wanted(form, of: preferences)
        let before = Set(preferences.choices.filter(\.isOn).map(\.scope))
        let wantsMore = form["again"] == "yes" || !wanted.isSubset(of: before)
        let isComplaint = preferences.suppression?.category == .complaint
        let allowed = isComplaint ? wanted.intersection(before) : wanted
        try preferences.choose(allowed, source: Self.preferences, ids: &ids, in: db)
        guard wantsMore else { return .saved }
        guard isComplaint else {
            try preferences.liftSuppression(source: Self.preferences, in: db)
            return .saved
        }
        return try OptIn.ask(after: preferences.send, in: db) == .asked ? .confirming : .impossible
    }
}

// MARK: Coming back

extension LeavingPages {
    private func askToConfirm(_ token: String) async throws -> Response {
        guard let send = links.send(token, .confirm) else { return page.unknown }
        let isOpen = try await store.read { db in
            try LedgerTable.send(send, in: db).map { OptIn.isOpen($0, at: db.now) } ?? false
        }
        guard isOpen else { return page.unknown }
        return page.answer(
            title: "Shall we write to you again?",
            body: "<form method=\"post\"><button>Yes, write to me again</button></form>"
        )
    }

    private func confirm(_ token: String) async throws -> Response {
        guard let send = links.send(token, .confirm) else { return page.unknown }
        let isDone = try await write { ids, db in
            guard let send = try LedgerTable.send(send, in: db), OptIn.isOpen(send, at: db.now) else { return false }
            try OptIn.confirm(send, ids: &ids, in: db)
            return true
        }
        guard isDone else { return page.unknown }
        return page.answer(title: "Welcome back.", body: "<p>We will write to you again.</p>")
    }
}
