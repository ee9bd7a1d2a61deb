import Deliveries
import Vocabulary

/// What would make a message go, and where one goes to do it.
struct Remedy {
    var text: String
    var link: Link?

    /// `nil` where nothing can be done, or nothing needs to be.
    init?(_ send: Send) {
        guard let reason = send.reason else { return nil }
        if send.profile == .nobody, reason == .suppressed || reason == .hardBounce || reason == .complaint {
            return nil
        }
        let person = Pages.person(send.profile)
        switch reason {
        case .hold: self.init("Release the hold, above on every page.")
        case .paused:
            self.init("Resume the journey; what has expired meanwhile is not sent.", Self.journey(of: send))
        case .captured, .notAllowlisted:
            self.init("Switch the sandbox's sending mode (sojourn mode) when you are ready for real people.")
        case .noConsent: self.init("Ask for consent, or state the one they gave.", person.fragment("consent-title"))
        case .optedOut: self.init("Respect it; see what they said.", person.fragment("consent-title"))
        case .suppressed, .hardBounce, .complaint:
            self.init("See why the address is not used.", person.fragment("email-title"))
        case .capDay, .capWeek, .quietHours: self.init("See their caps and clock.", person.fragment("email-title"))
        case .noAddress: self.init("Send their email with an identify call.", person.fragment("ids-title"))
        case .render:
            self.init("The history says which part; correct the message, publish again.", Self.message(of: send))
        case .rejected, .softBounce, .returned, .retry:
            self.init("Read what the mail server said.", Pages.message(send.id).fragment("history-title"))
        case .crashed, .connectionLost:
            self.init(
                "Look in the recipient's mailbox or the mail server's log; then say here what happened.",
                Pages.message(send.id).fragment("acts-title")
            )
        case .exited: self.init("See how they walked.", person.fragment("timeline-title"))
        case .withdrawn:
            self.init("Take it back, until its last moment.", Pages.message(send.id).fragment("acts-title"))
        case .late, .resend, .noPerson, .duplicateAddress, .merged, .notSent, .stale: return nil
        }
    }

    private init(_ text: String, _ link: Link? = nil) {
        self.text = text
        self.link = link
    }

    private static func journey(of send: Send) -> Link? {
        send.origin.kind == .journey ? Pages.journey(JourneyID(raw: send.origin.id)) : nil
    }

    private static func message(of send: Send) -> Link? {
        if send.origin.kind == .api { return Pages.campaign(CampaignID(raw: send.origin.id)) }
        guard send.origin.kind == .journey else { return nil }
        return Pages.journeyMessage(JourneyID(raw: send.origin.id)).with("version", "\(send.origin.version)")
            .with("step", send.origin.step)
    }

    var html: HTML { link.map { "<a href=\"\($0)\">\(text)</a>" } ?? "\(text)" }
}
