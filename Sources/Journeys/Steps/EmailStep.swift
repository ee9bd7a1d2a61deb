import Content
import Deliveries
import Vocabulary

/// Owes the person an email and goes on; whether it may go is decided when it is sent.
package struct EmailStep: Hashable, Sendable {
    package var messageClass: MessageClass
    /// The subscription list whose consent counts.
    package var topic: String?
    /// How long it stays worth sending; nil: the lane's own time (`SEMANTICS 27`).
    package var notAfter: Period?
    /// Its templates see `profile`, `event` (the entry event), `steps`, `journey` and `links`.
    package var message: Message
    package var next: StepID

    /// Receipts before reactions.
    package var lane: Lane {
        switch messageClass {
        case .transactional: .transactional
        case .marketing: .triggered
        }
    }
}

extension EmailStep: StepBehavior {
    package static let kind = "email"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let messageClass = fields.choice("class", of: MessageClass.self)
        let topic = fields.optionalText("topic")
        let notAfter = fields.period("notAfter")
        let message = fields.message()
        let next = fields.target("next")
        guard let messageClass, let message, let next else { return nil }
        return .email(
            EmailStep(messageClass: messageClass, topic: topic, notAfter: notAfter, message: message, next: next)
        )
    }

    package func write(to fields: inout FieldWriter) {
        fields.write("class", messageClass.rawValue)
        fields.write("topic", topic)
        fields.write("notAfter", notAfter?.text)
        fields.write(message)
        fields.write("next", next.raw)
    }

    package var ways: [Way] { [Way("next", to: next)] }

    package func arrive(_ walk: inout Walk) -> Motion {
        walk.owe(self)
        return .go(next)
    }
}

extension FieldReader {
    /// The parts of a message, each compiled.
    fileprivate mutating func message() -> Message? {
        let from = optionalText("from")
        let replyTo = optionalText("replyTo")
        let subject = text("subject")
        let preheader = optionalText("preheader")
        if !has("html") { report(.missingField, "html") }
        let html = lines("html")
        let text = lines("text")
        guard let subject, let html else { return nil }
        let message = Message(
            subject: subject,
            preheader: preheader ?? "",
            html: html,
            text: text,
            from: from ?? "",
            replyTo: replyTo
        )
        compile(message)
        return message
    }

    private mutating func compile(_ message: Message) {
        do throws(Diagnostics) {
            _ = try CompiledMessage(message)
        } catch {
            for fault in error.all { report(Diagnostics([fault]), in: fault.location ?? "html") }
        }
    }
}

extension FieldWriter {
    fileprivate mutating func write(_ message: Message) {
        write("from", message.from.isEmpty ? nil : message.from)
        write("replyTo", message.replyTo)
        write("subject", message.subject)
        write("preheader", message.preheader.isEmpty ? nil : message.preheader)
        write("html", lines: message.html)
        write("text", lines: message.text)
    }
}
