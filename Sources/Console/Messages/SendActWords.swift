import Deliveries

/// How acts on messages read: on the button, before they are done, and after.
extension Words {
    /// `Cancel 12 messages`
    static func act(_ act: SendAct, _ count: Int64) -> String {
        let messages = Self.count(count, "message", "messages")
        return switch act {
        case .retry: "Try \(messages) again"
        case .cancel: "Cancel \(messages)"
        case .restore: "Take the cancel of \(messages) back"
        case .release: "Look at \(messages) now"
        case .markSent: "Count \(messages) as sent"
        case .markNotSent: "Count \(messages) as not sent"
        case .resend: "Send \(messages) once more"
        }
    }

    /// What follows from it.
    static func explanation(_ act: SendAct) -> String {
        switch act {
        case .retry:
            "Each is asked of the gate once more: consent, suppression, caps and quiet hours decide anew. A message keeps the version it was made for, so one whose template was wrong fails again. Those past their last moment are left as they are."
        case .cancel: "They are withdrawn before anybody takes them; nobody gets them."
        case .restore: "They are pending again, due when they were; what is past its last moment stays cancelled."
        case .release:
            "They wait no longer for their next try. What still holds one (a hold, quiet hours) holds it again."
        case .markSent: "You know that they arrived. They count as sent."
        case .markNotSent: "You know that they did not arrive. They count as failed and give their cap back."
        case .resend:
            "You know that they did not arrive. They go once more, with the same Message-ID, if the gate lets them; never a third time."
        }
    }

    /// Whether it can be undone, plainly.
    static func undo(_ act: SendAct) -> String {
        switch act {
        case .cancel: "You can take this back until their last moment."
        case .restore: "You can cancel them again until they are taken."
        case .retry, .release, .resend: "This cannot be undone: they may be on their way at once."
        case .markSent, .markNotSent:
            "This cannot be undone by hand; a bounce or click that comes later still says what happened to a sent one."
        }
    }

    static func done(_ act: SendAct, _ count: Int) -> String {
        let messages = Self.count(count, "message", "messages")
        return switch act {
        case .retry: "\(messages) tried again."
        case .cancel: "\(messages) cancelled."
        case .restore: "\(messages) pending again."
        case .release: "\(messages) looked at now."
        case .markSent: "\(messages) counted as sent."
        case .markNotSent: "\(messages) counted as not sent."
        case .resend: "\(messages) sent once more."
        }
    }
}
