import TestKit
import Testing

@testable import Mail

struct SMTPReplyAddressTests {
    @Test(
        .row("campaign 161"),
        arguments: [
            (SMTPReply(550, EnhancedStatus(5, 1, 1), "No such user"), FeedbackKind?.some(.hard)),
            (SMTPReply(550, nil, "User unknown"), .hard), (SMTPReply(550, EnhancedStatus(5, 2, 1), "Disabled"), .hard),
            (SMTPReply(552, EnhancedStatus(5, 2, 2), "Mailbox full"), .soft),
            (SMTPReply(452, EnhancedStatus(4, 2, 2), "Over quota"), .soft),
            // Of the relay or of us, whatever its words.
            (SMTPReply(554, EnhancedStatus(5, 7, 1), "Recipient address rejected: Access denied"), nil),
            (SMTPReply(550, nil, "Relay access denied"), nil), (SMTPReply(550, nil, "Requested action not taken"), nil),
            (SMTPReply(451, EnhancedStatus(4, 3, 0), "Local error"), nil),
            (SMTPReply(421, nil, "Try again later"), nil),
            (SMTPReply(451, EnhancedStatus(4, 7, 1), "Greylisted"), nil), (SMTPReply(250, nil, "User unknown"), nil),
        ]
    )
    func `a refusal at hand-over is held against an address only where it speaks of it`(
        reply: SMTPReply,
        kind: FeedbackKind?
    ) {
        #expect(reply.addressFault == kind)
    }
}
