import ArgumentParser
import Foundation
import JSON
import Vocabulary

/// `sojourn eval`: an expression's answer, for one given on the command line or many from standard input.
struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate an expression on a profile and its events.",
        discussion: """
            Prints {"value":…,"validUntil":…}, where validUntil is the moment up to which the answer holds (null: \
            forever), or {"error":…,"diagnostics":[…]}. With --jsonl each line of standard input is \
            {"expr":…,"profile":…,"events":[…],"event":…,"now":…,"zone":…}, of which all but expr may be missing, and \
            each line of output is the answer to one.
            """
    )

    @Argument(help: "The expression.")
    var expression: String?

    @Option(help: "A JSON file with the profile's attributes.")
    var profile: String?

    @Option(help: "A JSON array or JSON Lines file with the profile's events: eventType, timestamp, properties.")
    var events: String?

    @Option(help: "The moment to evaluate at, in ISO 8601; otherwise the present one.")
    var now: String?

    @Option(help: "The time zone of days and of times without an offset.")
    var zone = "UTC"

    @Flag(help: "Read JSON Lines from standard input.")
    var jsonl = false

    @Flag(help: "Print JSON, as it does anyway.")
    var json = false

    func validate() throws {
        guard (expression == nil) == jsonl else { throw ValidationError("Give either an EXPRESSION or --jsonl.") }
        guard !jsonl || (profile == nil && events == nil && now == nil) else {
            throw ValidationError("With --jsonl the profile, the events and now stand in each line.")
        }
    }

    func run() async throws {
        guard let expression else { return answerLines() }
        let answer = EvalRequest.answer {
            var request = EvalRequest(expression: expression, now: SystemClock.now())
            if let profile { request.profile = try JSONDocument(parsing: read(profile)).root.attributeValue() }
            if let events { try request.setHistory(parsing: read(events)) }
            if let now { try request.setNow(now) }
            try request.setZone(zone)
            return request
        }
        write(answer.line)
        if answer.isError { throw ExitCode.failure }
    }

    private func answerLines() {
        while let line = readLine() {
            guard !line.isEmpty else { continue }
            write(EvalRequest.answer { try EvalRequest(line: Array(line.utf8), now: SystemClock.now()) }.line)
        }
    }

    private func read(_ path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw EvalRequest.Malformed(description: "\(path) cannot be read")
        }
    }

    /// Unbuffered, so that a program can ask line by line.
    private func write(_ line: [UInt8]) { FileHandle.standardOutput.write(Data(line + [UInt8(ascii: "\n")])) }
}
