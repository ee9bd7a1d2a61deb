// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that product builds do not pay for it. The chapters it measures are links to the real ones.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

/// A chapter of the product, by a link in Sources.
func chapter(_ name: String, _ arrows: Target.Dependency...) -> Target {
    .target(name: name, dependencies: arrows, swiftSettings: settings)
}

let package = Package(
    name: "sojourn-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // The real chapters.
        .target(name: "Vocabulary", swiftSettings: settings),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq"),
        .target(
            name: "Mail", dependencies: ["Vocabulary", "CCrypto", nioCore, nioPosix, nioSSL, logging],
            swiftSettings: settings),
        chapter("JSON", "Vocabulary"),
        chapter("Expressions", "Vocabulary"),
        chapter("Templates", "Vocabulary"),
        chapter("Store", "Vocabulary", logging),
        chapter("StoreSQLite", "Store", "Vocabulary", grdb, grdbSQLite, logging),
        chapter("StorePostgres", "Store", "Vocabulary", "CPostgres", logging),
        chapter("EventLog", "Store", "Vocabulary", serviceLifecycle),
        chapter("Jobs", "Store", "Vocabulary", serviceLifecycle, logging),
        chapter("Accounts", "Store", "Vocabulary", "CCrypto"),
        chapter("Reports", "Store", "Vocabulary"),
        chapter("Profiles", "JSON", "Store", "Vocabulary"),
        chapter("Content", "Templates", "Store", "Vocabulary"),
        chapter(
            "Deliveries", "Mail", "Content", "Profiles", "Store", "Vocabulary", "JSON", "CCrypto", serviceLifecycle,
            logging),
        chapter("Journeys", "Deliveries", "Content", "Expressions", "Jobs", "JSON", "Store", "Vocabulary"),
        chapter(
            "Pipeline", "Accounts", "EventLog", "Profiles", "Journeys", "Deliveries", "Reports", "JSON", "Store", "Vocabulary",
            "CCrypto", heap, serviceLifecycle, logging),

        // The tools, a product each, built when a bench asks for them.
        .executableTarget(
            name: "RenderBench", dependencies: ["Content", "JSON", "Templates", "Vocabulary"], swiftSettings: settings),
        .executableTarget(
            name: "DeliveryBench",
            dependencies: [
                "Vocabulary", "Store", "StoreSQLite", "StorePostgres", "EventLog", "Jobs", "Accounts", "Reports", "Profiles", "Content",
                "Mail", "Deliveries", "Journeys", "Pipeline", nioPosix, logging,
            ], swiftSettings: settings),
        .executableTarget(
            name: "MailBench", dependencies: ["Mail", "Vocabulary", nioCore, nioPosix, logging], swiftSettings: settings),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
        .executableTarget(name: "Load", swiftSettings: settings),
        .executableTarget(name: "Ceiling", dependencies: ["CSQLite", "CPostgres"], swiftSettings: settings),
    ]
)
