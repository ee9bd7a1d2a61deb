import Deliveries
import JSON
import Vocabulary

/// A send as the API shows it.
enum SendAnswer {
    static func write(_ send: Send, to json: inout JSONWriter) {
        json.object { members(of: send, to: &$0) }
    }

    static func members(of send: Send, to json: inout JSONWriter) {
        json.member("id", send.id)
        json.member("profile", send.profile == .nobody ? nil : send.profile.description)
        json.member("state", send.state.rawValue)
        json.member("reason", send.reason?.rawValue)
        json.member("channel", send.channel.raw)
        json.member("lane", "\(send.lane)")
        json.member("class", send.messageClass.rawValue)
        json.member("topic", send.topic)
        json.member("address", send.address)
        json.object("origin") { write(send.origin, to: &$0) }
        json.member("due", send.due)
        json.member("notAfter", send.notAfter)
        json.member("taken", send.taken)
        json.member("handed", send.handed)
        json.member("finished", send.finished)
    }

    /// People's opens and clicks, and programs' apart.
    static func members(of seen: SendSeen, to json: inout JSONWriter) {
        json.member("opens", seen.opens)
        json.member("clicks", seen.clicks)
        json.member("links", seen.links)
        json.member("machineOpens", seen.machineOpens)
        json.member("machineClicks", seen.machineClicks)
        json.member("firstOpen", seen.firstOpen)
        json.member("lastOpen", seen.lastOpen)
        json.member("firstClick", seen.firstClick)
        json.member("lastClick", seen.lastClick)
    }

    private static func write(_ origin: SendOrigin, to json: inout JSONWriter) {
        json.member("kind", origin.kind.rawValue)
        // Whatever the origin is, its id reads as every other.
        json.member("id", JourneyID(raw: origin.id))
        json.member("version", origin.version)
        json.member("step", origin.step)
        json.member("run", origin.run?.description)
    }
}
