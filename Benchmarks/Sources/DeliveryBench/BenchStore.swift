import Foundation
import Glibc
import Logging
import Store
import StorePostgres
import StoreSQLite
import Vocabulary

/// A fresh store on the database that the environment names, gone with the bench.
struct BenchStore {
    let database: String
    /// The PostgreSQL server; `nil`: embedded.
    let url: String?
    let folder: String
    private let name: String
    static let logger = {
        var logger = Logger(label: "bench")
        logger.logLevel = .warning
        return logger
    }()

    init() throws {
        url = ProcessInfo.processInfo.environment["SOJOURN_TEST_POSTGRES"]
        database = url == nil ? "sqlite" : "postgres"
        name = "bench_\(getpid())"
        folder = "\(FileManager.default.temporaryDirectory.path)/sojourn-\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func open(_ file: String = "state", schema: String? = nil, clock: TimeSource = WallClock.source) throws -> Store {
        let driver: any StoreDriver =
            if let url {
                PostgresDriver(url: url, schema: schema ?? name, logger: Self.logger)
            } else {
                try SQLiteDriver(path: "\(folder)/\(file).db", logger: Self.logger)
            }
        return Store(driver: driver, clock: clock, logger: Self.logger)
    }

    func remove() throws { try FileManager.default.removeItem(atPath: folder) }
}

enum WallClock {
    static let source = TimeSource { now() }

    static func now() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
