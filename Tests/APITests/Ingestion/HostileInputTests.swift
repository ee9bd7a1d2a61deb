import CZlib
import JSON
import Testing
import Vocabulary

struct HostileInputTests {
    static let bodies: [(what: String, body: [UInt8], status: Int, code: String)] = [
        ("nothing", [], 400, "json.empty"),
        ("no JSON", Array("hello".utf8), 400, "json.unexpected-byte"),
        ("half an object", Array(#"{"userId":"u","event":"#.utf8), 400, "json.unexpected-end"),
        ("an array", Array("[1]".utf8), 400, "event.not-an-object"),
        ("wrong types", Array(#"{"userId":[],"event":{},"properties":7}"#.utf8), 400, "event.invalid-field"),
        ("invalid UTF-8", Array(#"{"userId":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), 400, "json.invalid-utf8"),
        (
            "a date that is none", Array(#"{"userId":"u","event":"x","timestamp":"soon"}"#.utf8), 400,
            "event.invalid-timestamp"
        ),
        ("deep nesting", Array(String(repeating: "[", count: 10_000).utf8), 400, "json.too-deep"),
        (
            "a huge number", Array(#"{"userId":"u","event":"x","properties":{"n":1e999}}"#.utf8), 400,
            "json.number-out-of-range"
        ),
        (
            "many values",
            Array(#"{"userId":"u","event":"x","properties":[\#(String(repeating: "0,", count: 9_000))0]}"#.utf8), 400,
            "event.too-many-values"
        ),
        ("oversize", Array(repeating: 0x20, count: 33_000), 413, "request.too-large"),
    ]

    @Test(arguments: bodies.indices)
    func `a hostile body is refused with its reason`(index: Int) async throws {
        let (_, body, status, code) = Self.bodies[index]
        try await RunningServer.run { server in
            let answer = try await server.post("/v1/track", body)
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(try await server.post("/v1/track", #"{"userId":"u","event":"x","unknown":{}}"#).status == 200)
        }
    }

    @Test func `a million attribute names do not get in`() async throws {
        let names = (0..<1_000_000).map { #""a\#($0)":0"# }.joined(separator: ",")
        let body = Array(#"{"batch":[{"type":"identify","userId":"u","traits":{\#(names)}}]}"#.utf8)
        try await RunningServer.run { server in
            let answer = try await server.post("/v1/batch", body)
            #expect(answer.status == 413)
            let packed = try await server.post("/v1/batch", gzip(body), headers: ["Content-Encoding": "gzip"])
            #expect(packed.status == 413)
            #expect(packed.code == "request.too-large")
        }
    }

    @Test func `gzip is unpacked, a bomb and a broken one are not`() async throws {
        let event = Array(#"{"userId":"u","event":"x"}"#.utf8)
        let headers = ["Content-Encoding": "gzip"]
        try await RunningServer.run { server in
            #expect(try await server.post("/v1/track", gzip(event), headers: headers).status == 200)
            // Two members, one after the other, are one body.
            let halves = try gzip(Array(event.prefix(9))) + gzip(Array(event.dropFirst(9)))
            #expect(try await server.post("/v1/track", halves, headers: headers).status == 200)
            let bomb = try gzip(Array(repeating: 0x20, count: 200 << 20))
            #expect(try await server.post("/v1/batch", bomb, headers: headers).code == "request.too-large")
            let cut = try Array(gzip(event).dropLast(9))
            #expect(try await server.post("/v1/track", cut, headers: headers).code == "request.bad-gzip")
            #expect(try await server.post("/v1/track", event, headers: headers).code == "request.bad-gzip")
            #expect(try await server.post("/v1/track", [], headers: headers).code == "request.bad-gzip")
            let brotli = try await server.post("/v1/track", event, headers: ["Content-Encoding": "br"])
            #expect(brotli.code == "request.unsupported-encoding")
            #expect(try await server.events().count == 2)
        }
    }

    private struct Failure: Error {}

    /// `bytes` as gzip writes them.
    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            throw Failure()
        }
        defer { deflateEnd(&stream) }
        var bytes = bytes
        let capacity = Int(deflateBound(&stream, UInt(bytes.count))) + 32
        return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            bytes.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(capacity)
                deflate(&stream, Z_FINISH)
            }
            count = capacity - Int(stream.avail_out)
        }
    }
}
