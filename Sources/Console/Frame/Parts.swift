import Campaigns
import Deliveries
import Journeys
import Profiles
import Vocabulary

/// The pieces that several pages show alike.
enum Parts {
    /// A person by the name we know best, leading to their page.
    static func person(_ summary: ProfileSummary?, _ id: ProfileID) -> HTML {
        "<a href=\"\(Pages.person(id))\">\(summary?.label ?? id.description)</a>"
    }

    /// Whom a message is for: a person, or an address that belongs to nobody we know.
    static func recipient(_ send: Send, _ summary: ProfileSummary?) -> HTML {
        send.profile == .nobody ? "\(send.address ?? "an address")" : person(summary, send.profile)
    }

    /// Marks what is about a person: times in it show the person's own clock on hover.
    static func zone(of summary: ProfileSummary?) -> HTML {
        guard let zone = summary?.profile.zone else { return .empty }
        return " data-zone=\"\(zone)\""
    }

    /// What one sees where a list is empty: what it would show and what to do first.
    static func empty(_ text: String, _ act: HTML = .empty) -> HTML {
        "<div class=\"empty\"><p>\(text)</p>\(act)</div>"
    }

    /// The way to the next page of a list.
    static func more(_ link: Link?) -> HTML {
        guard let link else { return .empty }
        return "<p class=\"more\"><a class=\"button\" href=\"\(link)\" rel=\"next\">Show more</a></p>"
    }

    static func state(_ send: Send, now: Moment) -> HTML {
        let phase = send.phase(at: now)
        let word = phase.map(Words.phase) ?? Words.state(send.state)
        return "<span class=\"state \(send.state.rawValue)\">\(word)</span>"
    }

    /// The state and why.
    static func stateAndReason(_ send: Send, now: Moment) -> HTML {
        "\(state(send, now: now))\(send.reason.map { reason -> HTML in " <span class=\"why\">\(Words.reason(reason))</span>" })"
    }

    static func status(_ status: Campaign.Status) -> HTML {
        "<span class=\"state journey-\(status.rawValue)\">\(status.rawValue)</span>"
    }

    static func status(_ status: Journey.Status) -> HTML {
        "<span class=\"state journey-\(status.rawValue)\">\(Words.status(status))</span>"
    }

    /// Where a send comes from, with a link to it.
    static func origin(_ origin: SendOrigin, names: [JourneyID: String]) -> HTML {
        switch origin.kind {
        case .journey:
            let id = JourneyID(raw: origin.id)
            return
                "<a href=\"\(Pages.journey(id).with("version", "\(origin.version)"))\">\(names[id] ?? "journey \(id)")</a> · \(origin.step)"
        case .campaign: return "campaign \(JourneyID(raw: origin.id).description)"
        case .api:
            let id = CampaignID(raw: origin.id)
            return "<a href=\"\(Pages.campaign(id))\">campaign \(id.description)</a>"
        }
    }
}

extension ProfileSummary {
    /// First and last name, else an address, else any identity.
    var label: String {
        let value = profile.value
        let names = ["person.name.firstName", "person.name.lastName"].compactMap { value.value(at: $0).string }
        let full = value.value(at: "person.name.fullName").string ?? names.joined(separator: " ")
        let known = ["email", "userId", "phone"].lazy.compactMap { namespace in
            self.identities.first { $0.namespace == namespace }?.value
        }
        return full.isEmpty ? known.first ?? identities.first?.value ?? "somebody" : full
    }

    /// What tells people of one name apart.
    var detail: String? {
        let address = identities.first { $0.namespace == "email" } ?? identities.first
        return address.map { "\($0.namespace):\($0.value)" }
    }
}
