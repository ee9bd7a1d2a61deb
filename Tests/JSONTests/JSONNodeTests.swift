import JSON
import Testing
import Vocabulary

struct JSONNodeTests {
    private func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }

    @Test func `members and elements are reached by name and position`() throws {
        let root = try document(#"{"user":{"id":7,"tags":["a","b",{"c":true}]},"x":null,"y":1.5}"#).root
        #expect(root["user"]?["id"]?.integer == 7)
        #expect(root["user"]?["tags"]?[1]?.string == "b")
        #expect(root["user"]?["tags"]?[2]?["c"]?.bool == true)
        #expect(root["user"]?["tags"]?[3] == nil)
        #expect(root["x"]?.isNull == true)
        #expect(root["y"]?.double == 1.5)
        #expect(root["missing"] == nil)
        #expect(root["x"]?["id"] == nil)
        #expect(root.members.map(\.name) == ["user", "x", "y"])
        #expect(root.count == 3)
        #expect(root["user"]?.descendantCount == 9)
    }

    @Test func `of repeated names the last wins`() throws {
        let root = try document(#"{"a":1,"b":2,"\u0061":3}"#).root
        #expect(root["a"]?.integer == 3)
        #expect(root.attributeValue() == ["a": 3, "b": 2])
    }

    @Test func `strings are unescaped when asked`() throws {
        let text = #"["\"\\\/\b\f\n\r\t","\u00e9\u20ac\ud83d\ude00","plain é","\u0000"]"#
        let strings = try document(text).root.elements.compactMap(\.string)
        #expect(strings == ["\"\\/\u{8}\u{c}\n\r\t", "é€😀", "plain é", "\0"])
        #expect(try document(#""a\tb""#).root.isString("a\tb"))
        #expect(try document(#""ab""#).root.isString("a") == false)
    }

    @Test func `raw bytes are the value as written`() throws {
        let document = try document(#"{"a": [1, {"b" : 2.50} ] }"#)
        let range = try #require(document["a"]?.rawBytes)
        #expect(String(decoding: document.bytes[range], as: UTF8.self) == #"[1, {"b" : 2.50} ]"#)
    }

    @Test(arguments: [
        ("12", AttributeValue.integer(12)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ("12345678901234567890123", .double(0x1.4ea15b273b38ap+73)), ("1e3", .double(1000)),
        ("1.0E-2", .double(0.01)), ("0.1234567890123456789", .double(0x1.f9add3746f65fp-4)), ("1e-999", .double(0)),
        ("-1e-999", .double(-0.0)), ("5e-324", .double(.leastNonzeroMagnitude)),
        ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
    ])
    func `numbers keep their kind`(text: String, expected: AttributeValue) throws {
        #expect(try AttributeValue(json: Array(text.utf8)) == expected)
    }

    @Test(arguments: ["12.50", "-0.01", "0.000000000000000001", "123456789012345.678", "-999999999999999999.0", "0.0"])
    func `decimals keep their digits`(text: String) throws {
        let value = try AttributeValue(json: Array(text.utf8))
        guard case .decimal(let decimal) = value else {
            // Eighteen digits before the point and one behind it are one too many.
            #expect(value == .double(-1e18) && text.hasPrefix("-999"))
            return
        }
        #expect(decimal.description == text)
        #expect(value.jsonText == text)
    }
}
