// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with; each line names its proposal.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),  // …/0444-member-import-visibility.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // …/0461-async-function-isolation.md
    .treatAllWarnings(as: .error),  // …/0480-swiftpm-warning-control.md
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let serviceLifecycleTestKit = Target.Dependency.product(
    name: "ServiceLifecycleTestKit",
    package: "swift-service-lifecycle"
)
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A chapter: its name and its **direct** arrows, checked against its imports by `Scripts/ci`.
func chapter(_ name: String, _ arrows: Target.Dependency..., resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: arrows, resources: resources, swiftSettings: settings)
}

func tests(of name: String, _ arrows: Target.Dependency...) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + arrows, swiftSettings: settings)
}

let package = Package(
    name: "sojourn",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "sojourn", targets: ["Server"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // The words and the languages: no database, no network.
        chapter("Vocabulary"),
        chapter("JSON", "Vocabulary"),
        chapter("Expressions", "Vocabulary"),
        chapter("Templates", "Vocabulary"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The door to the database and what stands directly behind it.
        chapter("Store", "Vocabulary", logging),
        chapter("StoreSQLite", "Store", "Vocabulary", grdb, grdbSQLite, logging),
        chapter("StorePostgres", "Store", "Vocabulary", "CPostgres", logging),
        chapter("EventLog", "Store", "Vocabulary", serviceLifecycle),
        chapter("Jobs", "Store", "Vocabulary", serviceLifecycle, logging),
        chapter("Accounts", "Store", "Vocabulary", "CCrypto"),
        chapter("Reports", "Store", "Vocabulary"),

        // The features.
        chapter("Profiles", "JSON", "Store", "Vocabulary"),
        chapter("Content", "Templates", "Store", "Vocabulary"),
        chapter("Mail", "Vocabulary", "CCrypto", nioCore, nioPosix, nioSSL, logging),
        chapter(
            "Deliveries",
            "Mail",
            "Content",
            "Profiles",
            "Store",
            "Vocabulary",
            "JSON",
            "CCrypto",
            serviceLifecycle,
            logging
        ),
        chapter("Campaigns", "Deliveries", "Content", "Profiles", "JSON", "Store", "Vocabulary"),
        chapter("Journeys", "Deliveries", "Content", "Expressions", "Jobs", "JSON", "Store", "Vocabulary"),
        chapter(
            "Pipeline",
            "Accounts",
            "EventLog",
            "Profiles",
            "Journeys",
            "Deliveries",
            "Reports",
            "JSON",
            "Store",
            "Vocabulary",
            "CCrypto",
            heap,
            serviceLifecycle,
            logging
        ),

        chapter(
            "Backups",
            "Pipeline",
            "Journeys",
            "Deliveries",
            "Profiles",
            "JSON",
            "Store",
            "Vocabulary",
            "CCrypto"
        ),

        // The faces, and what their answers share.
        chapter("Web", httpTypes),
        chapter(
            "API",
            "Pipeline",
            "EventLog",
            "Campaigns",
            "Journeys",
            "Content",
            "Mail",
            "Profiles",
            "Deliveries",
            "Accounts",
            "Reports",
            "JSON",
            "Store",
            "Vocabulary",
            "Web",
            "CZlib",
            httpTypes,
            hummingbird,
            nioCore,
            nioHTTPTypes,
            logging
        ),
        chapter(
            "Console",
            "Pipeline",
            "EventLog",
            "Content",
            "Mail",
            "Profiles",
            "Campaigns",
            "Journeys",
            "Deliveries",
            "Accounts",
            "Reports",
            "JSON",
            "Store",
            "Vocabulary",
            "Web",
            "CCrypto",
            httpTypes,
            hummingbird,
            nioCore,
            nioPosix,
            serviceLifecycle,
            logging,
            resources: [.copy("Assets")]
        ),
        chapter(
            "Demo",
            "Mail",
            "JSON",
            "Store",
            "Vocabulary",
            nioCore,
            nioHTTP1,
            nioPosix,
            serviceLifecycle,
            logging,
            resources: [.copy("Data")]
        ),
        .executableTarget(
            name: "Server",
            dependencies: [
                "Vocabulary", "JSON", "Expressions", "Templates", "Store", "StoreSQLite", "StorePostgres", "EventLog",
                "Jobs", "Accounts", "Reports",
                "Profiles", "Content", "Mail", "Deliveries", "Campaigns", "Journeys", "Pipeline", "Backups", "API",
                "Console",
                "Demo",
                argumentParser, hummingbird, hummingbirdCore, logging, nioCore, nioPosix, serviceLifecycle,
                unixSignals, yams,
            ],
            swiftSettings: settings
        ),

        // The tests.
        .target(
            name: "TestKit",
            dependencies: ["Store", "StoreSQLite", "StorePostgres", "Vocabulary", logging],
            path: "Tests/TestKit",
            swiftSettings: settings
        ),
        tests(of: "Vocabulary"),
        tests(of: "JSON", "Vocabulary"),
        tests(of: "Expressions", "Vocabulary"),
        tests(of: "Templates", "Vocabulary"),
        tests(of: "Store", "TestKit", "Vocabulary"),
        tests(of: "EventLog", "Store", "TestKit", "Vocabulary"),
        tests(of: "Jobs", "Store", "TestKit", "Vocabulary", logging, serviceLifecycle, serviceLifecycleTestKit),
        tests(of: "Reports", "Vocabulary"),
        tests(of: "Profiles", "Store", "TestKit", "Vocabulary"),
        tests(of: "Content", "Store", "TestKit", "Vocabulary"),
        tests(of: "Mail", "TestKit", "Vocabulary", logging, nioCore, nioPosix),
        tests(
            of: "Deliveries",
            "Content",
            "Mail",
            "Profiles",
            "Store",
            "TestKit",
            "Vocabulary",
            logging,
            nioPosix,
            serviceLifecycle
        ),
        tests(
            of: "Campaigns",
            "Content",
            "Deliveries",
            "Profiles",
            "Store",
            "TestKit",
            "Vocabulary",
            logging
        ),
        tests(of: "Journeys", "Content", "Deliveries", "JSON", "Jobs", "Store", "TestKit", "Vocabulary"),
        tests(
            of: "Pipeline",
            "Accounts",
            "Content",
            "Deliveries",
            "EventLog",
            "JSON",
            "Jobs",
            "Journeys",
            "Profiles",
            "Reports",
            "Store",
            "TestKit",
            "Vocabulary",
            logging
        ),
        tests(
            of: "Backups",
            "Accounts",
            "Content",
            "Deliveries",
            "EventLog",
            "Jobs",
            "Journeys",
            "Pipeline",
            "Profiles",
            "Reports",
            "Store",
            "TestKit",
            "Vocabulary"
        ),
        tests(
            of: "API",
            "Accounts",
            "Campaigns",
            "CZlib",
            "Content",
            "Deliveries",
            "EventLog",
            "JSON",
            "Jobs",
            "Journeys",
            "Mail",
            "Pipeline",
            "Profiles",
            "Reports",
            "Store",
            "TestKit",
            "Vocabulary",
            httpTypes,
            hummingbird,
            hummingbirdCore,
            logging,
            nioCore,
            nioPosix,
            serviceLifecycle
        ),
        tests(
            of: "Console",
            "Accounts",
            "Campaigns",
            "Content",
            "Deliveries",
            "EventLog",
            "Jobs",
            "Journeys",
            "Mail",
            "Pipeline",
            "Profiles",
            "Reports",
            "Store",
            "TestKit",
            "Vocabulary",
            "Web",
            hummingbird,
            logging,
            nioCore,
            serviceLifecycle
        ),
    ]
)
