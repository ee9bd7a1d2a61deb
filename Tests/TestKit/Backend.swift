import Logging
import Store
import StorePostgres
import StoreSQLite
import Synchronization
import Vocabulary

#if canImport(Glibc)
import Glibc
#endif

/// The databases that every store suite runs on: `@Test(arguments: Backend.available)`.
package enum Backend: String, CaseIterable, Sendable, CustomStringConvertible {
    case sqlite
    case postgres

    /// Both; `SOJOURN_TEST_POSTGRES` names the cluster, and only a developer's machine may do without it.
    package static var available: [Backend] {
        if environment("SOJOURN_TEST_POSTGRES") != nil { return allCases }
        precondition(environment("CI") == nil, "SOJOURN_TEST_POSTGRES is not set: run the tests by Scripts/ci")
        return [.sqlite]
    }

    package var description: String { rawValue }

    /// A new, empty store with `migrations` applied, on a clock that the test moves.
    package func freshStore(
        migrations: [Migration],
        clock: TestClock = TestClock()
    ) async throws -> Store {
        let store = try open(name: Self.freshName(), clock: clock)
        try await store.migrate(migrations)
        return store
    }

    /// The store called `name`, made where it is missing; the same name opens the same data.
    package func open(name: String, clock: TestClock) throws -> Store {
        Store(driver: try driver(name: name), clock: clock.source, logger: Logger(label: "test"))
    }

    /// What stands behind `open`, for a test that watches what goes through the door.
    package func driver(name: String) throws -> any StoreDriver {
        let logger = Logger(label: "test")
        return switch self {
        case .sqlite: try SQLiteDriver(path: Self.folder + "/\(name).db", logger: logger)
        case .postgres:
            PostgresDriver(
                url: Self.environment("SOJOURN_TEST_POSTGRES") ?? "",
                schema: name,
                connections: 4,
                logger: logger
            )
        }
    }

    private static let counter = Atomic<Int>(0)

    package static func freshName() -> String {
        "t\(getpid())_\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    /// A folder of its own for a test's files; made by whoever writes there.
    package static func freshFolder() -> String { "\(folder)/\(freshName())" }

    private static let folder: String = {
        var template = Array("\(environment("TMPDIR") ?? "/tmp")/sojourn-tests-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("no folder for test databases") }
        return String(cString: made)
    }()

    private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    private let moment: Mutex<Moment>

    package init(_ start: Moment = CivilTime(year: 2026, month: 3, day: 1, hour: 10).utcMoment) {
        moment = Mutex(start)
    }

    package var now: Moment { moment.withLock { $0 } }

    package var source: TimeSource { TimeSource { self.now } }

    package func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }

    package func set(_ new: Moment) { moment.withLock { $0 = new } }
}
