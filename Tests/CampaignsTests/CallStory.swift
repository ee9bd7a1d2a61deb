import Content
import Deliveries
import Logging
import Profiles
import Store
import Synchronization
import TestKit
import Vocabulary

@testable import Campaigns

/// A sandbox with one published campaign, a clock that the test moves and a wire that keeps what it is given.
struct CallStory: Sendable {
    let store: Store
    let clock: TestClock
    let executions: Executions
    let wire = KeepingChannel()

    static let migrations = profileMigrations + contentMigrations + deliveryMigrations + campaignMigrations

    static func definition(
        _ more: String = "",
        subject: String = "Order {{context.order.number}} for {{profile.person.name.firstName}}"
    ) -> String {
        #"""
        {"format": "sojourn.campaign/1", "name": "order-receipt", "kind": "api", \#(more)
         "from": "Shop <shop@shop.example>", "subject": "\#(subject)", "html": "<p>{{profile.homeAddress.city}}</p>"}
        """#
    }

    init(
        _ backend: Backend,
        _ definition: String = definition(),
        policy: SendingPolicy = SendingPolicy(mode: .live)
    )
        async throws
    {
        let clock = TestClock()
        try await self.init(backend.freshStore(migrations: Self.migrations, clock: clock), clock: clock)
        try await store.write { db in try policy.save(in: db) }
        try await publish(definition)
    }

    /// - Parameter shard: every process has another.
    init(_ store: Store, clock: TestClock, shard: Int64 = 20) {
        self.store = store
        self.clock = clock
        executions = Executions(store: store, shard: shard) {}
    }

    @discardableResult
    func publish(_ definition: String) async throws -> Campaign.Application {
        try await store.write { db in
            var ids = IDGenerator()
            return try Campaign.apply(definition, ids: &ids, in: db)
        }
    }

    // MARK: People

    /// Someone known by `identity`.
    func person(_ identity: Identity, _ traits: AttributeValue) async throws {
        let event = Event(
            kind: .identify,
            type: "identify",
            timestamp: clock.now,
            identities: [identity],
            traits: traits
        )
        try await store.write { [clock] db in
            var ids = IDGenerator(after: 1)
            var people = try People.load(identities: People.identities(of: [event]), profiles: [], in: db)
            _ = people.absorb(event, source: EventSource("test"), received: clock.now, ids: &ids)
            try people.save(in: db)
        }
    }

    // MARK: Calls

    static func call(
        _ key: String?,
        to address: String? = "ada@b.example",
        identity: Identity? = nil,
        profile: AttributeValue? = nil,
        context: AttributeValue = ["order": ["number": "A-1"]],
        body: AttributeValue = ["body": 1]
    ) -> APICall {
        let place = RecipientPlace(address: "to.email", identity: "to.identity")
        let recipient = Result { () throws(RecipientFault) in
            try APIRecipient(at: place, identity: identity, address: address, profile: profile, context: context)
        }
        return APICall(key: key, body: body, recipients: [recipient])
    }

    /// The one send that `call` leads to.
    func send(_ call: APICall) async throws -> SendID {
        let taken = try await executions.execute(call, of: "order-receipt")
        guard let first = taken.execution.recipients.first else { throw StoryError.nothing }
        return try first.get()
    }

    enum StoryError: Error { case nothing }

    // MARK: Sending

    func drain() async throws {
        let sender = Sender(
            store: store,
            channel: wire,
            library: MessageLibrary(),
            links: LinkMaker(base: "https://shop.example", secret: [1, 2, 3]),
            clock: clock.source,
            epoch: 1,
            isOnlyProcess: true,
            logger: Logger(label: "test")
        )
        try await sender.start()
        try await sender.drain(until: clock.now)
    }

    func entry(_ id: SendID) async throws -> LedgerEntry {
        guard let entry = try await store.read({ db in try LedgerTable.entry(id, in: db) }) else {
            throw StoryError.nothing
        }
        return entry
    }

    /// `state` or `state(reason)` of a send.
    func standing(_ id: SendID) async throws -> String {
        let send = try await entry(id).send
        return send.reason.map { "\(send.state.rawValue)(\($0.rawValue))" } ?? send.state.rawValue
    }

    func count(_ table: String) async throws -> Int64 {
        try await store.read { db in
            switch table {
            case "sends": try db.value("SELECT COUNT(*) FROM sends") ?? 0
            case "executions": try db.value("SELECT COUNT(*) FROM executions") ?? 0
            default: try db.value("SELECT COUNT(*) FROM profiles") ?? 0
            }
        }
    }
}

/// A wire that keeps what it was given and accepts all of it.
final class KeepingChannel: Channel {
    let name = ChannelName.email
    let width = 4
    private let messages = Mutex<[OutgoingMessage]>([])

    var handed: [OutgoingMessage] { messages.withLock { $0 } }

    func compose(_ message: OutgoingMessage) async throws -> [UInt8] { message.content.html }

    func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
        for message in batch {
            messages.withLock { $0.append(message) }
            report(
                SendOutcome(
                    send: message.send,
                    attempt: message.attempt,
                    result: .accepted("250 2.0.0 Ok"),
                    bytes: message.content.html
                )
            )
        }
    }
}
