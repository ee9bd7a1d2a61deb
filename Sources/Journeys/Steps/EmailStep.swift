import Deliveries
import Vocabulary

/// Owes the person an email and goes on; whether it may go is decided when it is sent.
package struct EmailStep: Hashable, Sendable {
    package var messageClass: MessageClass
    /// The subscription list whose consent counts.
    package var topic: String?
    /// How long it stays worth sending; nil: the lane's own time (`SEMANTICS 27`).
    package var notAfter: Period?
    package var message: EmailMessage
    package var next: StepID

    /// Receipts before reactions.
    package var lane: Lane {
        switch messageClass {
        case .transactional: .transactional
        case .marketing: .triggered
        }
    }
}

/// What an email step says: its own texts, or a template by name.
package enum EmailMessage: Hashable, Sendable {
    case own(EmailTexts)
    case template(String)
}

/// Subject and bodies as templates.
package struct EmailTexts: Hashable, Sendable {
    package var subject: String
    /// What mailboxes show beside the subject.
    package var preheader: String?
    package var html: String
    /// nil: made from the HTML.
    package var text: String?
}

extension EmailStep: StepBehavior {
    package static let kind = "email"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let messageClass = fields.choice("class", of: MessageClass.self)
        let topic = fields.optionalText("topic")
        let notAfter = fields.period("notAfter")
        let message = EmailMessage.read(&fields)
        let next = fields.target("next")
        guard let messageClass, let message, let next else { return nil }
        return .email(
            EmailStep(messageClass: messageClass, topic: topic, notAfter: notAfter, message: message, next: next))
    }

    package func write(to fields: inout FieldWriter) {
        fields.write("class", messageClass.rawValue)
        fields.write("topic", topic)
        fields.write("notAfter", notAfter?.text)
        message.write(to: &fields)
        fields.write("next", next.raw)
    }

    package var ways: [Way] { [Way("next", to: next)] }

    package func arrive(_ walk: inout Walk) -> Motion {
        walk.owe(self)
        return .go(next)
    }
}

extension EmailMessage {
    fileprivate static func read(_ fields: inout FieldReader) -> EmailMessage? {
        if fields.has("template") { return readName(&fields) }
        let subject = fields.text("subject")
        let preheader = fields.optionalText("preheader")
        if !fields.has("html") { fields.report(.missingField, "html", hint: "or name a `template`") }
        let html = fields.lines("html")
        let text = fields.lines("text")
        guard let subject, let html else { return nil }
        let texts = EmailTexts(subject: subject, preheader: preheader, html: html, text: text)
        fields.report(faultsOf: texts)
        return .own(texts)
    }

    private static func readName(_ fields: inout FieldReader) -> EmailMessage? {
        let own = ["subject", "preheader", "html", "text"]
        for field in own where fields.value(field) != nil {
            fields.report(.contradiction, field, "stands beside `template`: use one or the other")
        }
        return fields.text("template").map(EmailMessage.template)
    }

    fileprivate func write(to fields: inout FieldWriter) {
        switch self {
        case .template(let name): fields.write("template", name)
        case .own(let texts):
            fields.write("subject", texts.subject)
            fields.write("preheader", texts.preheader)
            fields.write("html", lines: texts.html)
            fields.write("text", lines: texts.text)
        }
    }
}
