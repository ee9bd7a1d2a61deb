import Profiles
import TestKit
import Testing
import Vocabulary

struct AttributesTests {
    private var attributes = Attributes()

    private mutating func write(_ value: AttributeValue, at path: String, minute: Int64) -> [ProfileReason.Code] {
        attributes.write(
            value,
            at: AttributePath(path),
            by: Provenance(moment: noon + .minutes(minute), source: "test")
        ).map(\.code)
    }

    @Test(.row("ajo P12")) mutating func `the last writer by the event's own time wins, leaf by leaf`() {
        _ = write(["city": "Oslo", "zip": "0150"], at: "address", minute: 5)
        _ = write(["city": "Rome", "street": "Via Appia"], at: "address", minute: 3)
        let address: AttributeValue = ["city": "Oslo", "zip": "0150", "street": "Via Appia"]
        #expect(attributes.values["address"] == address)
        #expect(attributes.provenance["address.city"] == Provenance(moment: noon + .minutes(5), source: "test"))
    }

    @Test mutating func `names such as __proto__, $set and a.b are plain names`() {
        _ = write(["__proto__": 1, "$set": 2, "a.b": 3, "a": ["b": 4], "back\\slash": 5], at: "odd", minute: 0)
        #expect(attributes.values["odd"]?["a.b"] == 3 && attributes.values["odd"]?.value(at: "a.b") == 4)
        #expect(
            attributes.provenance.keys.sorted() == [
                "odd.$set", "odd.__proto__", "odd.a.b", "odd.a\\.b", "odd.back\\\\slash",
            ]
        )
        for leaf in attributes.leaves { #expect(AttributePath(leaf.path.description) == leaf.path) }
    }

    @Test mutating func `a value in the place of an object replaces what is older in it, and the other way round`() {
        _ = write(["city": "Oslo"], at: "address", minute: 1)
        _ = write("Oslo, Norway", at: "address", minute: 2)
        #expect(attributes.values["address"] == "Oslo, Norway" && attributes.provenance.count == 1)
        _ = write("Rome", at: "address.city", minute: 1)
        #expect(attributes.values["address"] == "Oslo, Norway")
        _ = write("Rome", at: "address.city", minute: 3)
        #expect(attributes.values["address"] == ["city": "Rome"] && attributes.provenance.count == 1)
    }

    @Test mutating func `null is a value that older ones do not bring back`() {
        _ = write(.null, at: "plan", minute: 2)
        _ = write("gold", at: "plan", minute: 1)
        #expect(attributes.values["plan"] == .some(.null))
    }

    @Test(.row("ajo P16")) mutating func `attributes are bounded in number, depth, size and name`() {
        let many = AttributeObject((0..<1_500).map { ("n\($0)", .integer(Int64($0))) })
        #expect(write(.object(many), at: "many", minute: 0) == [.attributeCount])
        #expect(attributes.provenance.count == 1_000)
        let deep = (0..<10_000).reduce(AttributeValue.integer(1)) { value, _ in ["d": value] }
        #expect(write(deep, at: "deep", minute: 0) == [.attributeDepth])
        attributes = Attributes()
        let deepArray = (0..<40).reduce(AttributeValue.integer(1)) { value, _ in [value] }
        #expect(write(deepArray, at: "deep", minute: 0) == [.attributeDepth])
        #expect(write(.string(String(repeating: "x", count: 40_000)), at: "long", minute: 0) == [.attributeSize])
        #expect(write(1, at: "", minute: 0) == [.attributeName])
        #expect(write(1, at: String(repeating: "x", count: 257), minute: 0) == [.attributeName])
        let large = AttributeValue.string(String(repeating: "x", count: 30_000))
        #expect(
            (0..<5).map { write(large, at: "large\($0)", minute: 0) } == [
                [], [], [], [.attributeSize], [.attributeSize],
            ]
        )
        #expect((0..<5).map { write(large, at: "large0", minute: $0) } == [[], [], [], [], []])
    }
}

struct WellKnownTraitsTests {
    @Test func `traits go under their own names and well-known ones under the standard path too`() throws {
        var village = Village()
        let traits: AttributeValue = [
            "firstName": "Ann", "plan": "gold", "email": "ann@example.org", "timezone": "Europe/Oslo",
            "address": ["city": "Oslo", "floor": 3],
        ]
        let id = try #require(village.hears(.told("userId:ann", kind: .identify, traits: traits)).profile)
        let profile = try #require(village.people[id])
        let value = AttributeValue.object(profile.attributes)
        #expect(value["firstName"] == "Ann" && value.value(at: "person.name.firstName") == "Ann")
        #expect(value.value(at: "personalEmail.address") == "ann@example.org" && value["plan"] == "gold")
        #expect(value.value(at: "homeAddress.city") == "Oslo" && value.value(at: "address.floor") == 3)
        #expect(profile.zone == "Europe/Oslo")
    }

    @Test func `a group's traits are the group's`() throws {
        var village = Village()
        let group = Event.told(
            "userId:ann",
            kind: .group,
            type: "group",
            traits: ["name": "Initech", "email": "a@b.example"]
        )
        let id = try #require(village.hears(group).profile)
        #expect(village.people[id]?.attributes.isEmpty == true && village.circles == [["userId:ann"]])
    }

    @Test func `an event ahead of the clock counts from when it was received`() throws {
        var village = Village()
        var early = Event.told("userId:ann", kind: .identify, traits: ["plan": "never"])
        early.timestamp = village.received + .days(365)
        village.hears(early)
        village.received = village.received + .minutes(1)
        var later = Event.told("userId:ann", kind: .identify, traits: ["plan": "gold"])
        later.timestamp = village.received
        let id = try #require(village.hears(later).profile)
        #expect(village.people[id]?.attributes["plan"] == "gold")
    }
}
