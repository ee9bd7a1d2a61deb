import JSON
import Testing
import Vocabulary

struct JSONDocumentTests {
    private func code(_ text: String, _ limits: JSONLimits = .standard) -> JSONError.Code? {
        code(Array(text.utf8), limits)
    }

    private func code(_ bytes: [UInt8], _ limits: JSONLimits = .standard) -> JSONError.Code? {
        do {
            _ = try JSONDocument(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [
        "null", " true ", "\t\r\n[]", "{}", "[[],{}]", "\"\"", "0", "-0", "-0.0", "1e5", "1E+5", "1.5e-7", "1e-999",
        #"{"":{"":[]}}"#, #"["\u00e9\ud83d\ude00\/"]"#, #"["é😀\#u{10FFFF}\#u{FFFE}"]"#, "[\"\u{7f}\"]",
        "123456789012345678901234567890", #"{"a":1,"a":2}"#,
    ])
    func `what RFC 8259 allows is read`(text: String) {
        #expect(code(text) == nil)
    }

    @Test(arguments: [
        ("", JSONError.Code.empty), ("  \n", .empty), ("\u{FEFF}{}", .byteOrderMark),
        ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte),
        ("{a:1}", .unexpectedByte),
        ("{'a':1}", .unexpectedByte), ("[1}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte),
        ("NaN", .unexpectedByte),
        ("nul", .unexpectedEnd), ("tru3", .unexpectedByte), ("[1,2", .unexpectedEnd), ("{\"a\":", .unexpectedEnd),
        ("\"abc", .unexpectedEnd), ("\"ab\\", .unexpectedEnd), ("\"\\u12", .unexpectedEnd), ("-", .unexpectedEnd),
        ("1 2", .trailingBytes), ("{} x", .trailingBytes), ("[]]", .trailingBytes), ("\"a\"\0", .trailingBytes),
        ("\"a\u{1}\"", .controlCharacter), ("\"a\nb\"", .controlCharacter), ("\"\\x\"", .invalidEscape),
        ("\"\\u12g4\"", .invalidEscape), ("\"\\ud800\"", .loneSurrogate), ("\"\\ud800\\n\"", .loneSurrogate),
        ("\"\\ud800\\ud800\"", .loneSurrogate), ("\"\\udc00\"", .loneSurrogate), ("012", .invalidNumber),
        ("-x", .invalidNumber), ("1.", .unexpectedEnd), ("[1.]", .invalidNumber), ("1.2.3", .invalidNumber),
        ("0x1F", .invalidNumber), ("1e", .unexpectedEnd), ("[1e+]", .invalidNumber), ("+1", .unexpectedByte),
        (".5", .unexpectedByte), ("1e999", .numberOutOfRange), ("-1e400", .numberOutOfRange),
        (String(repeating: "9", count: 400), .numberOutOfRange),
    ])
    func `what it does not is an error with its code`(text: String, expected: JSONError.Code) {
        #expect(code(text) == expected)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1],
            [0xF0, 0x8F, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFF],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are an error at every place in a word`(bytes: [UInt8]) {
        for padding in 0..<9 {
            let text = [UInt8(ascii: "\"")] + Array(repeating: 0x61, count: padding) + bytes + Array("\"".utf8)
            #expect(code(text) == .invalidUTF8)
        }
    }

    @Test func `special bytes are found at every place in a word`() throws {
        for padding in 0..<20 {
            let text =
                String(repeating: "x", count: padding) + "\\\"é\\\\" + String(repeating: "y", count: 20 - padding)
            let document = try JSONDocument(parsing: Array("[\"\(text)\"]".utf8))
            let expected =
                String(repeating: "x", count: padding) + "\"é\\" + String(repeating: "y", count: 20 - padding)
            #expect(document.root[0]?.string == expected)
        }
    }

    @Test func `nesting beyond the limit is an error, however deep`() {
        #expect(code(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) == nil)
        #expect(code(String(repeating: "[", count: 65) + String(repeating: "]", count: 65)) == .tooDeep)
        #expect(code(String(repeating: "[", count: 10_000)) == .tooDeep)
        #expect(code(String(repeating: "{\"a\":", count: 10_000), JSONLimits(depth: 20_000)) == .unexpectedEnd)
    }

    @Test func `a million names are refused, a hundred thousand read`() {
        let members = (0..<1_000_000).map { "\"a\($0)\":0" }
        #expect(code("{" + members.prefix(100_000).joined(separator: ",") + "}") == nil)
        #expect(code("{" + members.joined(separator: ",") + "}") == .tooManyNames)
        #expect(code("[1,2,3]", JSONLimits(bytes: 6)) == .tooLarge)
    }

    @Test func `an error names its byte`() {
        let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(#"{"a": [1, tru]}"#.utf8)) }
        #expect(error == JSONError(.unexpectedByte, at: 13))
        #expect(error?.message == "a byte that JSON does not allow here at byte 13")
    }
}
