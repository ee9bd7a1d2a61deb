import Content
import Deliveries
import EventLog
import Foundation
import Glibc
import Pipeline
import Profiles
import Store
import Synchronization
import Vocabulary

/// From the HTTP request of an event to the next hop's word for the mail that it causes: on an idle server, at half
/// load, and while a campaign goes out. The server is the release binary; this process only asks and listens.
struct EventToMail {
    private let server: String
    private let pending: Int
    private let seconds: Int
    private let bench: BenchStore

    static let sandbox = "bench"

    init(_ arguments: Arguments) throws {
        server = arguments["server"] ?? ".build/release/sojourn"
        pending = arguments.number("pending", or: 150_000)
        seconds = arguments.number("seconds", or: 20)
        bench = try BenchStore()
    }

    private var storeOptions: [String] {
        ["--sandbox", Self.sandbox] + (bench.url.map { ["--database", $0] } ?? ["--data", bench.folder])
    }

    func run() async throws {
        defer { try? bench.remove() }
        let sink = try await TimedSink()
        let writeKey = try prepare()
        let store = try openState()
        try await store.write { db in try SendingPolicy(mode: .live).save(in: db) }
        var running = try await RunningServer(server, storeOptions, sink: sink.port, writeKey: writeKey)
        let probing = Probing(server: running, sink: sink)
        _ = try await probing.run("warm", seconds: 3)
        try show("event → SMTP accepted, idle", try await probing.run("idle", seconds: seconds), budget: 15)
        let load = Load(server: running)
        let sustained = try await load.sustained(store, seconds: 10)
        remark("\(bench.database): HTTP → state sustained \(Int(sustained)) events/s")
        let half = load.start(rate: sustained / 2)
        // The load has reached its rate before the first sign-up.
        try await Task.sleep(for: .seconds(2))
        let atHalf = try await probing.run("half", seconds: seconds)
        half.stop()
        try show("event → SMTP accepted, half load", atHalf, budget: 250)
        running.stop()
        try await Crowd(store: store).make(pending, owing: .batch)
        running = try await RunningServer(server, storeOptions, sink: sink.port, writeKey: writeKey)
        // The campaign is under way before the first sign-up.
        try await Task.sleep(for: .seconds(2))
        let during = try await Probing(server: running, sink: sink).run("fan", seconds: seconds)
        let left = try await waiting(store)
        remark(
            "\(bench.database): \(left) of \(pending) still pending after the probes; megabytes \(Int(running.resident))"
        )
        try show("event → SMTP accepted, during a fan-out", during, budget: 250)
        if left == 0 { remark("the fan-out ended before the probes did: ask for more --pending") }
        running.stop()
        try await store.close()
    }

    private func show(_ name: String, _ latencies: [Double], budget: Double) throws {
        remark("\(name): n \(latencies.count), p50 \(latencies.percentile(0.5)), p99 \(latencies.percentile(0.99)) ms")
        try Figure(name, on: bench.database, latencies.percentile(0.99), "ms p99", budget: budget, better: .lower)
            .show()
    }

    private func openState() throws -> Store {
        try bench.open("\(Self.sandbox)/state", schema: Self.sandbox)
    }

    private func waiting(_ store: Store) async throws -> Int64 {
        let facets = try await store.read { db in try LedgerTable.facets(LedgerFilter(), now: db.now, in: db) }
        return facets.filter { $0.state == .pending }.reduce(0) { $0 + $1.count }
    }

