#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One keep-alive connection: a request on its way, then its answer.
struct Connection {
    let socket: Int32
    private var sent = 0
    private var answer: [UInt8] = []
    private(set) var began = 0.0
    private(set) var isBusy = false

    init(port: Int) { socket = System.connect(port: port) }

    mutating func send(_ bytes: [UInt8]) {
        (sent, began, isBusy) = (0, System.now(), true)
        answer.removeAll(keepingCapacity: true)
        push(bytes)
    }

    /// What to wait for; of `bytes` the first `sent` are gone.
    func events(_ bytes: [UInt8]) -> Int16 { Int16(sent < bytes.count ? POLLOUT : POLLIN) }

    mutating func push(_ bytes: [UInt8]) {
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
            guard count > 0 else {
                guard errno == EAGAIN else { System.fail("the server closed a connection") }
                return
            }
            sent += count
        }
    }

    /// - Returns: status and body once the answer is whole.
    mutating func pull() -> (status: Int, body: ArraySlice<UInt8>)? {
        var buffer = (0..<64).map { _ in UInt64(0) }
        let count = buffer.withUnsafeMutableBytes { read(socket, $0.baseAddress, $0.count) }
        guard count > 0 else {
            guard count < 0, errno == EAGAIN else { System.fail("the server closed a connection") }
            return nil
        }
        buffer.withUnsafeBytes { answer += $0.prefix(count) }
        guard let head = Self.end(ofHeadIn: answer), answer.count >= head + Self.length(answer[..<head]) else {
            return nil
        }
        isBusy = false
        let status = answer[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
        return (status, answer[head...])
    }

    private static func end(ofHeadIn bytes: [UInt8]) -> Int? {
        var index = 3
        while index < bytes.count {
            if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10 { return index + 1 }
            index += 1
        }
        return nil
    }

    /// The value of `content-length`, in whatever case it is written.
    private static func length(_ head: ArraySlice<UInt8>) -> Int {
        let name = Array("content-length:".utf8)
        for start in head.indices where start + name.count < head.endIndex && head[start] | 0x20 == name[0] {
            guard zip(head[start...], name).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
            let digits = head[(start + name.count)...].drop { $0 == 32 }.prefix { (48...57).contains($0) }
            return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        }
        return 0
    }
}
