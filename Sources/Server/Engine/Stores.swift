import Accounts
import Campaigns
import Content
import Deliveries
import EventLog
import FoundationEssentials
import Jobs
import Journeys
import Logging
import Pipeline
import Profiles
import Reports
import Store
import StorePostgres
import StoreSQLite

/// A sandbox's two stores: the inbox, and the state of everything else.
///
/// Embedded they are two files, so that taking events in never waits for processing them; on PostgreSQL both are one
/// schema.
struct Stores: Sendable {
    let state: Store
    let log: Store
    /// Where the embedded files are; `nil` on PostgreSQL.
    let folder: String?
    /// Where opens and clicks wait for the database; a process's own, also on PostgreSQL.
    let hits: String
    /// Keeps a restore from taking the embedded files away.
    var lock: StoreLock?

    static let stateMigrations =
        accountMigrations + reportMigrations + profileMigrations + contentMigrations + deliveryMigrations
        + journeyMigrations + campaignMigrations + pipelineMigrations + jobMigrations + ImportTable.migrations

    /// Opens, makes what is missing, and brings the schema up to date.
    static func open(
        _ configuration: Configuration,
        clock: TimeSource,
        logger: Logger,
        sandbox: String = "production"
    ) async throws -> Stores {
        let place = StorePlace(configuration: configuration, sandbox: sandbox)
        let lock = try place.lock()
        place.settle()
        var stores = try connect(configuration, clock: clock, logger: logger, sandbox: sandbox)
        stores.lock = lock
        try await stores.state.migrate(stateMigrations)
        try await stores.log.migrate(eventLogMigrations)
        let said = try configuration.brand()
        if !said.isEmpty { try await stores.state.write { db in try BrandTable.save(said, in: db) } }
        return stores
    }

    /// The stores of a sandbox as they are, for who copies or restores them; `nil` where there are none.
    static func present(
        _ configuration: Configuration,
        clock: TimeSource,
        logger: Logger,
        sandbox: String
    ) async throws -> Stores? {
        let place = StorePlace(configuration: configuration, sandbox: sandbox)
        place.settle()
        if configuration[.database] == nil, !FileManager.default.fileExists(atPath: "\(place.folder)/state.db") {
            return nil
        }
        let stores = try connect(configuration, clock: clock, logger: logger, sandbox: sandbox)
        guard try await stores.state.applied().isEmpty else { return stores }
        try await stores.close()
        return nil
    }

    /// The drivers of a sandbox's stores; makes what is missing, but no table.
    static func connect(
        _ configuration: Configuration,
        clock: TimeSource,
        logger: Logger,
        sandbox: String
    ) throws -> Stores {
        let folder = "\(configuration.dataFolder)/\(sandbox)"
        if let url = configuration[.database] {
            let driver = PostgresDriver(url: url, schema: sandbox, logger: logger)
            let store = Store(driver: driver, clock: clock, logger: logger)
            let log = Store(
                driver: PostgresDriver(url: url, schema: sandbox, connections: 2, logger: logger),
                clock: clock,
                logger: logger
            )
            return Stores(state: store, log: log, folder: nil, hits: "\(folder)/hits")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return Stores(
            state: try file("\(folder)/state.db", clock: clock, logger: logger),
            log: try file("\(folder)/log.db", layout: .blocks, clock: clock, logger: logger),
            folder: folder,
            hits: "\(folder)/hits"
        )
    }

    /// An embedded store in one file, made where it is missing.
    static func file(
        _ path: String,
        layout: SQLiteDriver.Layout = .rows,
        clock: TimeSource,
        logger: Logger
    ) throws -> Store {
        Store(driver: try SQLiteDriver(path: path, layout: layout, logger: logger), clock: clock, logger: logger)
    }

    func close() async throws {
        try await state.close()
        try await log.close()
    }
}
