import ArgumentParser
import Backups
import Deliveries
import JSON
import Journeys
import Pipeline
import Store
import Vocabulary

/// `sojourn check`: verifies the invariants on the data; silent and 0 where all is well.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify the sums and invariants on the data; print what is off and exit 1."
    )

    @OptionGroup var store: StoreOptions
    @Option(help: "Verify a backup's folder instead, without restoring it.") var backup: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        if let backup { return try check(backup) }
        let faults = try await store.withStores { stores in
            try await stores.state.read { db in
                try LedgerCheck.faults(in: db) + JourneyCheck.faults(in: db) + PipelineCheck.faults(in: db)
            }
        }
        if json {
            var bytes: [UInt8] = []
            JSONWriter.append(["faults": .array(faults.map(AttributeValue.string))], to: &bytes)
            print(String(decoding: bytes, as: UTF8.self))
        } else {
            print(faults.isEmpty ? "all invariants hold" : faults.joined(separator: "\n"))
        }
        guard faults.isEmpty else { throw ExitCode.failure }
    }

    /// That every file is as it was written, and that this release could restore it.
    private func check(_ path: String) throws {
        let folder = try BackupFolder(path)
        try folder.verify()
        try folder.verify(migrations: Stores.migrationNames)
        print(json ? folder.backup.summary.jsonText : "the backup is whole: \(folder.backup.words)")
    }
}
