import Accounts
import ArgumentParser
import Foundation

/// `sojourn demo`: a ready-made sandbox, with a supervisor that starts the server again when someone kills it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Serve a record shop whose real orders stream in: 18 months in about 90 seconds, then live."
    )

    @Option(help: "Port to listen on; 0 takes a free one.") var port = 8080
    @Option(help: "How many times faster than the standard 90 seconds; `max` does not wait at all.") var speed = "1"
    @Option(help: "Folder of the demo's data; a fresh one unless given.") var data: String?
    @Option(help: "PostgreSQL URL instead of the embedded store.") var database: String?
    @Option(help: "Seed of the made-up times of day.") var seed: UInt64 = 1
    @Option(help: "The day the log is to end before, YYYY-MM-DD; today unless given.") var today: String?
    @Flag(help: "Stop when the log has reached today and print the sends of each journey.") var summary = false
    @Option(help: .hidden) var supervised: String?

    /// Standard speed: 546 days in 90 seconds.
    private static let daysPerSecond = 546.0 / 90

    func validate() throws {
        guard speed == "max" || (Double(speed).map { $0 > 0 } ?? false) else {
            throw ValidationError("--speed is a number above 0, or max")
        }
    }

    func run() async throws {
        let folder = try data ?? Self.freshFolder()
        let code = try supervised ?? Secrets.token(prefix: "")
        guard supervised != nil || summary else {
            return try await Supervisor(arguments: arguments(folder, code)).run()
        }
        let daysPerSecond = Double(speed).map { $0 * Self.daysPerSecond } ?? .infinity
        try await DemoServer(
            port: port,
            folder: folder,
            database: database,
            seed: seed,
            today: today,
            daysPerSecond: daysPerSecond,
            printsSummary: summary,
            signInCode: code
        ).run()
    }

    private func arguments(_ folder: String, _ code: String) -> [String] {
        var arguments = [
            "demo", "--supervised", code, "--port", "\(port)", "--speed", speed, "--data", folder, "--seed", "\(seed)",
        ]
        if let database { arguments += ["--database", database] }
        if let today { arguments += ["--today", today] }
        return arguments
    }

    private static func freshFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sojourn-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }
}

/// Runs this executable again as a child, and again each time it is killed; so the demo can show what a crash does.
struct Supervisor {
    let arguments: [String]

    /// Crashes in a row within seconds of their start; past it the fault is ours.
    private static let crashLimit = 5
    private static let quickCrash: TimeInterval = 5

    func run() async throws {
        var crashes = 0
        while true {
            let started = Date()
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            child.arguments = arguments
            let status = try await finish(child)
            guard child.terminationReason == .uncaughtSignal, status == SIGKILL else { throw ExitCode(status) }
            crashes = Date().timeIntervalSince(started) < Self.quickCrash ? crashes + 1 : 0
            guard crashes < Self.crashLimit else { throw ExitCode.failure }
            announce("killed; starting again where it stopped")
        }
    }

    /// Starts the child, hands it our own SIGINT and SIGTERM, and waits for its end.
    private func finish(_ child: Process) async throws -> Int32 {
        let signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { kill(child.processIdentifier, SIGTERM) }
            source.resume()
            return source
        }
        defer { for source in signals { source.cancel() } }
        return try await withCheckedThrowingContinuation { continuation in
            child.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try child.run()
            } catch {
                child.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}
