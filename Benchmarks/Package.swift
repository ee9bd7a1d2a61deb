// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that product builds do not pay for it. The chapters it measures are links to the real ones.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "sojourn-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        // The real chapters.
        .target(name: "Vocabulary", swiftSettings: settings),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq"),
        .target(
            name: "Mail", dependencies: ["Vocabulary", "CCrypto", nioCore, nioPosix, nioSSL, logging],
            swiftSettings: settings),
        .target(name: "JSON", dependencies: ["Vocabulary"], swiftSettings: settings),
        .target(name: "Templates", dependencies: ["Vocabulary"], swiftSettings: settings),
        .target(name: "Store", dependencies: ["Vocabulary", logging], swiftSettings: settings),
        .target(name: "Content", dependencies: ["Templates", "Store", "Vocabulary"], swiftSettings: settings),

        // The tools, a product each, built when a bench asks for them.
        .executableTarget(
            name: "RenderBench", dependencies: ["Content", "JSON", "Templates", "Vocabulary"], swiftSettings: settings),
        .executableTarget(
            name: "MailBench", dependencies: ["Mail", "Vocabulary", nioCore, nioPosix, logging], swiftSettings: settings),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
        .executableTarget(name: "Load", swiftSettings: settings),
        .executableTarget(name: "Ceiling", dependencies: ["CSQLite", "CPostgres"], swiftSettings: settings),
    ]
)
