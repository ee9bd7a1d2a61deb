import ArgumentParser
import Foundation
import Journeys
import Vocabulary

/// `sojourn simulate`: what a journey would do, walked by the real engine under a virtual clock, in memory.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Walk a journey under a virtual clock and print each step with its moment.",
        discussion: """
            EVENTS is a JSON Lines file of calls in Segment's form: userId (or anonymousId), event, timestamp, and if \
            wanted properties, traits and context. Each is received at its own timestamp; waits take no real time. \
            Nothing is stored and nothing is sent: a message for which a run rests counts as sent at once, or comes out \
            as --outcome says.
            """
    )

    @Argument(help: "The journey's definition, as `export` writes it.")
    var journey: String

    @Option(help: "The events, one JSON object a line.")
    var events: String

    @Option(help: "What becomes of a step's messages: STEP=skipped:cap_day. May be repeated.")
    var outcome: [String] = []

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() throws {
        let reading = JourneyDefinition.read(try text(of: journey))
        if !reading.diagnostics.all.isEmpty { complain("\(journey):\n\(reading.diagnostics)") }
        guard let definition = reading.definition else { throw ExitCode.failure }
        let events = try simulatedEvents()
        for line in JourneySimulation.lines(of: definition, events: events, fates: try fates()) {
            print(json ? line.json : line.text)
        }
    }

    func validate() throws { _ = try fates() }

    private func fates() throws -> [StepID: SimulatedFate] {
        let pairs = try outcome.map { text -> (StepID, SimulatedFate) in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let fate = SimulatedFate(parts[1]) else {
                throw ValidationError("--outcome is STEP=STATE or STEP=STATE:REASON, as in thanks=skipped:cap_day")
            }
            return (StepID(parts[0]), fate)
        }
        return Dictionary(pairs) { _, later in later }
    }

    private func simulatedEvents() throws -> [SimulatedEvent] {
        let lines = try text(of: events)
        do throws(Diagnostics) {
            return try SimulatedEvent.events(in: lines)
        } catch {
            complain("\(events):\n\(error)")
            throw ExitCode.failure
        }
    }

    private func text(of path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            complain("\(path) cannot be read as UTF-8 text")
            throw ExitCode.failure
        }
    }
}
