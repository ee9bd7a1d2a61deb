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
            where it stopped when run again; lines that are refused go to FILE.rejected with their reasons.
            """
    )

    enum Kind: String, ExpressibleByArgument, CaseIterable { case profiles, events }

    @OptionGroup var store: StoreOptions
    @Argument(help: "profiles or events.") var kind: Kind
    @Argument(help: "The file: .csv, else JSON Lines.") var file: String

    func run() async throws {
        let source = try ImportSource(path: file, kind: kind)
        try await store.withStores { stores in
            let log = try await EventLog(store: stores.log, floor: .epoch) {}
            let importer = Importer(
                stores: stores,
                intake: Intake(log: log, pressure: BackPressure(folder: stores.folder))
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await log.run() }
                let report = try await importer.run(source, file: file)
                complain(report)
                group.cancelAll()
            }
        }
    }
}
