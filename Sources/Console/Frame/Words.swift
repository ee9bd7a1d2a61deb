import Deliveries
import Journeys
import Profiles
import Vocabulary

/// How codes and numbers read to people; one word for one thing on every page.
enum Words {
    /// `69,659`
    static func number(_ number: some BinaryInteger) -> String {
        let digits = Array("\(number.magnitude)")
        var text = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    static func count(_ number: some BinaryInteger, _ one: String, _ many: String) -> String {
        "\(Self.number(number)) \(number == 1 ? one : many)"
    }

    static func lag(_ lag: Duration) -> String {
        let seconds = lag.milliseconds / 1000
        return seconds < 1 ? "0 s" : span(.seconds(seconds))
    }

    /// `3 d 4 h`, the two largest units.
    static func span(_ duration: Duration) -> String {
        var rest = duration.milliseconds / 1000
        var parts: [String] = []
        for (unit, seconds) in [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)] as [(String, Int64)] {
            if rest >= seconds, parts.count < 2 {
                parts.append("\(number(rest / seconds)) \(unit)")
                rest %= seconds
            } else if !parts.isEmpty {
                break
            }
        }
        return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
    }
}

// MARK: Sends

extension Words {
    static func state(_ state: SendState) -> String {
        switch state {
        case .pending: "pending"
        case .handing: "being handed over"
        case .sent: "sent"
        case .delivered: "delivered"
        case .bounced: "bounced"
        case .skipped: "not sent"
        case .failed: "failed"
        case .uncertain: "uncertain"
        case .expired: "expired"
        case .cancelled: "cancelled"
        }
    }

    static func phase(_ phase: PendingPhase) -> String {
        switch phase {
        case .scheduled: "scheduled"
        case .held: "held"
        case .due: "due"
        }
    }

    /// Why, in plain words, complete as a sentence after “because”.
    static func reason(_ reason: SendReason) -> String {
        switch reason {
        case .hold: "sending is on hold"
        case .paused: "its journey is paused"
        case .quietHours: "it is night where they are"
        case .retry: "the mail server said try later; the next try is planned"
        case .late: "its turn came too late; it is checked again"
        case .resend: "nobody could tell whether it went, so it goes once more"
        case .captured: "this sandbox captures: made and kept, but not sent"
        case .notAllowlisted: "the address is not on this sandbox's list"
        case .noPerson: "the person is gone"
        case .noAddress: "we have no address of theirs"
        case .noConsent: "they never said yes to marketing"
        case .optedOut: "they said no"
        case .suppressed: "the address bounced or complained before"
        case .capDay: "they had today's marketing email already"
        case .capWeek: "they had as much marketing as a week allows"
        case .duplicateAddress: "another person with this address gets it"
        case .merged: "two persons turned out to be one; the other message goes"
        case .render: "the message could not be made for this person"
        case .rejected: "the mail server refused it for good"
        case .notSent: "someone looked: it did not go"
        case .hardBounce: "the address does not exist"
        case .softBounce: "the mailbox would not take it"
        case .complaint: "the recipient called it junk"
        case .returned: "it came back, and not for the address"
        case .crashed: "the server stopped between handing over and writing it down"
        case .connectionLost: "the connection broke before the mail server's answer"
        case .stale: "it was too old to be worth sending"
        case .exited: "the person left the journey first"
        case .withdrawn: "someone withdrew it"
        }
    }
}

// MARK: Journeys

extension Words {
    static func status(_ status: Journey.Status) -> String {
        switch status {
        case .draft: "draft"
        case .live: "live"
        case .paused: "paused"
        case .closed: "closed"
        case .stopped: "stopped"
        }
    }

    static func reason(_ reason: RunReason) -> String {
        switch reason {
        case .completed: "reached the end"
        case .noMatch: "no case held for them"
        case .exitRule: "an exit rule held"
        case .merged: "another run of the same person goes on"
        case .withdrawn: "a colleague took them out"
        case .erased: "the person was erased"
        case .stopped: "the journey was stopped"
        case .notSent: "their message could not be sent"
        case .noMoment: "the moment to wait for is unknown"
        case .tooManySteps: "too many steps in one go"
        case .unknownStep: "the step is not in this version"
        default: reason.code
        }
    }

    static func refusal(_ refusal: EntryRefusal) -> String {
        switch refusal {
        case .stale: "the event was too old"
        case .paused: "the journey was paused"
        case .waitedTooLong: "the journey was paused longer than the 7 days that anyone waits"
        case .inside: "they were inside already"
        case .tooSoon: "they were in too recently"
        case .once: "they had been in once, and once is all"
        case .noKey: "the event had no key"
        }
    }

    static func kind(_ step: Step) -> String {
        switch step {
        case .entry: "Entry"
        case .condition: "Condition"
        case .wait: "Wait"
        case .waitForEvent: "Wait for event"
        case .email: "Email"
        case .updateProfile: "Update profile"
        case .end: "End"
        }
    }

    static func blocked(_ reason: BlockedMerge.Reason) -> String {
        switch reason {
        case .uniqueNamespace: "each has their own, and a person has one"
        case .sharedDevice: "only a shared device connects them"
        case .tooLarge: "too much would have to move"
        case .tooManyIdentities: "together they would have too many identities"
        case .browserKey: "only a browser says so, and both are known"
        case .undone: "someone took this merge back"
        }
    }
}
