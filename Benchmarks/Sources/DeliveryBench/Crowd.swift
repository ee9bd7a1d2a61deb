import Content
import Deliveries
import Profiles
import Store
import Vocabulary

/// People with addresses who said yes, made by the chapters themselves, and what a campaign owes them.
struct Crowd {
    let store: Store
    private static let chunk = 2_000
    private static let origin: Int64 = 1
    private static let cities = ["Uppsala", "Lund", "Kiruna", "Malmö", "Visby"]

    /// Makes `count` people, and owes each a marketing message where `lane` is given.
    func make(_ count: Int, owing lane: Lane?) async throws {
        try await store.write { db in
            let key = MessageKey(origin: Self.origin, version: 1, step: "news")
            try MessageTable.save([key: Newsletter.message], in: db)
            try SendingPolicy(mode: .live).save(in: db)
        }
        for start in stride(from: 0, to: count, by: Self.chunk) {
            let numbers = start..<min(count, start + Self.chunk)
            try await store.write { db in try Self.make(numbers, owing: lane, in: db) }
        }
    }

    private static func make(_ numbers: Range<Int>, owing lane: Lane?, in db: Transaction) throws {
        var ids = IDGenerator()
        let events = numbers.map { event($0, at: db.now) }
        var people = try People.load(identities: People.identities(of: events), profiles: [], in: db)
        var owed: [Obligation] = []
        for event in events {
            let absorption = people.absorb(event, source: EventSource("bench"), received: db.now, ids: &ids)
            guard let profile = absorption.profile, let lane else { continue }
            owed.append(obligation(to: profile, lane, SendID(raw: ids.next(now: db.now)), at: db.now))
        }
        try people.save(in: db)
        try owe(owed, in: db)
    }

    private static func obligation(to person: ProfileID, _ lane: Lane, _ send: SendID, at now: Moment) -> Obligation {
        Obligation(
            key: .campaign(occurrence: origin, profile: person),
            send: send,
            origin: SendOrigin(kind: .campaign, id: origin, version: 1, step: "news"),
            profile: person,
            lane: lane,
            due: now
        )
    }

    private static func event(_ number: Int, at now: Moment) -> Event {
        Event(
            kind: .identify,
            type: "identify",
            timestamp: now,
            identities: [Identity(namespace: "userId", value: "user-\(number)")],
            traits: [
                "email": .string("user-\(number)@example.org"), "firstName": .string("Anna \(number)"),
                "lastName": "Berg", "plan": "gold", "city": .string(cities[number % cities.count]),
                "orders": .integer(Int64(number % 17)), "newsletter": .bool(true),
                "consents": ["marketing": ["email": ["val": "y"]]],
            ]
        )
    }
}

/// A campaign's mail of about 20 KB as designers make them: tables, inline styles, the person's name here and there.
enum Newsletter {
    static let message = Message(
        subject: "{{profile.firstName}}, what is new in {{profile.city}}",
        preheader: "Five things for {{profile.firstName}}",
        html: html,
        from: "Shop <news@shop.example>"
    )

    private static let html =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>News</title></head>
        <body style="margin:0;background:#f4efe9;color:#2b2320;font-family:Georgia,serif">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0">\n
        """ + (0..<50).map(block).joined()
            + """
            <tr><td><a href="{{links.unsubscribe}}">Unsubscribe</a> · <a href="{{links.mirror}}">Browser</a></td></tr>
            </table></body></html>\n
            """

    private static func block(_ number: Int) -> String {
        """
        <tr><td align="left" style="padding:12px 24px 12px 24px;font-family:Inter,Helvetica,Arial,sans-serif;\
        font-size:16px;line-height:24px;color:#333333;border-bottom:1px solid #e6ddd4">
        <p style="margin:0 0 16px 0;mso-line-height-rule:exactly">Nr. \(number): \
        \(number % 5 == 0 ? "Hello {{profile.firstName}}, " : "")a wörd about what came in this week &amp; why.</p>
        <a href="https://shop.example/items/\(number)" style="color:#c8472d;text-decoration:none">Look at it</a></td></tr>\n
        """
    }
}
