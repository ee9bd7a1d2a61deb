import Content
import Logging
import Profiles
import Store
import Synchronization
import TestKit
import Vocabulary

@testable import Deliveries

/// A sandbox with a ledger, a clock that the test moves and a wire that says what the test wants.
final class LedgerStory: Sendable {
    let store: Store
    let clock: TestClock
    let wire: ScriptedChannel
    private let ids: Mutex<IDGenerator>

    static let migrations = profileMigrations + contentMigrations + deliveryMigrations
    static let secret = Array("a secret for tests".utf8)
    static let message = Message(
        subject: "Hello {{profile.firstName}}",
        html: "<p>For {{profile.email}}</p>",
        from: "Shop <shop@shop.example>"
    )

    convenience init(
        _ backend: Backend,
        clock: TestClock = TestClock(),
        policy: SendingPolicy = SendingPolicy(mode: .live),
        wire: ScriptedChannel = ScriptedChannel()
    ) async throws {
        try await self.init(
            backend.freshStore(migrations: Self.migrations, clock: clock),
            clock: clock,
            policy: policy,
            wire: wire
        )
    }

    init(_ store: Store, clock: TestClock, policy: SendingPolicy, wire: ScriptedChannel) async throws {
        self.store = store
        self.clock = clock
        self.wire = wire
        ids = Mutex(IDGenerator())
        try await store.write { db in
            try policy.save(in: db)
            let steps = ["thanks", "code", "broken"]
            let messages = steps.map { step in
                (MessageKey(origin: 1, version: 1, step: step), step == "broken" ? Self.broken : Self.message)
            }
            try MessageTable.save(Dictionary(uniqueKeysWithValues: messages), in: db)
        }
    }

    /// Nothing publishes a sender that is no address; it stands for content that cannot be made.
    private static let broken = Message(subject: "x", html: "x", from: "nobody")

    func nextID() -> Int64 { ids.withLock { $0.next(now: clock.now) } }

    // MARK: People

    /// Someone with an address, who said `consent`.
    func person(
        _ email: String,
        zone: String? = nil,
        consent: ConsentStatement.Choice? = .yes
    ) async throws -> ProfileID {
        var traits: AttributeObject = AttributeObject([("email", .string(email)), ("firstName", "Anna")])
        if let zone { traits["timezone"] = .string(zone) }
        let event = Event(
            kind: .identify,
            type: "identify",
            timestamp: clock.now,
            identities: [Identity(namespace: "userId", value: email)],
            traits: .object(traits)
        )
        let start = nextID()
        return try await store.write { [clock] db in
            var ids = IDGenerator(after: start)
            var people = try People.load(identities: People.identities(of: [event]), profiles: [], in: db)
            let id = people.absorb(event, source: EventSource("test"), received: clock.now, ids: &ids).profile
            try people.save(in: db)
            guard let id else { throw StoryError.nobody }
            if let consent {
                try Consents.state(
                    consent,
                    channel: "email",
                    of: .profile(id),
                    at: clock.now,
                    source: "test",
                    ids: &ids,
                    in: db
                )
            }
            return id
        }
    }

    func optOut(_ person: ProfileID) async throws {
        try await store.write { [clock] db in
            var ids = IDGenerator()
            try Consents.state(
                .no,
                channel: "email",
                of: .profile(person),
                at: clock.now,
                source: "test",
                ids: &ids,
                in: db
            )
        }
    }

    enum StoryError: Error { case nobody }

    // MARK: Sends

    /// What a step owes `person`; each call is another visit.
    func obligation(
        to person: ProfileID,
        lane: Lane = .triggered,
        _ messageClass: MessageClass = .marketing,
        step: String = "thanks",
        due: Moment? = nil,
        notAfter: Moment? = nil,
        tellsRun: Bool = false,
        patientUntil: Moment? = nil
    ) -> Obligation {
        let send = SendID(raw: nextID())
        let run = RunID(raw: send.raw)
        return Obligation(
            key: .journey(run: run, visit: 1),
            send: send,
            origin: .journey(JourneyID(raw: 1), version: 1, step: step, run: run),
            profile: person,
            lane: lane,
            messageClass: messageClass,
            due: due ?? clock.now,
            notAfter: notAfter,
            tellsRun: tellsRun,
            patientUntil: patientUntil
        )
    }

