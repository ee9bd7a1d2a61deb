import ArgumentParser
import EventLog
import Foundation
import JSON
import Logging
import Pipeline
import Store
import Vocabulary

/// `sojourn import`: streams a file of history in; it changes profiles and enters no journey.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stream a CSV or JSON Lines file of profiles or events in.",
        discussion: """
            A CSV file has a header. Of profiles: `userId` (or `anonymousId` or `email`) and a column a trait. Of events: \
            also `event` and `timestamp`, and a column a property. A line of JSON is one Segment call. The import goes on \
            where it stopped when run again; lines that are refused go to FILE.rejected, one JSON object each with \
            the line's number, the reason and the line.
            """
    )

    enum Kind: String, ExpressibleByArgument, CaseIterable { case profiles, events }

    @OptionGroup var store: StoreOptions
    @Argument(help: "profiles or events.") var kind: Kind
    @Argument(help: "The file: .csv, else JSON Lines.") var file: String
    @Flag(help: "Begin at the file's first line, whatever was taken before.") var fromStart = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let report: Importer.Report
        do {
            report = try await store.withStores { stores in try await take(in: stores) }
        } catch let refusal as ImportSource.Refusal {
            complain("\(refusal)")
            throw ExitCode.failure
        } catch let refusal as IntakeRefusal {
            complain(Self.text(of: refusal))
            throw ExitCode.failure
        }
        print(json ? report.json : report.text)
    }

    private func take(in stores: Stores) async throws -> Importer.Report {
        let log = try await EventLog(store: stores.log, floor: .epoch) {}
        let pressure = BackPressure(folder: stores.folder)
        let importer = Importer(stores: stores, intake: Intake(log: log, pressure: pressure), pressure: pressure)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await log.run() }
            let report = try await importer.run(file, kind: kind, fromStart: fromStart)
            group.cancelAll()
            return report
        }
    }

    private static func text(of refusal: IntakeRefusal) -> String {
        switch refusal {
        case .busy: "too much waits to be processed; start the server, then run the import again to go on"
        case .diskFull: "the disk is nearly full; make room, then run the import again to go on"
        }
    }
}
