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
            Nothing is stored and nothing is sent.
            """
    )

    @Argument(help: "The journey's definition, as `export` writes it.")
    var journey: String

    @Option(help: "The events, one JSON object a line.")
    var events: String

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() throws {
        let reading = JourneyDefinition.read(try text(of: journey))
        if !reading.diagnostics.all.isEmpty { complain("\(journey):\n\(reading.diagnostics)") }
        guard let definition = reading.definition else { throw ExitCode.failure }
        for line in JourneySimulation.lines(of: definition, events: try simulatedEvents()) {
            print(json ? line.json : line.text)
        }
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
