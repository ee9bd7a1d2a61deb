import Deliveries
import EventLog
import JSON
import Profiles
import Store
import Vocabulary

extension KeyID {
    /// Stands for the system itself where a record's key is asked for; no key has this id.
    package static let system = KeyID(raw: 0)
}

/// What people did with messages, as events in the log: own feedback is an event like any other, so that histories hold
/// it and journeys may react to it. Programs' opens and clicks stay in the ledger.
///
/// A crash may bring one twice; its message id keeps it from taking effect twice (`SEMANTICS 6`).
package struct SeenEvents: Sendable {
    private let store: Store
    private let log: EventLog

    package static let opened = "message.opened"
    package static let clicked = "message.clicked"

    /// The namespaces by which an event can name a person, the best first.
    private static let namespaces = ["userId", "anonymousId", "email"]

    package init(store: Store, log: EventLog) {
        self.store = store
        self.log = log
    }

    package func append(_ hits: [JudgedHit]) async throws {
        let subjects = try await store.read { db in
            var subjects: [SendID: Subject] = [:]
            for send in Set(hits.map(\.send)) { subjects[send] = try Subject.load(send, in: db) }
            return subjects
        }
        var count = 0
        var json = JSONWriter()
        json.object { json in
            json.array("batch") { json in
                for hit in hits {
                    guard let subject = subjects[hit.send] else { continue }
                    count += 1
                    json.object { Self.write(hit, of: subject, to: &$0) }
                }
            }
        }
        guard count > 0 else { return }
        let entry = LogEntry(key: .system, call: SegmentCall.batch.rawValue, body: json.bytes, eventCount: count)
        _ = try await log.append([entry])
    }

    /// Who had the message, and whose it was; `nil` where nobody can be named any more.
    private struct Subject: Sendable {
        var send: Send
        var identity: Identity

        static func load(_ id: SendID, in db: Transaction) throws -> Subject? {
            guard let send = try LedgerTable.send(id, in: db),
                let identities = try ProfilesTable.find(send.profile, in: db)?.identities
            else { return nil }
            for namespace in namespaces {
                guard let identity = identities.first(where: { $0.namespace == namespace }) else { continue }
                return Subject(send: send, identity: identity)
            }
            return nil
        }
    }

    private static func write(_ hit: JudgedHit, of subject: Subject, to json: inout JSONWriter) {
        json.member("type", "track")
        json.member("event", hit.kind == .open ? opened : clicked)
        json.member("messageId", "\(hit.kind.rawValue):\(hit.send):\(hit.link):\(hit.nonce)")
        json.member("timestamp", hit.moment)
        if subject.identity.namespace == "email" {
            json.object("context") { json in json.object("traits") { $0.member("email", subject.identity.value) } }
        } else {
            json.member(subject.identity.namespace, subject.identity.value)
        }
        json.object("properties") { json in
            json.member("send", hit.send)
            json.member("origin", subject.send.origin.kind.rawValue)
            json.member("journey", JourneyID(raw: subject.send.origin.id))
            json.member("version", subject.send.origin.version)
            json.member("step", subject.send.origin.step)
            if hit.kind == .click { json.member("link", hit.link) }
        }
    }
}
