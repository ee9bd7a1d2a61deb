import Hummingbird
import JSON
import Profiles
import Vocabulary

/// A person and their history as the API shows them.
enum PersonAnswer {
    static func person(_ person: ProfileSummary) -> Response { Answer.json { write(person, to: &$0) } }

    static func write(_ person: ProfileSummary, to json: inout JSONWriter) {
        json.member("id", person.profile.id)
        json.array("identities") { json in
            for identity in person.identities {
                json.object { json in
                    json.member("namespace", identity.namespace)
                    json.member("value", identity.value)
                }
            }
        }
        json.member("attributes", AttributeValue.object(person.profile.attributes))
        json.member("consents", person.profile.consents.value)
        json.array("audiences") { _ in }
        json.member("created", person.profile.created)
        json.member("seen", person.profile.seen)
        json.member("timeZone", person.profile.zone)
    }

    static func write(_ event: EventRecord, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", String(event.id))
            json.member("eventType", event.type)
            json.member("timestamp", event.moment)
            json.member("received", event.received)
            json.member("messageId", event.messageID)
            json.member("properties", event.properties)
            json.member("context", event.context)
            json.member("source", event.source)
        }
    }
}
