import Vocabulary

@testable import Journeys

/// Numbers that a seed determines (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Journeys of any shape that publishing accepts: edges lead only forwards, so there is no cycle.
struct RandomGraph {
    private var random: SeededRandom
    private let size: Int

    static func definition(seed: UInt64) -> String {
        var graph = RandomGraph(random: SeededRandom(seed: seed), size: 0)
        graph = RandomGraph(random: graph.random, size: .random(in: 1...12, using: &graph.random))
        return graph.text()
    }

    private mutating func text() -> String {
        let entry = """
            {"id": "entry", "kind": "entry", "event": "A", \(pick(keys)) \
            "reentrance": "\(pick(["once", "always", "P2D"]))", \(way("next", after: -1))}
            """
        let steps = (0..<size).map { step($0) }
        let exits =
            Bool.random(using: &random) ? #""exitRules": [{"event": "C", "when": "event.properties.n = 0"}],"# : ""
        let all = ([entry] + steps + [#"{"id": "end", "kind": "end"}"#]).joined(separator: ",\n")
        return #"{"format": "sojourn.journey/1", "name": "Random", \#(exits) "steps": [\#(all)]}"#
    }

    private let keys = ["", "", #""key": "event.properties.n","#, #""when": "event.properties.n > 1","#]

    private mutating func step(_ place: Int) -> String {
        let id = #""id": "s\#(place)""#
        let next = way("next", after: place)
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            let cases = (0...1).map { _ in #"{"when": "\#(pick(rules))", \#(way("next", after: place))}"# }
            let otherwise = Bool.random(using: &random) ? ", " + way("otherwise", after: place) : ""
            return #"{\#(id), "kind": "condition", "cases": [\#(cases.joined(separator: ","))]\#(otherwise)}"#
        case 1: return #"{\#(id), "kind": "wait", "for": "\#(pick(["PT0S", "PT6H", "P1D", "P3D"]))", \#(next)}"#
        case 2:
            let rule = pick(["event.properties.day", "addDays(now(), 1)"])
            return #"{\#(id), "kind": "wait", "until": "\#(rule)", \#(next)}"#
        case 3:
            let timeout = Bool.random(using: &random) ? #""timeout": "P2D", \#(way("onTimeout", after: place)),"# : ""
            return """
                {\(id), "kind": "waitForEvent", "event": "\(pick(["A", "B"]))", "scope": "\(pick(["run", "step"]))", \
                \(timeout) \(way("onEvent", after: place))}
                """
        case 4:
            let set = #"{"seen.s\#(place)": "now()", "n": "event.properties.n"}"#
            return #"{\#(id), "kind": "updateProfile", "set": \#(set), \#(next)}"#
        case 5: return #"{\#(id), "kind": "end"}"#
        default:
            let options = pick(["", #""awaitOutcome": true,"#, #""whenSkipped": "leave","#, #""whenSkipped": "PT6H","#])
            let mail = #""kind": "email", "class": "marketing", "subject": "s", "html": "h""#
            return "{\(id), \(mail), \(options) \(next)}"
        }
    }

    private let rules = [
        "event.properties.n > 2", "n = 1", "seen.s0 is null", "false", #"xEvent[eventType = \"B\"].count() > 1"#,
        "steps.s1 is not null", #"steps.s2.outcome = \"sent\""#,
    ]

    private mutating func way(_ name: String, after place: Int) -> String {
        let target = Int.random(in: place + 1...size, using: &random)
        let step = target == size ? "end" : "s\(target)"
        return #""\#(name)": "\#(step)""#
    }

    private mutating func pick(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
}
