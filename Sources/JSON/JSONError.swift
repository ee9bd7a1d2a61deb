/// Why bytes are no JSON, or JSON beyond the limits, and at which byte.
package struct JSONError: Error, Hashable, Sendable {
    /// Each code has its place in `docs/errors.md`.
    package enum Code: String, Sendable, CaseIterable {
        case empty = "json.empty"
        case byteOrderMark = "json.byte-order-mark"
        case unexpectedByte = "json.unexpected-byte"
        case unexpectedEnd = "json.unexpected-end"
        case trailingBytes = "json.trailing-bytes"
        case controlCharacter = "json.control-character"
        case invalidEscape = "json.invalid-escape"
        case invalidUTF8 = "json.invalid-utf8"
        case loneSurrogate = "json.lone-surrogate"
        case invalidNumber = "json.invalid-number"
        case numberOutOfRange = "json.number-out-of-range"
        case tooDeep = "json.too-deep"
        case tooManyNames = "json.too-many-names"
        case tooLarge = "json.too-large"
    }

    package let code: Code
    /// Bytes before the fault.
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    package var message: String { "\(code.meaning) at byte \(offset)" }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "\(message) [\(code.rawValue)]" }
}

extension JSONError.Code {
    fileprivate var meaning: String {
        switch self {
        case .empty: "no JSON value"
        case .byteOrderMark: "a byte order mark, which JSON does not allow"
        case .unexpectedByte: "a byte that JSON does not allow here"
        case .unexpectedEnd: "the text ends inside a value"
        case .trailingBytes: "more after the value"
        case .controlCharacter: "an unescaped control character in a string"
        case .invalidEscape: "an escape that JSON does not know"
        case .invalidUTF8: "bytes that are not UTF-8"
        case .loneSurrogate: "half of a surrogate pair"
        case .invalidNumber: "a number that JSON does not know"
        case .numberOutOfRange: "a number larger than a double holds"
        case .tooDeep: "arrays and objects nested too deeply"
        case .tooManyNames: "too many names"
        case .tooLarge: "more bytes than are read in one piece"
        }
    }
}
