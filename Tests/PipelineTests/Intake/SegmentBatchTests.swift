import JSON
import Pipeline
import Testing
import Vocabulary

struct SegmentBatchTests {
    private func decode(_ body: [UInt8]) throws -> [Result<DecodedEvent, Rejection>] {
        let results = try SegmentDecoder.decode(body, call: .batch, received: .epoch)
        #expect(try SegmentDecoder.check(body, call: .batch).rejected == results.compactMap(\.rejection))
        return results
    }

    private func good(_ id: Int) -> String { #"{"type":"track","userId":"u\#(id)","event":"x"}"# }

    @Test(arguments: [
        (#"{"type":"track","event":"x"}"#, "event.missing-identity"),
        (#"{"type":"track","userId":"u","event":"x","properties":{"n":NaN}}"#, "json.unexpected-byte"),
        (#"{"type":"track","userId":"u","event":"x","properties":{"n":1e999}}"#, "json.number-out-of-range"),
        (#"{"type":"track","userId":"\ud800","event":"x"}"#, "json.lone-surrogate"),
        (#"{"type":"track","userId":"u","event":"x","a":[}]"#, nil),
        (#"{"a":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}", "json.too-deep"),
        ("", "json.empty"),
    ])
    func `one bad event never fails a batch`(bad: String, code: String?) throws {
        let body = Array(
            (#"{"sentAt":null, "batch": ["# + good(0) + " , " + bad + "\n," + good(2) + #"], "x":[1]}"#).utf8
        )
        guard let code else {
            // Brackets that do not match leave nothing to tell the events apart by.
            #expect(throws: SegmentRefusal.self) { try decode(body) }
            return
        }
        let results = try decode(body)
        #expect(results.map { $0.rejection?.code.rawValue } == [nil, code, nil])
        let rejection = try #require(results[1].rejection)
        #expect(rejection.index == 1)
        #expect(String(decoding: body[rejection.rawBytes], as: UTF8.self) == bad)
        #expect(try results[2].get().event.identities.first?.value == "u2")
        #expect(try String(decoding: body[results[2].get().rawBytes], as: UTF8.self) == good(2))
    }

    @Test func `bytes that are not UTF-8 fail their event alone`() throws {
        let bad = Array(#"{"type":"track","userId":""#.utf8) + [0xFF] + Array(#"","event":"x"}"#.utf8)
        let body = Array(#"{"batch":["#.utf8) + bad + Array(("," + good(1) + "]}").utf8)
        #expect(try decode(body).map { $0.rejection?.code.rawValue } == ["json.invalid-utf8", nil])
    }

    @Test(arguments: [
        ("", "json.empty"), ("{", "json.unexpected-end"), (#"{"batch":["#, "json.unexpected-end"),
        (#"{"batch":[{}]"#, "json.unexpected-end"), (#"{"batch":[{}]}}"#, "json.trailing-bytes"),
        (#"{"batch":[NaN],"x":NaN}"#, "json.unexpected-byte"), (#"{"batch":[1 2]"#, "json.unexpected-byte"),
        ("{}", "batch.missing"), ("[]", "batch.missing"), (#"{"batch":{}}"#, "batch.missing"),
        ("null", "batch.missing"),
        (String(repeating: "[", count: 10_000), "json.too-deep"),
    ])
    func `a body in which no event can be told is refused`(text: String, code: String) {
        let refusal = #expect(throws: SegmentRefusal.self) { try decode(Array(text.utf8)) }
        #expect(refusal?.code == code)
    }

    @Test func `an event above 32 KB is refused alone, a body above 500 KB whole`() throws {
        let large = good(1).replacing(
            "\"x\"",
            with: "\"x\",\"pad\":\"" + String(repeating: "y", count: 32 << 10) + "\""
        )
        let results = try decode(Array(#"{"batch":[\#(good(0)),\#(large)]}"#.utf8))
        #expect(results.map { $0.rejection?.code.rawValue } == [nil, "event.too-large"])
        let many = Array(repeating: good(0), count: 12_000).joined(separator: ",")
        #expect(throws: SegmentRefusal.bodyTooLarge(limit: 512_000)) {
            try decode(Array(#"{"batch":[\#(many)]}"#.utf8))
        }
        let tiny = Array(repeating: "{}", count: 5_001).joined(separator: ",")
        #expect(throws: SegmentRefusal.tooManyEvents(limit: 5_000)) { try decode(Array(#"{"batch":[\#(tiny)]}"#.utf8)) }
        #expect(throws: SegmentRefusal.bodyTooLarge(limit: 32_768)) {
            try SegmentDecoder.check(Array(large.utf8), call: .track)
        }
    }

    @Test func `the write key of the body is found`() throws {
        let body = Array(#"{"writeKey":"k1","batch":[]}"#.utf8)
        #expect(try SegmentDecoder.check(body, call: .batch).writeKey == "k1")
        #expect(try SegmentDecoder.check(Array(#"{"writeKey":"k2"}"#.utf8), call: .track).writeKey == "k2")
    }
}

extension Result where Failure == Rejection {
    var rejection: Rejection? {
        switch self {
        case .success: nil
        case .failure(let rejection): rejection
        }
    }
}
