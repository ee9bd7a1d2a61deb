import Profiles
import Testing
import Vocabulary

struct PeopleTests {
    @Test func `a merge unites attributes, consents, counters and the earlier wake`() throws {
        var village = Village()
        let old = try #require(village.hears(.told("anonymousId:b1", traits: ["plan": "free", "seen": 1])).profile)
        let new = try #require(village.hears(.told("userId:ann", minute: 5, traits: ["plan": "gold"])).profile)
        village.people.setWake(old, to: noon + .days(9))
        village.people.setWake(new, to: noon + .days(7))
        village.hears(.told("anonymousId:b1", "userId:ann", type: "Login"))
        let profile = try #require(village.people[new])
        #expect(profile.id == old && profile.wake == noon + .days(7))
        #expect(profile.attributes["plan"] == "gold" && profile.attributes["seen"] == 1)
        #expect(profile.counters["Order Completed"]?.count == 2 && profile.counters.total == 3)
    }

    @Test func `an update after a merge in mid-batch reaches the survivor`() throws {
        var village = Village()
        let old = try #require(village.hears(.told("anonymousId:b1")).profile)
        let new = try #require(village.hears(.told("userId:ann")).profile)
        village.hears(.told("anonymousId:b1", "userId:ann"))
        village.people.update(new, path: "loyalty.tier", to: "gold", at: noon, source: "journey:x")
        village.people.update(new, path: "consents.marketing.email.val", to: "n", at: noon, source: "journey:x")
        let profile = try #require(village.people[old])
        #expect(AttributeValue.object(profile.attributes).value(at: "loyalty.tier") == "gold")
        #expect(profile.consents.answer(channel: "email", defaults: .deny) == .no)
    }

    @Test func `an event is born to the person of its strongest known identity, through all merges`() throws {
        var village = Village()
        let a = try #require(village.hears(.told("userId:ann")).profile)
        let b = try #require(village.hears(.told("anonymousId:b1")).profile)
        village.hears(.told("userId:ann", "anonymousId:b1"))
        let later = village.hears(.told("anonymousId:b1", "crm:7"))
        #expect(later.profile == a && later.born == b)
        #expect(village.hears(.told("crm:7")).born == b)
        #expect(village.hears(.told("crm:7", "userId:ann")).born == a)
    }
}
