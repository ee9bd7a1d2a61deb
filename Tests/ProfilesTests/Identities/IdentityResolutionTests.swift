import Profiles
import TestKit
import Testing
import Vocabulary

/// `SEMANTICS 7`, without a database.
struct IdentityResolutionTests {
    @Test func `all identities of an event point to one person or make one`() {
        var village = Village()
        let first = village.hears(.told("anonymousId:b1", "userId:ann"))
        let second = village.hears(.told("anonymousId:b2", "userId:ann"))
        #expect(first.isNew && !second.isNew && first.profile == second.profile)
        #expect(village.circles == [["anonymousId:b1", "anonymousId:b2", "userId:ann"]])
    }

    @Test func `when two persons meet the older survives`() {
        var village = Village()
        let older = village.hears(.told("anonymousId:b1")).profile
        let younger = village.hears(.told("userId:ann")).profile
        let meeting = village.hears(.told("anonymousId:b1", "userId:ann"))
        #expect(meeting.profile == older && meeting.merges.map(\.absorbed) == [younger])
        #expect(village.people[younger ?? ProfileID(raw: 0)]?.id == older)
        #expect(village.circles == [["anonymousId:b1", "userId:ann"]])
    }

    @Test func `three persons met by one event become one in one go`() {
        var village = Village()
        let oldest = village.hears(.told("email:a@example.org")).profile
        village.hears(.told("phone:+12025550143"))
        village.hears(.told("anonymousId:b1"))
        let meeting = village.hears(.told("anonymousId:b1", "phone:+12025550143", "email:a@example.org"))
        #expect(meeting.profile == oldest && meeting.merges.count == 2)
        #expect(village.circles.count == 1)
    }

    @Test func `two user ids are two persons, and the event goes to the one it names`() {
        var village = Village()
        let ann = village.hears(.told("userId:ann", "anonymousId:shared")).profile
        let bob = village.hears(.told("userId:bob", "anonymousId:shared"))
        #expect(bob.profile != ann && bob.isNew && bob.codes == [.mergeBlocked])
        #expect(village.owner("anonymousId:shared") == ann)
        #expect(village.people.blockedMerges.map(\.reason) == [.uniqueNamespace])
        village.hears(.told("userId:bob", "anonymousId:shared"))
        #expect(village.people.blockedMerges.map(\.count) == [2])
    }

    @Test(.row("ajo P14")) func `a shared device unites nobody and decides only where it is alone`() {
        var village = Village(Namespaces([Namespace("kiosk", kind: .device, rule: .sharedDevice, rank: 60)]))
        let kiosk = village.hears(.told("kiosk:k1")).profile
        let ann = village.hears(.told("userId:ann", "kiosk:k1")).profile
        let bob = village.hears(.told("email:b@example.org", "kiosk:k1")).profile
        #expect(Set([kiosk, ann, bob]).count == 3)
        #expect(village.people.blockedMerges.map(\.reason) == [.sharedDevice, .sharedDevice])
        #expect(village.hears(.told("kiosk:k1")).profile == kiosk)
    }

    @Test func `a browser key cannot link two known persons, a server key can`() {
        var village = Village()
        let ann = village.hears(.told("email:a@example.org")).profile
        let victim = village.hears(.told("phone:+12025550143")).profile
        let claim = Event.told("email:a@example.org", "phone:+12025550143")
        #expect(village.hears(claim, from: browser).profile == ann)
        #expect(village.owner("phone:+12025550143") == victim)
        #expect(village.people.blockedMerges.map(\.reason) == [.browserKey])
        #expect(village.hears(claim, from: server).merges.count == 1)
    }

    @Test func `a browser key may say who an unknown visitor is`() {
        var village = Village()
        village.hears(.told("userId:ann"))
        village.hears(.told("anonymousId:b1"))
        #expect(village.hears(.told("userId:ann", "anonymousId:b1"), from: browser).merges.count == 1)
    }

