import JSON
import Pipeline
import Testing
import Vocabulary

struct SegmentDecoderTests {
    private let received = CivilTime(year: 2026, month: 3, day: 1, hour: 12).utcMoment

    private func decode(
        _ text: String,
        _ call: SegmentCall = .track
    ) throws -> [Result<DecodedEvent, Rejection>] {
        let body = Array(text.utf8)
        let results = try SegmentDecoder.decode(body, call: call, received: received)
        let contents = try SegmentDecoder.check(body, call: call)
        #expect(contents.accepted == results.count { (try? $0.get()) != nil })
        #expect(contents.rejected == results.compactMap(\.rejection))
        return results
    }

    private func event(_ text: String, _ call: SegmentCall = .track) throws -> Event {
        try #require(decode(text, call).first).get().event
    }

    private func rejection(_ text: String, _ call: SegmentCall = .track) throws -> Rejection? {
        try decode(text, call).first?.rejection
    }

    @Test func `a track call becomes an event`() throws {
        let event = try event(
            #"""
            {"userId":"u1","anonymousId":"a1","event":"Order Completed","messageId":"m1",
             "timestamp":"2026-03-01T10:00:00+02:00","properties":{"total":12.50,"items":[1]},
             "context":{"ip":"203.0.113.7"},"integrations":{"All":true},"unknown":[1]}
            """#
        )
        #expect(event.kind == .track)
        #expect(event.type == "Order Completed")
        #expect(event.messageID == "m1")
        #expect(event.timestamp.iso8601 == "2026-03-01T08:00:00.000Z")
        #expect(
            event.identities == [.init(namespace: "userId", value: "u1"), .init(namespace: "anonymousId", value: "a1")]
        )
        #expect(event.properties.jsonText == #"{"total":12.50,"items":[1]}"#)
        #expect(event.context == ["ip": "203.0.113.7"])
        #expect(event.traits.isNull)
        #expect(event.isHistorical == false)
    }

    @Test func `traits come from both places and email and phone are identities`() throws {
        let event = try event(
            #"""
            {"userId":7,"traits":{"plan":"gold","email":"a@example.org"},
             "context":{"traits":{"plan":"silver","phone":4912345,"city":"Bonn"}}}
            """#,
            .identify
        )
        #expect(event.type == "identify")
        #expect(event.traits == ["plan": "gold", "phone": 4_912_345, "city": "Bonn", "email": "a@example.org"])
        #expect(
            event.identities.map { "\($0.namespace):\($0.value)" } == [
                "userId:7", "email:a@example.org", "phone:4912345",
            ]
        )
    }

    @Test func `a group's traits are the group's own`() throws {
        let event = try event(
            #"{"userId":"u","groupId":42,"traits":{"name":"Blue Note","email":"office@example.org"}}"#,
            .group
        )
        #expect(event.properties == ["name": "Blue Note", "email": "office@example.org", "groupId": "42"])
        #expect(event.traits.isNull)
        #expect(event.identities == [.init(namespace: "userId", value: "u")])
    }

    @Test func `a page has its name among its properties`() throws {
        let event = try event(#"{"anonymousId":"a","name":"Home","category":"Shop","properties":{"path":"/"}}"#, .page)
        #expect(event.type == "page")
        #expect(event.properties == ["path": "/", "name": "Home", "category": "Shop"])
    }

    @Test func `an alias names the former identity`() throws {
        let alias = try event(#"{"userId":"u","previousId":"p"}"#, .alias)
        #expect(alias.previousIdentity == Identity(namespace: "userId", value: "p"))
        let anonymous = try event(#"{"userId":"u","previousId":"p","anonymousId":"p"}"#, .alias)
        #expect(anonymous.previousIdentity == Identity(namespace: "anonymousId", value: "p"))
    }

    @Test func `null and blank ids are none`() throws {
        let event = try event(#"{"userId":null,"anonymousId":"a","event":"x","messageId":"","properties":null}"#)
        #expect(event.identities == [.init(namespace: "anonymousId", value: "a")])
        #expect(event.messageID == nil)
        #expect(event.properties.isNull)
        #expect(event.timestamp == received)
    }

    @Test func `an empty array of a client in PHP is an empty object`() throws {
        #expect(try event(#"{"userId":"u","event":"x","properties":[],"context":[]}"#).properties == [:])
    }

    @Test(arguments: [
        // A clock an hour slow, an hour fast, right, and one that does not say.
        (#""timestamp":"2026-03-01T10:59:58Z","sentAt":"2026-03-01T11:00:00Z""#, "2026-03-01T11:59:58.000Z"),
        (#""timestamp":"2026-03-01T12:59:58Z","sentAt":"2026-03-01T13:00:00Z""#, "2026-03-01T11:59:58.000Z"),
        (#""originalTimestamp":"2026-03-01T11:00:00.5Z","sentAt":"2026-03-01T12:00:00Z""#, "2026-03-01T11:00:00.500Z"),
        (#""timestamp":"2026-03-01T12:09:59Z""#, "2026-03-01T12:09:59.000Z"),
        (#""timestamp":"2026-03-01T11:00:00Z","sentAt":"nonsense""#, "2026-03-01T11:00:00.000Z"),
        (#""timestamp":"2020-02-29""#, "2020-02-29T00:00:00.000Z"),
    ])
    func `times are corrected by the client's clock`(members: String, expected: String) throws {
        let result = try #require(decode(#"{"userId":"u","event":"x",\#(members)}"#).first).get()
        #expect(result.event.timestamp.iso8601 == expected)
        #expect(result.isClamped == false)
    }

    @Test func `an event from the future is set to its receipt and says so`() throws {
        let result = try #require(decode(#"{"userId":"u","event":"x","timestamp":"2026-03-01T12:10:01Z"}"#).first).get()
        #expect(result.event.timestamp == received)
        #expect(result.isClamped)
    }

    @Test func `a batch is corrected by its envelope and shares its context`() throws {
        let events = try decode(
            #"""
            {"sentAt":"2026-03-01T11:00:00Z","context":{"app":"shop","ip":"x"},"batch":[
              {"type":"track","userId":"u","event":"x","timestamp":"2026-03-01T10:30:00Z","context":{"ip":"y"}},
              {"type":"page","userId":"u","timestamp":"2026-03-01T10:30:00Z","sentAt":"2026-03-01T10:30:00Z"}]}
            """#,
            .batch
        ).map { try $0.get().event }
        #expect(events.map(\.timestamp.iso8601) == ["2026-03-01T11:30:00.000Z", "2026-03-01T12:00:00.000Z"])
        #expect(events.map(\.context) == [["app": "shop", "ip": "y"], ["app": "shop", "ip": "x"]])
    }

    @Test func `an import is history`() throws {
        let result = try decode(#"{"batch":[{"type":"track","userId":"u","event":"x"}]}"#, .import)
        #expect(try result.first?.get().event.isHistorical == true)
    }

    @Test(arguments: [
        ("{}", SegmentCall.track, "event.missing-name"),
        ("[]", .track, "event.not-an-object"),
        (#"{"event":"x"}"#, .track, "event.missing-identity"),
        (#"{"userId":null,"event":"x"}"#, .track, "event.missing-identity"),
        (#"{"userId":{},"event":"x"}"#, .track, "event.invalid-id"),
        (#"{"userId":1.5,"event":"x"}"#, .track, "event.invalid-id"),
        (#"{"userId":"a\u0000b","event":"x"}"#, .track, "event.invalid-id"),
        (#"{"userId":"u","event":7.5}"#, .track, "event.missing-name"),
        (#"{"userId":"u","event":" "}"#, .track, "event.missing-name"),
        (#"{"userId":"u","event":"x","properties":"y"}"#, .track, "event.invalid-field"),
        (#"{"userId":"u","traits":[1]}"#, .identify, "event.invalid-field"),
        (#"{"userId":"u","event":"x","context":3}"#, .track, "event.invalid-field"),
        (#"{"userId":"u","event":"x","timestamp":"2026-02-30"}"#, .track, "event.invalid-timestamp"),
        (#"{"userId":"u","event":"x","timestamp":1700000000}"#, .track, "event.invalid-timestamp"),
        (#"{"userId":"u"}"#, .group, "event.missing-group-id"),
        (#"{"userId":"u"}"#, .alias, "event.missing-previous-id"),
        (#"{"batch":[{"userId":"u","event":"x"}]}"#, .batch, "event.unknown-type"),
        (#"{"batch":[{"type":"trak","userId":"u","event":"x"}]}"#, .batch, "event.unknown-type"),
        (#"{"batch":[null]}"#, .batch, "event.not-an-object"),
    ])
    func `what is wrong with an event has a code`(text: String, call: SegmentCall, code: String) throws {
        #expect(try rejection(text, call)?.code.rawValue == code)
    }

    @Test func `an event of too many values is refused, one with a thousand identities is data`() throws {
        let values = Array(repeating: "0", count: 4_001).joined(separator: ",")
        #expect(
            try rejection(#"{"userId":"u","event":"x","properties":{"a":[\#(values)]}}"#)?.code.rawValue
                == "event.too-many-values"
        )
        let ids = (0..<1000).map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        let event = try event(#"{"userId":"u","event":"x","context":{"externalIds":[\#(ids)]}}"#)
        #expect(event.identities.count == 1)
    }
}
