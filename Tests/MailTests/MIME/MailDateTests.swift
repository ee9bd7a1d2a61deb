import Testing
import Vocabulary

@testable import Mail

struct MailDateTests {
    @Test func `a date is read back as it was written`() throws {
        let moment = try #require(Moment(iso8601: "2026-11-21T06:21:21Z"))
        #expect(MailDate.text(moment) == "Sat, 21 Nov 2026 06:21:21 +0000")
        #expect(MailDate.moment(MailDate.text(moment)) == moment)
    }

    @Test(arguments: [
        "", "yesterday", "Sat, 21 Nov 2026 06:21:21 +0100", "Sat, 21 Now 2026 06:21:21 +0000",
        "Sat, 21 Nov 2026 06:21 +0000", "Sat, 99 Nov 2026 06:21:21 +0000",
        "Sat, 21 Nov 2026 9223372036854775807:21:21 +0000",
    ])
    func `what is not written so is no date`(text: String) { #expect(MailDate.moment(text) == nil) }
}