    @Test func `a merge of more than 10,000 rows is blocked and listed`() throws {
        var village = Village()
        let small = village.hears(.told("email:a@example.org")).profile
        let large = try #require(village.hears(.told("phone:+12025550143")).profile)
        village.people.rowsElsewhere[large] = 10_001
        let meeting = village.hears(.told("email:a@example.org", "phone:+12025550143"))
        #expect(meeting.profile == small && meeting.merges.isEmpty && meeting.codes == [.mergeBlocked])
        #expect(village.people.blockedMerges.map(\.reason) == [.tooLarge])
    }

    @Test(.row("ajo P13", .full)) func `a person has at most 50 identities`() {
        var village = Village()
        for number in 1...50 { village.hears(.told("userId:ann", "anonymousId:b\(number)")) }
        #expect(village.hears(.told("userId:ann", "anonymousId:last")).codes == [.identitiesOfProfile])
        #expect(village.circles.map(\.count) == [50])
    }

    @Test func `an event has at most 20 identities, and a bad one does not stop the others`() {
        var village = Village()
        var event = Event.told("userId:null", "email:junk", "userId:ann")
        #expect(village.hears(event).codes == [.identityNobody, .identityEmail])
        event.identities = (1...1_000).map { Identity("anonymousId:b\($0)") }
        #expect(village.hears(event).codes == [.identitiesOfEvent])
        #expect(village.circles.map(\.count).sorted() == [1, 20])
    }

    @Test func `an event that identifies nobody belongs to nobody`() {
        var village = Village()
        let absorption = village.hears(.told("userId:null"))
        #expect(absorption.profile == nil && absorption.codes == [.identityNobody, .identityMissing])
        #expect(village.people.ids.isEmpty)
    }

    @Test func `traits named email and phone are identities`() {
        var village = Village()
        let traits: AttributeValue = ["email": "Ann@Example.org", "phone": "call me"]
        let absorption = village.hears(.told("userId:ann", kind: .identify, traits: traits))
        #expect(village.circles == [["email:ann@example.org", "userId:ann"]])
        #expect(absorption.codes == [.identityPhoneCountry])
    }

    @Test func `an alias by the owner's server unites two user ids, one by a browser does not`() {
        var village = Village()
        village.hears(.told("userId:old"))
        village.hears(.told("userId:new"))
        let alias = Event.told("userId:new", kind: .alias, type: "alias", previous: "userId:old")
        #expect(village.hears(alias, from: browser).codes == [.mergeBlocked])
        #expect(village.hears(alias, from: server).merges.count == 1)
    }

    @Test func `an alias of an unknown visitor names the browser`() {
        var village = Village()
        village.hears(.told("anonymousId:b1"))
        village.hears(.told("userId:ann", kind: .alias, type: "alias", previous: "userId:b1"), from: browser)
        #expect(village.circles == [["anonymousId:b1", "userId:ann"]])
    }

    /// Persons have one user id and several other identities; every event names a few of one person's.
    @Test(.row("ajo A5", .full), arguments: 1...60)
    func `any order of the same linking events ends in the same circles`(seed: UInt64) {
        var dice = Dice(seed: seed)
        let events = (0..<40).map { _ in Self.randomLink(using: &dice) }
        var circles: Set<[[String]]> = []
        for _ in 0..<6 {
            var village = Village()
            for event in events.shuffled(using: &dice) { village.hears(event) }
            #expect(village.people.blockedMerges.isEmpty)
            circles.insert(village.circles)
        }
        #expect(circles.count == 1)
    }

    private static func randomLink(using dice: inout Dice) -> Event {
        let person = Int.random(in: 0..<4, using: &dice)
        let all = [
            "userId:u\(person)", "email:p\(person)@example.org", "email:q\(person)@example.org",
            "phone:+1202555014\(person)", "anonymousId:a\(person)", "anonymousId:b\(person)", "crm:c\(person)",
        ]
        var event = Event.told()
        event.identities = all.shuffled(using: &dice).prefix(Int.random(in: 1...2, using: &dice)).map { Identity($0) }
        return event
    }
}
