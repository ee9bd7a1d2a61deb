import ArgumentParser
import Backups
import FoundationEssentials
import JSON
import Logging
import Store
import Vocabulary

/// `sojourn backup`: copies a sandbox into a folder while servers run.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy everything into a new folder, while servers run: state first, then the log."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "The folder to make; it must not exist or be empty.") var folder: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let configuration = try store.configuration()
        let lock = try StorePlace(configuration: configuration, sandbox: store.sandbox).lock()
        let stores = try await Stores.present(
            configuration,
            clock: SystemClock.source,
            logger: .quiet,
            sandbox: store.sandbox
        )
        guard let stores else { throw BackupFault(.noStore, "there is no sandbox \(store.sandbox) to copy") }
        let making = BackupMaking(
            state: stores.state,
            log: stores.log,
            hits: stores.hits,
            sandbox: store.sandbox,
            release: Sojourn.configuration.version,
            progress: complain
        )
        let backup = try await making.make(in: folder)
        try await stores.close()
        withExtendedLifetime(lock) {}
        print(json ? backup.summary.jsonText : "\(folder): \(backup.words)")
    }
}

extension Backup {
    var words: String {
        "\(rows) rows of \(tables.count) tables, \(bytes) bytes, the state of \(taken), the log to \(head)"
    }

    var summary: AttributeValue {
        [
            "sandbox": .string(sandbox), "release": .string(release), "taken": .string(taken.description),
            "position": .integer(position), "head": .integer(head), "tables": .integer(Int64(tables.count)),
            "rows": .integer(rows), "bytes": .integer(bytes), "hits": .integer(Int64(hits.count)),
        ]
    }
}

extension Logger {
    /// Of commands that read all there is: what is slow there is no news.
    static var quiet: Logger {
        var logger = Logger(label: "sojourn")
        logger.logLevel = .error
        return logger
    }
}
