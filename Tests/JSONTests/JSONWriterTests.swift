import JSON
import Testing
import Vocabulary

struct JSONWriterTests {
    @Test func `an answer is written by hand with commas in place`() {
        var json = JSONWriter()
        json.object {
            $0.member("id", ProfileID(raw: 1))
            $0.member("at", Moment(milliseconds: 0))
            $0.member("none", nil as String?)
            $0.array("list") { list in
                for number in 1...2 { list.object { $0.member("n", number) } }
                list.array { _ in }
                list.raw("[1]".utf8)
            }
            $0.object("empty") { _ in }
            $0.member("flag", true)
        }
        let expected =
            #"{"id":"0000000000001","at":"1970-01-01T00:00:00.000Z","none":null,"list":[{"n":1},{"n":2},[],[1]],"#
            + #""empty":{},"flag":true}"#
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        #"{"b":[1,2.50,"x",null,true],"a":{}}"#, #""\"\\\n\r\t\u0001\u001f/é😀""#, "[]", #"{"":""}"#, "-12.00", "1e+20",
    ])
    func `what was read is written as it came`(text: String) throws {
        #expect(try AttributeValue(json: Array(text.utf8)).jsonText == text)
    }

    @Test(arguments: [0.1, 1, -1.5e300, .leastNonzeroMagnitude, 1e21, 0.1 + 0.2, 100, .pi, -0.0])
    func `a double reads back as the same double`(double: Double) throws {
        let value = try AttributeValue(json: AttributeValue.double(double).json)
        guard case .double(let read) = value else { return #expect(Bool(false), "\(value)") }
        #expect(read.bitPattern == double.bitPattern)
    }

    @Test func `what JSON has no number for is null`() {
        #expect(AttributeValue.array([.double(.nan), .double(.infinity)]).jsonText == "[null,null]")
    }

    @Test func `values are appended to bytes that are there`() {
        var bytes = Array("x=".utf8)
        JSONWriter.append(["a": 1, "at": .moment(.epoch)], to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == #"x={"a":1,"at":"1970-01-01T00:00:00.000Z"}"#)
    }
}
