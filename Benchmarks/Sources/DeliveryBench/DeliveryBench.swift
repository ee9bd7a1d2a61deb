import Foundation
import Mail

/// The speed of sending and of step transitions, each figure a line of JSON beside a ceiling measured in the same run.
///
///     DeliveryBench fanout rsa|ed25519 [--messages N] [--connections N]
///     DeliveryBench transitions [--sleeping N] [--due N]
///     DeliveryBench latency --server .build/release/sojourn [--pending N] [--seconds N]
///
/// On SQLite; on PostgreSQL where SOJOURN_TEST_POSTGRES names one (`Scripts/postgres --durable run`). To be run from
/// the root of the repository, where it finds Scripts/smtp-sink.
@main struct DeliveryBench {
    static func main() async throws {
        let arguments = Arguments(CommandLine.arguments.dropFirst())
        switch arguments.words.first {
        case "fanout":
            let algorithm = arguments.words.dropFirst().first.flatMap(DKIMKey.Algorithm.init(rawValue:)) ?? .rsa
            try await FanOut(algorithm, arguments).run()
        case "transitions": try await Transitions(arguments).run()
        case "latency": try await EventToMail(arguments).run()
        default: print("DeliveryBench fanout rsa|ed25519 | transitions | latency --server PATH")
        }
    }
}

/// Words and `--name value` pairs.
struct Arguments {
    private(set) var words: [String] = []
    private var options: [String: String] = [:]

    init(_ arguments: some Sequence<String>) {
        var name: String?
        for argument in arguments {
            if let option = name {
                options[option] = argument
                name = nil
            } else if argument.hasPrefix("--") {
                name = String(argument.dropFirst(2))
            } else {
                words.append(argument)
            }
        }
    }

    subscript(name: String) -> String? { options[name] }

    func number(_ name: String, or standard: Int) -> Int { options[name].flatMap { Int($0) } ?? standard }
}
