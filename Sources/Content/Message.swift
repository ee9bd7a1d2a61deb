/// What a step says: the templates of one email as their author wrote them.
package struct Message: Hashable, Sendable {
    package var subject: String
    /// What inboxes show after the subject; goes before the HTML, unseen there.
    package var preheader: String
    package var html: String
    /// The plain text; `nil`: made from the rendered HTML.
    package var text: String?
    /// `Anna from the shop <anna@example.org>`; may hold expressions like any other part.
    package var from: String
    package var replyTo: String?
    package var tracking: MessageTracking

    package init(
        subject: String,
        preheader: String = "",
        html: String,
        text: String? = nil,
        from: String,
        replyTo: String? = nil,
        tracking: MessageTracking = MessageTracking()
    ) {
        self.subject = subject
        self.preheader = preheader
        self.html = html
        self.text = text
        self.from = from
        self.replyTo = replyTo
        self.tracking = tracking
    }

    /// Its parts by the names that diagnostics carry as their location.
    package enum Part: String, CaseIterable, Sendable {
        case subject, preheader, html, text, from, replyTo
    }

    package func source(of part: Part) -> String? {
        switch part {
        case .subject: subject
        case .preheader: preheader
        case .html: html
        case .text: text
        case .from: from
        case .replyTo: replyTo
        }
    }
}

/// Where a message belongs: the step of one published version of a journey, campaign or API message.
package struct MessageKey: Hashable, Sendable {
    package var origin: Int64
    package var version: Int64
    package var step: String

    package init(origin: Int64, version: Int64, step: String) {
        self.origin = origin
        self.version = version
        self.step = step
    }
}