    @discardableResult
    func owe(
        _ person: ProfileID,
        lane: Lane = .triggered,
        _ messageClass: MessageClass = .marketing,
        step: String = "thanks",
        due: Moment? = nil,
        notAfter: Moment? = nil
    ) async throws -> SendID {
        let owed = obligation(to: person, lane: lane, messageClass, step: step, due: due, notAfter: notAfter)
        _ = try await store.write { db in try Deliveries.owe([owed], in: db) }
        return owed.send
    }

    func send(_ id: SendID) async throws -> Send {
        guard let entry = try await entry(id) else { throw StoryError.nobody }
        return entry.send
    }

    func entry(_ id: SendID) async throws -> LedgerEntry? {
        try await store.read { db in try LedgerTable.entry(id, in: db) }
    }

    /// `state` or `state(reason)` of a send.
    func standing(_ id: SendID) async throws -> String { try await send(id).standing }

    func faults() async throws -> [String] { try await store.read { db in try LedgerCheck.faults(in: db) } }

    /// The number of rows `handing`.
    func handing() async throws -> Int64 {
        try await store.read { db in try db.value("SELECT COUNT(*) FROM sends WHERE state = 'handing'") ?? 0 }
    }

    func setPolicy(_ policy: SendingPolicy) async throws { try await store.write { db in try policy.save(in: db) } }

    // MARK: Sending

    /// A worker of its own; `other` names one that is not the first.
    func sender(_ other: Int64 = 0, isOnlyProcess: Bool = true, sink: @escaping OutcomeSink = { _, _ in }) -> Sender {
        sender(wire, epoch: 1000 + other, isOnlyProcess: isOnlyProcess, sink: sink)
    }

    /// A worker that sends by another wire.
    func sender(
        _ channel: any Channel,
        epoch: Int64 = 1000,
        isOnlyProcess: Bool = true,
        sink: @escaping OutcomeSink = { _, _ in }
    ) -> Sender {
        Sender(
            store: store,
            channel: channel,
            library: MessageLibrary(),
            links: LinkMaker(base: "https://shop.example", secret: Self.secret),
            clock: clock.source,
            epoch: epoch,
            isOnlyProcess: isOnlyProcess,
            sink: sink,
            logger: Logger(label: "test")
        )
    }

    /// Works off what is due now.
    func drain() async throws {
        let sender = sender()
        try await sender.start()
        try await sender.drain(until: clock.now)
    }

    /// Takes what is due as a live worker would, and leaves it in its hands.
    @discardableResult
    func take(limit: Int = 100, epoch: Int64 = 1000) async throws -> [Send] {
        let name = wire.name
        return try await store.write { db in
            try DeliveryWorker(channel: name, epoch: epoch, isOnlyProcess: false, sink: { _, _ in }).signIn(in: db)
            var schedule = LaneSchedule()
            let taker = Taker(channel: name, epoch: epoch, sink: { _, _ in })
            return try taker.take(.wall, limit: limit, schedule: &schedule, in: db).taken.map(\.send)
        }
    }

    func record(_ result: SendOutcome.Result, of sends: [Send], epoch: Int64 = 1000) async throws {
        let name = wire.name
        let outcomes = sends.map { SendOutcome(of: $0, result) }
        try await store.write { db in
            _ = try Recorder(channel: name, epoch: epoch, sink: { _, _ in }).record(outcomes, .wall, in: db)
        }
    }
}

extension Send {
    var standing: String { reason.map { "\(state.rawValue)(\($0.rawValue))" } ?? state.rawValue }
}

/// A wire that keeps what it was given and answers as told.
final class ScriptedChannel: Channel {
    typealias Script = @Sendable (OutgoingMessage) -> SendOutcome.Result

    let name = ChannelName.email
    let width: Int
    private let script: Script
    private let messages = Mutex<[OutgoingMessage]>([])

    init(width: Int = 4, _ script: @escaping Script = { _ in .accepted("250 2.0.0 Ok") }) {
        self.width = width
        self.script = script
    }

    var handed: [OutgoingMessage] { messages.withLock { $0 } }

    func compose(_ message: OutgoingMessage) async throws -> [UInt8] { message.content.html }

    func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
        for message in batch {
            messages.withLock { $0.append(message) }
            report(
                SendOutcome(
                    send: message.send,
                    attempt: message.attempt,
                    result: script(message),
                    bytes: message.content.html
                )
            )
        }
    }
}