    /// Makes the schema, a key and the journeys by the server's own commands.
    private func prepare() throws -> String {
        let key = try Child.output(of: server, ["key", "create", "--kind", "write"] + storeOptions)
        let folder = "\(bench.folder)/definitions"
        try FileManager.default.createDirectory(atPath: "\(folder)/journeys", withIntermediateDirectories: true)
        for (index, text) in BenchJourneys.all.enumerated() {
            try text.write(toFile: "\(folder)/journeys/\(index).json", atomically: true, encoding: .utf8)
        }
        let applied = try Child.output(
            of: server,
            ["apply", folder] + storeOptions,
            environment: ["SOJOURN_POSTAL_ADDRESS": "1 High Street, Springfield"]
        )
        guard applied.split(separator: "\n").count == BenchJourneys.all.count else { throw HTTPConnection.Broken() }
        return key.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// The release binary, listening.
struct RunningServer {
    let port: Int
    let writeKey: String
    private let child: Child

    init(_ path: String, _ storeOptions: [String], sink: Int, writeKey: String) async throws {
        port = try FreePort.find()
        self.writeKey = writeKey
        child = try Child(
            path,
            ["serve", "--port", "\(port)", "--relay", "smtp://127.0.0.1:\(sink)", "--mail-domain", "shop.example"]
                + storeOptions,
            environment: ["SOJOURN_LOG_LEVEL": "warning"]
        )
        try await FreePort.wait(for: port)
    }

    var resident: Double { Usage.residentMegabytes(of: child.identifier) }

    func stop() { child.stop() }
}

/// Sign-ups, each of a new person, at a steady pace; every one causes a mail.
struct Probing: Sendable {
    let port: Int
    let writeKey: String
    let sink: TimedSink
    private static let perSecond = 20
    private static let patience: Duration = .seconds(20)

    init(server: RunningServer, sink: TimedSink) {
        (port, writeKey, self.sink) = (server.port, server.writeKey, sink)
    }

    /// - Returns: milliseconds from the planned moment of each request to its mail's acceptance.
    func run(_ name: String, seconds: Int) async throws -> [Double] {
        let (sent, count) = (Requests(), seconds * Self.perSecond)
        try await Self.onThread { try self.send(name, count, noting: sent) }
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end, sent.all.contains(where: { sink.moment(of: $0.key) == nil }) {
            // All are measured by their arrival already; this only waits for the last, and takes no time of theirs.
            try await Task.sleep(for: .milliseconds(50))
        }
        return sent.all.map { address, planned in
            sink.moment(of: address).map { ($0 - planned).inSeconds * 1000 } ?? .infinity
        }
    }

    private func send(_ name: String, _ count: Int, noting sent: Requests) throws {
        var connection = try HTTPConnection(port: port, path: "/v1/track", writeKey: writeKey)
        let start = ContinuousClock.now
        for number in 0..<count {
            let planned = start + .milliseconds(1000 / Self.perSecond * number)
            while ContinuousClock.now < planned { usleep(500) }
            let address = "\(name)-\(number)@probe.example"
            sent.note(address, planned)
            guard try connection.post(Self.event(address)) == 200 else { throw HTTPConnection.Broken() }
        }
    }

    /// When each was to be sent.
    private final class Requests: Sendable {
        private let moments = Mutex<[String: ContinuousClock.Instant]>([:])

        var all: [String: ContinuousClock.Instant] { moments.withLock { $0 } }

        func note(_ address: String, _ moment: ContinuousClock.Instant) { moments.withLock { $0[address] = moment } }
    }

    private static func event(_ address: String) -> [UInt8] {
        Array(
            """
            {"event":"Signed Up","userId":"\(address)","messageId":"\(address)","properties":{"source":"shop","n":3},
            "context":{"traits":{"email":"\(address)","firstName":"Anna","city":"Lund",
            "consents":{"marketing":{"email":{"val":"y"}}}}}}
            """.utf8
        )
    }

    /// Blocking work on a thread of its own.
    static func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Events in batches of 100, of 20,000 people; one in five touches a run.
final class Load: Sendable {
    private let port: Int
    private let writeKey: String
    private let sent = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)
    private static let threads = 4
    private static let batch = 100
    private static let people = 20_000

    init(server: RunningServer) { (port, writeKey) = (server.port, server.writeKey) }

    /// Events a second that get into the state, with intake and backlog at their limits.
    func sustained(_ store: Store, seconds: Int) async throws -> Double {
        let before = try await processed(store)
        let start = ContinuousClock.now
        let load = Load(port: port, writeKey: writeKey)
        load.begin(pause: .zero)
        // The length of the measure.
        try await Task.sleep(for: .seconds(seconds))
        load.stop()
        // Until the backlog is gone: a batch is a record.
        while try await processed(store) - before < load.sent.load(ordering: .relaxed) / Self.batch {
            guard ContinuousClock.now - start < .seconds(120) else { throw HTTPConnection.Broken() }
            // Another process works it off and tells only its store; a look costs it one small read.
            try await Task.sleep(for: .milliseconds(20))
        }
        return Double(load.sent.load(ordering: .relaxed)) / (ContinuousClock.now - start).inSeconds
    }

    /// Sends at `rate` until stopped.
    func start(rate: Double) -> Load {
        let load = Load(port: port, writeKey: writeKey)
        load.begin(pause: .seconds(Double(Self.batch * Self.threads) / max(1, rate)))
        return load
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private init(port: Int, writeKey: String) { (self.port, self.writeKey) = (port, writeKey) }

    private func processed(_ store: Store) async throws -> Int {
        try await store.read { db in Int(try PipelineTable.cursor(in: db)?.position.sequence ?? 0) }
    }

    private func begin(pause: Duration) {
        for thread in 0..<Self.threads {
            Thread.detachNewThread { [self] in
                do { try post(as: thread, pause: pause) } catch { remark("load ended: \(error)") }
            }
        }
    }

    private func post(as thread: Int, pause: Duration) throws {
        var connection = try HTTPConnection(port: port, path: "/v1/batch", writeKey: writeKey)
        var next = ContinuousClock.now + pause * thread / Self.threads
        var number = thread
        while !isStopped.load(ordering: .relaxed) {
            while pause > .zero, ContinuousClock.now < next { usleep(200) }
            next += pause
            guard try connection.post(Self.body(number)) == 200 else {
                usleep(50_000)
                continue
            }
            sent.add(Self.batch, ordering: .relaxed)
            number += Self.threads
        }
    }

    private static func body(_ number: Int) -> [UInt8] {
        var text = #"{"batch":["#
        for index in 0..<batch {
            let serial = number * batch + index
            let person = Int(UInt64(truncatingIfNeeded: serial &* 2_654_435_761) % UInt64(people))
            let event = index % 5 == 0 ? "Journey \(serial / 5 % 10)" : "Page \(serial % 37)"
            text += index == 0 ? "" : ","
            text += """
                {"type":"track","event":"\(event)","userId":"load-\(person)","messageId":"m-\(getpid())-\(serial)",\
                "properties":{"path":"/items/\(serial % 1000)","price":19.5,"currency":"EUR","category":"records",\
                "title":"Something to listen to on a Sunday","position":\(index)}}
                """
        }
        return Array((text + "]}").utf8)
    }
}

/// A journey that mails at once, and ten that the load walks through.
enum BenchJourneys {
    static let all: [String] = [welcome] + (0..<10).map(waiting)

    private static let welcome = """
        {"format":"sojourn.journey/1","name":"Welcome","steps":[
        {"id":"in","kind":"entry","event":"Signed Up","reentrance":"once","next":"mail"},
        {"id":"mail","kind":"email","class":"marketing","from":"Shop <news@shop.example>",
        "subject":"{{profile.firstName}}, welcome",
        "html":["<!doctype html><html><body>",\(Array(repeating: line, count: 40).joined(separator: ",")),
        "<a href=\\"{{links.unsubscribe}}\\">Unsubscribe</a> {{brand.postalAddress}}</body></html>"],"next":"end"},
        {"id":"end","kind":"end"}]}
        """

    private static let line =
        #""<p style=\"margin:0 0 16px;color:#333\">Hello {{profile.firstName}} in {{profile.city}}, a line of it.</p>""#

    private static func waiting(_ number: Int) -> String {
        """
        {"format":"sojourn.journey/1","name":"Waiting \(number)","steps":[
        {"id":"in","kind":"entry","event":"Journey \(number)","reentrance":"always","next":"wait"},
        {"id":"wait","kind":"waitForEvent","event":"Journey \((number + 1) % 10)","onEvent":"end","timeout":"P3D",
        "onTimeout":"end"},
        {"id":"end","kind":"end"}]}
        """
    }
}
