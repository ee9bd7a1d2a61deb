import Accounts
import ArgumentParser
import Foundation
import Synchronization

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
    @Option(help: "Only the first so many of the 23,570 customers: a smaller, faster demo.") var customers = 23_570
    @Flag(help: "Stop when the log has reached today and print the sends of each journey.") var summary = false
    @Flag(help: "Open the console in the browser, where there is a display.") var open = false
    @Option(help: .hidden) var supervised: String?

    /// Standard speed: 546 days in 90 seconds.
    private static let daysPerSecond = 546.0 / 90

    func validate() throws {
        guard speed == "max" || (Double(speed).map { $0 > 0 } ?? false) else {
            throw ValidationError("--speed is a number above 0, or max")
        }
        guard customers > 0 else { throw ValidationError("--customers is a number above 0") }
    }

    func run() async throws {
        // One port for the whole demo: links in mails name it, and after a crash the browser looks for it.
        let port = try await self.port == 0 ? FreePort.find() : self.port
        let folder = try data ?? Self.freshFolder()
        let code = try supervised ?? Secrets.token(prefix: "")
        guard supervised != nil || summary else {
            return try await Supervisor(arguments: arguments(folder, code, port), opens: open).run()
        }
        let daysPerSecond = Double(speed).map { $0 * Self.daysPerSecond } ?? .infinity
        try await DemoServer(
            port: port,
            folder: folder,
            database: database,
            seed: seed,
            today: today,
            customers: customers,
            daysPerSecond: daysPerSecond,
            printsSummary: summary,
            opensBrowser: open,
            signInCode: code
        ).run()
    }

    private func arguments(_ folder: String, _ code: String, _ port: Int) -> [String] {
        var arguments = [
            "demo", "--supervised", code, "--port", "\(port)", "--speed", speed, "--data", folder, "--seed", "\(seed)",
            "--customers", "\(customers)",
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
    /// Whether the first child opens the browser; after a crash it is open.
    let opens: Bool

    /// Crashes in a row within seconds of their start; past it the fault is ours.
    private static let crashLimit = 5
    private static let quickCrash: TimeInterval = 5

    func run() async throws {
        let running = RunningChild()
        let signals = running.takeSignals()
        defer { for source in signals { source.cancel() } }
        var (crashes, isFirst) = (0, true)
        while true {
            let started = Date()
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            child.arguments = arguments + (opens && isFirst ? ["--open"] : [])
            isFirst = false
            let status = try await finish(child, as: running)
            let isCrash = child.terminationReason == .uncaughtSignal && status == SIGKILL
            guard isCrash, !running.isEnding else { throw ExitCode(status) }
            crashes = Date().timeIntervalSince(started) < Self.quickCrash ? crashes + 1 : 0
            guard crashes < Self.crashLimit else { throw ExitCode.failure }
            announce("killed; starting again where it stopped")
        }
    }

    private func finish(_ child: Process, as running: RunningChild) async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            child.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try child.run()
                running.began(child.processIdentifier)
            } catch {
                child.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}

/// The child of the moment, which gets the signals that we are sent.
private final class RunningChild: Sendable {
    private let state = Mutex<(pid: Int32?, isEnding: Bool)>((nil, false))

    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Whoever was asked to end while no child ran asks this one.
    func began(_ pid: Int32) {
        let isEnding = state.withLock { state in
            state.pid = pid
            return state.isEnding
        }
        if isEnding { kill(pid, SIGTERM) }
    }

    /// Once for all children: a source that is taken away gives the signal its old meaning back, at some later time.
    func takeSignals() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { self.end() }
            source.resume()
            return source
        }
    }

    private func end() {
        let pid = state.withLock { state in
            state.isEnding = true
            return state.pid
        }
        if let pid { kill(pid, SIGTERM) }
    }
}
