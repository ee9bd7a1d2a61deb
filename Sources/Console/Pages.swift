import Pipeline
import Vocabulary

/// A page without a parameter in its path: one declaration gives the route and the link.
package struct Page: Hashable, Sendable {
    package let route: String

    init(_ route: String) { self.route = route }

    package var link: Link { Link(path: route) }

    /// Whether `path` is this page or one below it, so that the navigation can show where one is.
    func contains(_ path: String) -> Bool {
        route == "/" ? path == "/" : path == route || path.hasPrefix(route + "/")
    }
}

/// A page about one thing: `/journeys/{id}/people`.
package struct PageOf<Parameter: LosslessStringConvertible & Sendable>: Sendable {
    private let before: String
    private let after: String

    init(_ before: String, _ after: String = "") {
        self.before = before
        self.after = after
    }

    package var route: String { "\(before)/{id}\(after)" }

    package func callAsFunction(_ parameter: Parameter) -> Link {
        Link(path: "\(before)/\(Link.encode(parameter.description))\(after)")
    }
}

/// All addresses of the console.
package enum Pages {
    package static let home = Page("/")

    package static let welcome = Page("/welcome")
    package static let signIn = Page("/sign-in")
    package static let signOut = Page("/sign-out")

    package static let hold = Page("/hold")
    package static let release = Page("/release")
    package static let restored = Page("/restored")

    package static let journeys = Page("/journeys")
    package static let journey = PageOf<JourneyID>("/journeys")
    package static let journeyDefinition = PageOf<JourneyID>("/journeys", "/definition")
    package static let journeyStatus = PageOf<JourneyID>("/journeys", "/status")
    package static let journeyPublish = PageOf<JourneyID>("/journeys", "/publish")
    package static let journeyPeople = PageOf<JourneyID>("/journeys", "/people")
    package static let journeyMessage = PageOf<JourneyID>("/journeys", "/message")
    package static let journeyMessageHTML = PageOf<JourneyID>("/journeys", "/message/html")

    package static let campaigns = Page("/campaigns")
    package static let campaign = PageOf<CampaignID>("/campaigns")

    package static let people = Page("/people")
    package static let person = PageOf<ProfileID>("/people")

    package static let personSuppress = PageOf<ProfileID>("/people", "/suppress")
    package static let personLift = PageOf<ProfileID>("/people", "/lift")
    package static let personConsent = PageOf<ProfileID>("/people", "/consent")
    package static let personEndRun = PageOf<ProfileID>("/people", "/end-run")
    package static let personMerge = PageOf<ProfileID>("/people", "/merge")
    package static let personErase = PageOf<ProfileID>("/people", "/erase")
    package static let mergeUndo = PageOf<Int64>("/merges", "/undo")
    package static let audit = Page("/audit")

    package static let messages = Page("/messages")
    package static let message = PageOf<SendID>("/messages")
    package static let messageHTML = PageOf<SendID>("/messages", "/html")
    package static let messageSource = PageOf<SendID>("/messages", "/source")

    package static let messagesAct = Page("/messages/act")
    package static let feedback = Page("/messages/feedback")
    package static let messagesExport = Page("/messages/export")

    package static let sending = Page("/sending")
    package static let keys = Page("/keys")
    package static let keyRevoke = PageOf<KeyID>("/keys", "/revoke")

    package static let events = Page("/events")
    package static let parkedRetryAll = Page("/events/parked/retry")
    package static let parkedRetry = PageOf<ParkedEvent.Place>("/events/parked", "/retry")
    package static let parkedDrop = PageOf<ParkedEvent.Place>("/events/parked", "/drop")
    package static let wakeRetry = PageOf<ProfileID>("/events/wakes", "/retry")
    package static let wakeDrop = PageOf<ProfileID>("/events/wakes", "/drop")

    package static let mailbox = Page("/mailbox")
    package static let mailboxMessage = PageOf<Int64>("/mailbox")
    package static let mailboxHTML = PageOf<Int64>("/mailbox", "/html")
    package static let mailboxSource = PageOf<Int64>("/mailbox", "/source")

    package static let live = Page("/live")

    package static let demoEnter = Page("/demo/enter")
    package static let demoPause = Page("/demo/pause")
    package static let demoRun = Page("/demo/run")
    package static let demoKill = Page("/demo/kill")
    package static let demoOrder = Page("/demo/order")
}
