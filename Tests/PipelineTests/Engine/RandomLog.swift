import TestKit
import Vocabulary

/// Numbers that a seed determines (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A log of some people who come and go, turn out to be one another, and repeat themselves.
struct RandomLog: Sendable {
    struct Record: Sendable {
        var received: Moment
        var call: String
        var events: [String]
        /// Says again what an earlier record said.
        var isRepeat = false
    }

    private(set) var records: [Record] = []
    private var random: SeededNumbers
    private var now = TestClock().now
    private var sent: [(moment: Moment, event: String)] = []

    init(seed: UInt64, length: Int = 60) {
        random = SeededNumbers(seed: seed)
        for _ in 0..<length { add() }
    }

    var end: Moment { now }

    private mutating func add() {
        // Some records bear the same stamp.
        now = now + .milliseconds(pick([0, 0, 1, 60_000, .random(in: 0...40_000_000, using: &random)]))
        let events = (0..<Int.random(in: 1...4, using: &random)).map { _ in event() }
        let call = Int.random(in: 0..<12, using: &random) == 0 ? "import" : "batch"
        records.append(Record(received: now, call: call, events: events))
        sent += events.map { (now, $0) }
        guard Bool.random(using: &random) else { return }
        // Delivered again within two days, in any order.
        let again = sent.filter { $0.moment > now - .days(2) }.map(\.event).shuffled(using: &random).prefix(3)
        now = now + .milliseconds(pick([0, 500]))
        records.append(Record(received: now, call: "batch", events: Array(again), isRepeat: true))
    }

    private mutating func event() -> String {
        let user = "u\(Int.random(in: 0..<6, using: &random))"
        let id = "m\(sent.count)-\(UInt64.random(in: 0..<1 << 40, using: &random))"
        let moment = now - .milliseconds(pick([0, 0, 5_000, .random(in: 0...90_000_000, using: &random)]))
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            let traits = #""traits":{"email":"\#(user)@b.example","plan":"\#(pick(["gold", "basic"]))"}"#
            return call("identify", user, traits, id: id, at: moment)
        case 1:
            let previous = #""previousId":"d\#(Int.random(in: 0..<6, using: &random))""#
            return call("alias", user, previous, id: id, at: moment)
        case 2, 3:
            let device = #""anonymousId":"d\#(Int.random(in: 0..<6, using: &random))""#
            let stamp = #""messageId":"\#(id)","timestamp":"\#(moment)""#
            return #"{"type":"track","event":"\#(pick(["A", "B"]))",\#(device),\#(stamp)}"#
        default:
            let day = (now + .hours(.random(in: -50...90, using: &random))).description
            let number = Int.random(in: 0...3, using: &random)
            let properties = #""properties":{"n":\#(number),"day":"\#(day)","price":12.50}"#
            return call(
                "track",
                user,
                #""event":"\#(pick(["A", "A", "B", "C"]))",\#(properties)"#,
                id: id,
                at: moment
            )
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[.random(in: 0..<values.count, using: &random)]
    }

    private static func mail(next: String) -> String {
        #"{"id": "mail", "kind": "email", "class": "marketing", "subject": "s", "#
            + #""html": "{{links.unsubscribe}} {{brand.postalAddress}}", "next": "\#(next)"}"#
    }

    /// Journeys with everything that time, history and other people's merges can touch.
    static let journeys = [
        journey(
            "Answer",
            on: "A",
            exits: #"{"event": "C", "when": "event.properties.n = 0"}"#,
            #"{"id": "first", "kind": "waitForEvent", "event": "B", "scope": "step", "timeout": "P1D", "#
                + #""onTimeout": "mail", "onEvent": "set"}"#,
            mail(next: "pause"),
            #"{"id": "set", "kind": "updateProfile", "set": {"answered": "now()", "n": "event.properties.n"}, "#
                + #""next": "pause"}"#,
            #"{"id": "pause", "kind": "wait", "for": "PT6H", "next": "end"}"#
        ),
        journey(
            "Keyed",
            on: "B",
            entry: #""key": "event.properties.n", "reentrance": "P2D""#,
            #"{"id": "first", "kind": "wait", "until": "event.properties.day", "otherwise": "end", "next": "ask"}"#,
            #"{"id": "ask", "kind": "condition", "otherwise": "again", "cases": ["#
                + #"{"when": "xEvent[eventType = \"B\"].count() > 1", "next": "mail"}, "#
                + #"{"when": "plan = \"gold\"", "next": "mail"}]}"#,
            #"{"id": "again", "kind": "wait", "for": "PT1H", "next": "mail"}"#,
            mail(next: "end")
        ),
        journey(
            "History",
            on: "A",
            entry: #""when": "xEvent[eventType = \"A\"].count() > 2", "reentrance": "once""#,
            #"{"id": "first", "kind": "wait", "for": "P3D", "next": "mail"}"#,
            mail(next: "end")
        ),
    ]
}
