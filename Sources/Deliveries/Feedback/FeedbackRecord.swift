import Mail
import Store
import Vocabulary

/// What was done about one recipient's part of a report.
package enum FeedbackDeed: String, CaseIterable, Sendable {
    /// The send is delivered.
    case delivered
    /// The send is bounced; nothing counts against the address.
    case bounced
    /// The send is bounced and the address is not used again.
    case suppressed
    /// The send is bounced and the address has an error more.
    case counted
    /// The same, and it was one error too many.
    case quarantined
    /// The address is not used again and the person has said no to marketing.
    case complained
    /// The person has said no.
    case optedOut = "opted_out"
    /// It asks for nothing: an automatic answer, a delay.
    case noted
    /// It says what was known.
    case repeated

    // Nothing was done, because:
    /// It speaks of another address than the send went to.
    case mismatch
    /// It bears no token of ours.
    case unknown
    /// It is no report.
    case ordinary
}

/// One line about what came back: kept, so that nobody has to guess what became of it.
package struct FeedbackRecord: Hashable, Sendable {
    package var id: Int64
    package var moment: Moment
    /// `nil`: none of ours could be made out.
    package var send: SendID?
    /// As the report writes it.
    package var recipient: String?
    /// `nil` where the mail was no report.
    package var kind: FeedbackKind?
    package var cause: FeedbackCause?
    package var status: String?
    /// In the far end's words; written by others.
    package var detail: String?
    package var deed: FeedbackDeed
}

/// Which lines a list speaks of; every member narrows it.
package struct FeedbackFilter: Hashable, Sendable {
    package var send: SendID?
    package var kind: FeedbackKind?
    package var deed: FeedbackDeed?

    package init(send: SendID? = nil, kind: FeedbackKind? = nil, deed: FeedbackDeed? = nil) {
        self.send = send
        self.kind = kind
        self.deed = deed
    }
}

/// Raises named counts in the transaction of what they count.
package typealias CountSink = @Sendable ([String: Int64], Transaction) throws -> Void
