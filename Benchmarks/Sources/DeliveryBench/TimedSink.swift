import Foundation
import Glibc
import Synchronization

/// A next hop that takes everything and remembers when it said so to each recipient; a thread a connection, because
/// smtp-sink does not tell moments.
final class TimedSink: Sendable {
    let port: Int
    private let accepted = Mutex<[String: ContinuousClock.Instant]>([:])

    init() async throws {
        port = try FreePort.find()
        let listener = try FreePort.listening(on: port)
        Thread.detachNewThread { [self] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                FreePort.sendAtOnce(socket)
                Thread.detachNewThread { self.serve(socket) }
            }
        }
    }

    func moment(of recipient: String) -> ContinuousClock.Instant? { accepted.withLock { $0[recipient] } }

    var count: Int { accepted.withLock { $0.count } }

    private func serve(_ socket: Int32) {
        defer { close(socket) }
        var stream = LineStream(socket: socket)
        stream.say("220 sink\r\n")
        var recipient = ""
        while let line = stream.line() {
            switch line.prefix(4).uppercased() {
            case "EHLO", "HELO": stream.say("250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            case "RCPT":
                recipient = String(line.dropFirst("RCPT TO:<".count).prefix { $0 != ">" })
                stream.say("250 ok\r\n")
            case "DATA":
                stream.say("354 go\r\n")
                guard stream.skipMessage() else { return }
                accepted.withLock { $0[recipient] = .now }
                stream.say("250 2.0.0 taken\r\n")
            case "QUIT": return stream.say("221 bye\r\n")
            default: stream.say("250 ok\r\n")
            }
        }
    }
}

/// Lines of a blocking socket.
struct LineStream {
    let socket: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0

    init(socket: Int32) { self.socket = socket }

    func say(_ text: String) { say(Array(text.utf8)) }

    func say(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return }
            sent += count
        }
    }

    /// The next line without its end; `nil` at the end of the stream.
    mutating func line() -> String? {
        var line: [UInt8] = []
        while true {
            if start == end, !fill() { return nil }
            if let index = buffer[start..<end].firstIndex(of: 10) {
                line += buffer[start..<index]
                start = index + 1
                return String(decoding: line.last == 13 ? line.dropLast() : line[...], as: UTF8.self)
            }
            line += buffer[start..<end]
            start = end
        }
    }

    /// Reads on to the lone dot.
    mutating func skipMessage() -> Bool {
        let dot: [UInt8] = [13, 10, 46, 13, 10]
        var matched = 2  // as if a line had ended just before
        while true {
            if start == end, !fill() { return false }
            while start < end {
                let byte = buffer[start]
                start += 1
                if byte == dot[matched] { matched += 1 } else { matched = byte == 13 ? 1 : 0 }
                if matched == dot.count { return true }
            }
        }
    }

    /// So many bytes.
    mutating func skip(_ count: Int) -> Bool {
        var left = count
        while left > 0 {
            if start == end, !fill() { return false }
            let taken = min(left, end - start)
            start += taken
            left -= taken
        }
        return true
    }

    private mutating func fill() -> Bool {
        let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
        (start, end) = (0, max(0, count))
        return count > 0
    }
}
