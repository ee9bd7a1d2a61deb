import ArgumentParser
import Foundation
import Logging
import Store

/// Where the data is: what every command that touches a store takes.
struct StoreOptions: ParsableArguments {
    @Option(help: "Folder of the embedded store (default ./data).")
    var data: String?

    @Option(help: "PostgreSQL URL instead of the embedded store.")
    var database: String?

    @Option(help: "YAML file of settings.")
    var config: String?

    @Option(help: "Sandbox.")
    var sandbox = "production"

    /// Flags, then the environment, then the file.
    func configuration(_ more: [Setting: String?] = [:]) throws -> Configuration {
        var flags = more.compactMapValues(\.self)
        flags[.data] = data
        flags[.database] = database
        return try Configuration(flags: flags, environment: ProcessInfo.processInfo.environment, file: config)
    }

    /// Runs `body` on the opened stores and closes them.
    func withStores<Value: Sendable>(_ body: (Stores) async throws -> Value) async throws -> Value {
        var logger = Logger(label: "sojourn")
        logger.logLevel = .warning
        let stores = try await Stores.open(
            try configuration(),
            clock: SystemClock.source,
            logger: logger,
            sandbox: sandbox
        )
        let value = try await body(stores)
        try await stores.close()
        return value
    }
}

/// Writes to standard error, so that standard output stays data.
func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Prints a line at once, also into a pipe: for what others wait for.
func announce(_ line: String) {
    print(line)
    fflush(nil)
}
