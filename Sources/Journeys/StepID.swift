import Vocabulary

/// The name of a step within its definition, chosen by its author: `thanks`, `second-order`.
package struct StepID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let raw: String

    package init(_ raw: String) { self.raw = raw }
    package init(stringLiteral value: String) { raw = value }

    package var description: String { raw }

    package static func < (a: StepID, b: StepID) -> Bool { a.raw < b.raw }

    package static let maximumLength = 64

    /// Letters, digits, `-` and `_`: fit for an address, a file and a path in an expression.
    var isSound: Bool {
        (1...Self.maximumLength).contains(raw.utf8.count)
            && raw.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
