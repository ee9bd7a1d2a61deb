import Testing
import Vocabulary

@Suite struct AttributeObjectTests {
    @Test func `members keep the order of their first writing`() {
        var object = AttributeObject([("b", 1), ("a", 2), ("b", 3)])
        #expect(object.keys == ["b", "a"])
        #expect(object["b"] == 3)
        object["b"] = nil
        object["b"] = 4
        #expect(object.keys == ["a", "b"])
        #expect(object["c"] == nil)
    }

    @Test(arguments: [2, 12, 13, 40])
    func `names and values apart make the same object, a repeated name too`(count: Int) {
        let keys = (0..<count).map { "k\($0 % (count - 1))" }
        let values = (0..<count).map { AttributeValue.integer(Int64($0)) }
        let object = AttributeObject(keys: keys, values: values)
        #expect(object == AttributeObject(zip(keys, values)))
        #expect(object.count == count - 1 && object["k0"] == .integer(Int64(count - 1)))
    }

    @Test func `large objects find, change and lose members as small ones do`() {
        var object = AttributeObject()
        for index in 0..<1000 { object["k\(index)"] = .integer(Int64(index)) }
        for index in stride(from: 0, to: 1000, by: 2) { object["k\(index)"] = nil }
        #expect(object.count == 500)
        #expect((0..<1000).allSatisfy { object["k\($0)"] == ($0 % 2 == 0 ? nil : .integer(Int64($0))) })
        for index in 0..<1000 where index != 501 { object["k\(index)"] = nil }
        #expect(object.keys == ["k501"])
        object["new"] = true
        #expect(object["new"] == true)
    }

    @Test func `a member is changed in place and made where it is missing`() {
        var object = AttributeObject([("n", 1)])
        object.update("n") { $0 = 2 }
        object.update("o") { $0 = ["made": .bool($0 == .object(AttributeObject()))] }
        #expect(AttributeValue.object(object) == ["o": ["made": true], "n": 2])
    }

    @Test func `equality and hash ignore order`() {
        let a = AttributeObject([("x", 1), ("y", 2)])
        let b = AttributeObject([("y", 2), ("x", 1)])
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
        #expect(a != AttributeObject([("x", 1), ("z", 2)]))
        #expect(Array(a).map(\.0) == ["x", "y"])
    }

    @Test func `a path leads into objects only`() {
        let value: AttributeValue = ["a": ["b": ["c": 1]], "s": "text"]
        #expect(value.value(at: "a.b.c") == 1)
        #expect(value.value(at: "a.x.c").isNull)
        #expect(value["s"]["b"].isNull)
        #expect(value["s"].string == "text")
        #expect(value["a"].object?.count == 1)
    }
}
