import Content
import Deliveries
import Vocabulary

/// Owes the person an email; whether it may go is decided when it is sent.
///
/// The run goes on at once, unless the step wants to know: then it rests until its message is settled (`SEMANTICS 20`).
package struct EmailStep: Hashable, Sendable {
    package var messageClass: MessageClass
    /// The subscription list whose consent counts.
    package var topic: String?
    /// How long it stays worth sending; nil: the lane's own time (`SEMANTICS 27`).
    package var notAfter: Period?
    /// What a message that the gate skips, or whose time runs out, means for the run.
    package var whenSkipped: WhenSkipped
    /// The run rests until it is known what became of the message, whatever that is.
    package var awaitsOutcome: Bool
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

    package var rests: Bool { awaitsOutcome || whenSkipped != .goOn }

    /// How long it stays worth sending: at least as long as it may wait for its reason to pass.
    package var lifetime: Duration {
        notAfter?.duration ?? max(lane.lifetime, whenSkipped.patience?.duration ?? .zero)
    }

    /// What a skipped message means for its run.
    package enum WhenSkipped: Hashable, Sendable {
        /// Nothing: it goes on.
        case goOn
        /// It leaves the journey.
        case leave
        /// The message is held and tried again for so long; skipped after that, the run goes on.
        case wait(Period)

        /// Longer, and nobody remembers what the message was about.
        static let longestPatience: Duration = .days(7)

        package var patience: Period? {
            switch self {
            case .goOn, .leave: nil
            case .wait(let period): period
            }
        }

        var text: String? {
            switch self {
            case .goOn: nil
            case .leave: "leave"
            case .wait(let period): period.text
            }
        }

        /// `continue` (also where nothing is said), `leave` or a period.
        static func read(_ fields: inout FieldReader) -> WhenSkipped? {
            let field = "whenSkipped"
            switch fields.optionalText(field) {
            case nil, "continue": return .goOn
            case "leave": return .leave
            case let text?:
                guard let period = fields.period(text, of: field, or: ["continue", "leave"]) else { return nil }
                guard period.duration <= longestPatience else {
                    fields.report(.badPeriod, field, "is longer than 7 days")
                    return nil
                }
                return .wait(period)
            }
        }
    }
}

extension EmailStep: StepBehavior {
    package static let kind = "email"

    package static func read(_ fields: inout FieldReader) -> Step? {
        let messageClass = fields.choice("class", of: MessageClass.self)
        let topic = fields.optionalText("topic")
        let notAfter = fields.period("notAfter")
        let whenSkipped = WhenSkipped.read(&fields)
        let awaitsOutcome = fields.flag("awaitOutcome")
        let message = fields.message()
        let next = fields.target("next")
        guard let messageClass, let whenSkipped, let message, let next else { return nil }
        let step = EmailStep(
            messageClass: messageClass,
            topic: topic,
            notAfter: notAfter,
            whenSkipped: whenSkipped,
            awaitsOutcome: awaitsOutcome ?? false,
            message: message,
            next: next
        )
        step.reportContradictions(awaitsOutcome, &fields)
        return .email(step)
    }

    private func reportContradictions(_ awaitsOutcome: Bool?, _ fields: inout FieldReader) {
        if awaitsOutcome == false, whenSkipped != .goOn {
            fields.report(.contradiction, "awaitOutcome", "is false, but `whenSkipped` needs the outcome")
        }
        if let notAfter, let patience = whenSkipped.patience, patience.duration > notAfter.duration {
            fields.report(.contradiction, "whenSkipped", "waits longer than `notAfter` lets the message live")
        }
    }

    package func write(to fields: inout FieldWriter) {
        fields.write("class", messageClass.rawValue)
        fields.write("topic", topic)
        fields.write("notAfter", notAfter?.text)
        fields.write("whenSkipped", whenSkipped.text)
        fields.write("awaitOutcome", ifSet: awaitsOutcome)
        fields.write(message)
        fields.write("next", next.raw)
    }

    package var ways: [Way] { [Way("next", to: next)] }

    package func arrive(_ walk: inout Walk) -> Motion {
        walk.owe(self)
        return rests ? .rest(until: nil) : .go(next)
    }

    package func learn(_ outcome: MessageOutcome, _ walk: inout Walk) -> Motion {
        outcome.isSkipped && whenSkipped == .leave ? .exit(.notSent) : .go(next)
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
        let tracking = self.tracking()
        guard let subject, let html else { return nil }
        let message = Message(
            subject: subject,
            preheader: preheader ?? "",
            html: html,
            text: text,
            from: from ?? "",
            replyTo: replyTo,
            tracking: tracking
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
        write(message.tracking)
    }
}
