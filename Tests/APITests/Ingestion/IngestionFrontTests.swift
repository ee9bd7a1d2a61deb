import Accounts
import EventLog
import HTTPTypes
import JSON
import Pipeline
import Store
import Testing
import Vocabulary

@testable import API

/// The way past the router, on connections that stay open; what it does not take, the router answers as ever.
struct IngestionFrontTests {
    private static let good = Array(#"{"userId":"u","event":"Order Completed"}"#.utf8)
    private static let bad = Array(#"{"userId":[],"event":"x"}"#.utf8)

    private func post(_ body: [UInt8], _ server: RunningServer, isLast: Bool = false) -> [UInt8] {
        let headers = ["Authorization": RunningServer.basic(server.write.token)]
        return LoopbackClient.request("POST", "/v1/track", body, headers, isLast: isLast)
    }

    private func answers(to pieces: [[UInt8]], _ server: RunningServer) async throws -> [Answered] {
        // The first request of a key goes by the router, which remembers it.
        #expect(try await server.post("/v1/track", Self.good).status == 200)
        return try LoopbackClient.parse(try await LoopbackClient.answer(port: server.port, to: pieces))
    }

    @Test func `requests sent at once are answered in their order, whoever answers them`() async throws {
        try await RunningServer.run { server in
            let health = LoopbackClient.request("GET", "/healthz", nil, [:], isLast: false)
            let all = [
                post(Self.good, server), post(Self.good, server), health, post(Self.bad, server),
                post(Self.good, server), health, health, post(Self.good, server, isLast: true),
            ]
            let answers = try await answers(to: [all.flatMap(\.self)], server)
            #expect(answers.map(\.status) == [200, 200, 200, 400, 200, 200, 200, 200])
            #expect(answers[0].body == Array(#"{"success":true}"#.utf8))
            #expect(answers[3].code == "event.invalid-id")
            #expect(server.log.head.sequence == 5, "each once: the first, and four")
        }
    }

    @Test func `a request that comes in pieces is one request`() async throws {
        try await RunningServer.run { server in
            let request = post(Self.good, server) + post(Self.good, server, isLast: true)
            let pieces = stride(from: 0, to: request.count, by: 7).map { Array(request[$0...].prefix(7)) }
            let answers = try await answers(to: pieces, server)
            #expect(answers.map(\.status) == [200, 200])
            #expect(server.log.head.sequence == 3)
        }
    }

    @Test func `what cannot be taken is refused by the router`() async throws {
        try await RunningServer.run(waitingLimit: -1) { server in
            let answers = try LoopbackClient.parse(
                try await LoopbackClient.answer(
                    port: server.port,
                    to: [post(Self.good, server), post(Self.good, server), post(Self.good, server, isLast: true)]
                )
            )
            #expect(answers.map(\.status) == [503, 503, 503])
            #expect(server.log.head.sequence == 0)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what could not be made durable is answered by the router, and the connection goes on`() async throws {
        try await RunningServer.run { server in
            #expect(try await server.post("/v1/track", Self.good).status == 200)
            try await server.store.write { db in _ = try db.execute("ALTER TABLE log_records RENAME TO away") }
            let health = LoopbackClient.request("GET", "/healthz", nil, [:], isLast: true)
            let pieces = [post(Self.good, server), post(Self.good, server), health]
            let answers = try LoopbackClient.parse(
                try await LoopbackClient.answer(port: server.port, to: pieces, inTurn: true)
            )
            #expect(answers.map(\.status) == [503, 503, 200])
        }
    }

    @Test func `only a plain call by a known key is taken`() {
        func call(_ change: (inout HTTPRequest) -> Void = { _ in }) -> IngestionCall? {
            var head = HTTPRequest(method: .post, scheme: "http", authority: "127.0.0.1", path: "/v1/track")
            head.headerFields = [.contentLength: "40", .authorization: "Basic known", .connection: "Keep-Alive"]
            change(&head)
            return IngestionCall(head, calls: ["/v1/track": .track]) { $0 == "Basic known" ? KeyID(raw: 1) : nil }
        }
        #expect(call()?.length == 40)
        #expect(call { $0.method = .options } == nil)
        #expect(call { $0.path = "/v1/track?x" } == nil)
        #expect(call { $0.headerFields[.contentLength] = nil } == nil)
        #expect(call { $0.headerFields[.contentLength] = "33000" } == nil, "larger than a call may be")
        #expect(call { $0.headerFields[.contentEncoding] = "gzip" } == nil)
        #expect(call { $0.headerFields[.connection] = "close" } == nil)
        #expect(call { $0.headerFields[.authorization] = "Basic other" } == nil)
    }

    @Test func `a date is written as RFC 9110 wants it`() {
        #expect(HTTPDate.text(Moment(milliseconds: 784_111_777_000)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
