import Foundation
import Glibc

/// A program beside the bench, stopped with it.
///
/// Not by Foundation's `Process`: it hands on the signals that its thread blocks, and `openssl speed` waits for one.
struct Child {
    let identifier: pid_t

    struct NotStarted: Error { var path: String }

    /// - Parameter output: where its standard output goes; `nil`: nowhere.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        output: Int32? = nil
    ) throws {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        posix_spawn_file_actions_init(&actions)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var (words, values) = (([path] + arguments).map { strdup($0) } + [nil], variables.map { strdup($0) } + [nil])
        defer { for text in words + values { free(text) } }
        var process = pid_t()
        guard posix_spawn(&process, path, &actions, &attributes, &words, &values) == 0 else {
            throw NotStarted(path: path)
        }
        identifier = process
    }

    func stop() {
        kill(identifier, SIGTERM)
        wait()
    }

    func wait() {
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
    }

    /// Runs a program to its end and gives what it printed.
    static func output(of path: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let pipe = Pipe()
        let child = try Child(
            path,
            arguments,
            environment: environment,
            output: pipe.fileHandleForWriting.fileDescriptor
        )
        try pipe.fileHandleForWriting.close()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        child.wait()
        return String(decoding: data, as: UTF8.self)
    }
}

/// Postfix's smtp-sink on a free port.
struct Sink {
    let port: Int
    let child: Child

    init() async throws {
        port = try FreePort.find()
        child = try Child("Scripts/smtp-sink", ["127.0.0.1:\(port)", "1000"])
        try await FreePort.wait(for: port)
    }

    func stop() { child.stop() }
}

enum FreePort {
    struct NoPort: Error {}

    static func find() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isBound else { throw NoPort() }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Returns when somebody listens.
    static func wait(for port: Int) async throws {
        for _ in 0..<6000 {
            if let socket = connected(to: port) {
                close(socket)
                return
            }
            // Another program's port: nothing tells when it opens, so it is tried.
            try await Task.sleep(for: .milliseconds(10))
        }
        throw NoPort()
    }

    static func connected(to port: Int) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(socket)
            return nil
        }
        sendAtOnce(socket)
        return socket
    }

    static func listening(on port: Int) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let isListening = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 && listen(socket, 128) == 0
            }
        }
        guard isListening else { throw NoPort() }
        return socket
    }

    static func sendAtOnce(_ socket: Int32) {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
