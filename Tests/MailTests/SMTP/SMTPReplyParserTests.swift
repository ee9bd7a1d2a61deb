import NIOCore
import Testing

@testable import Mail

struct SMTPReplyParserTests {
    @Test(arguments: [
        ("250 Ok\r\n", "250 Ok"), ("250\r\n", "250 "), ("250 2.1.0 Ok\r\n", "250 2.1.0 Ok"),
        ("250-a\r\n250-b\r\n250 c\r\n", "250 a b c"), ("550-5.1.1 No\r\n550 5.1.1 user\r\n", "550 5.1.1 No user"),
        ("250 5.1.1 odd\r\n", "250 5.1.1 odd"), ("220 \u{1}\u{7F}x\n", "220 ??x"),
    ])
    func `a reply is read whole or byte by byte`(wire: String, reply: String) throws {
        for size in [wire.utf8.count, 1] {
            var parser = SMTPReplyParser()
            var replies: [String] = []
            for start in stride(from: 0, to: wire.utf8.count, by: size) {
                var bytes = ByteBuffer(bytes: Array(wire.utf8)[start..<start + size])
                parser.append(&bytes)
                while let reply = try parser.next() { replies.append(reply.description) }
            }
            #expect(replies == [reply])
            #expect(!parser.hasBytes)
        }
    }

    @Test(arguments: [
        "hello\r\n", "\r\n", "99\r\n", "999 x\r\n", "100 x\r\n", "250x\r\n", "250-a\r\n251 b\r\n", "\0\0\0\0\n",
        String(repeating: "x", count: 5000), String(repeating: "250-x\r\n", count: 200),
        "HTTP/1.1 400 Bad Request\r\n", "٢٥٠ x\r\n",
    ])
    func `what is no reply is garbage`(wire: String) {
        var parser = SMTPReplyParser()
        var bytes = ByteBuffer(string: wire)
        parser.append(&bytes)
        #expect(throws: SMTPReplyParser.Garbage.self) { while try parser.next() != nil {} }
    }

    @Test func `a class that contradicts the code is text`() throws {
        var parser = SMTPReplyParser()
        var bytes = ByteBuffer(string: "250 5.1.1 odd\r\n550 5.1.1 even\r\n")
        parser.append(&bytes)
        #expect(try parser.next()?.enhanced == nil)
        #expect(try parser.next()?.enhanced == EnhancedStatus(5, 1, 1))
    }
}
