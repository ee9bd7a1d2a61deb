import Foundation

/// One kept-alive connection that posts and waits for the answer.
struct HTTPConnection {
    private var stream: LineStream
    private let head: String

    struct Broken: Error {}

    init(port: Int, path: String, writeKey: String) throws {
        guard let socket = FreePort.connected(to: port) else { throw Broken() }
        stream = LineStream(socket: socket)
        let credentials = Data("\(writeKey):".utf8).base64EncodedString()
        head = """
            POST \(path) HTTP/1.1\r\nHost: bench\r\nAuthorization: Basic \(credentials)\r\n\
            Content-Type: application/json\r\nContent-Length: 
            """
    }

    /// - Returns: the status.
    mutating func post(_ body: [UInt8]) throws -> Int {
        stream.say(Array("\(head) \(body.count)\r\n\r\n".utf8) + body)
        guard let status = stream.line()?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Broken()
        }
        var length = 0
        while let line = stream.line(), !line.isEmpty {
            if line.lowercased().hasPrefix("content-length:") { length = Int(line.filter(\.isNumber)) ?? 0 }
        }
        guard stream.skip(length) else { throw Broken() }
        return status
    }
}
