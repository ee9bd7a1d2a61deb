import Vocabulary

/// The kinds of value something may have, as far as the text alone tells.
struct Kinds: OptionSet, Hashable {
    let rawValue: UInt8

    static let bool = Kinds(rawValue: 1)
    static let number = Kinds(rawValue: 2)
    static let text = Kinds(rawValue: 4)
    static let moment = Kinds(rawValue: 8)
    static let list = Kinds(rawValue: 16)
    static let object = Kinds(rawValue: 32)
    static let null = Kinds(rawValue: 64)
    static let any: Kinds = [.bool, .number, .text, .moment, .list, .object, .null]
    /// A date may be given as ISO text.
    static let date: Kinds = [.moment, .text]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(of value: AttributeValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .bool
        case .integer, .decimal, .double: self = .number
        case .string: self = .text
        case .moment: self = .moment
        case .array: self = .list
        case .object: self = .object
        }
    }

    /// Whether a value of these kinds can be used where `wanted` is asked for; null always can.
    func canBe(_ wanted: Kinds) -> Bool { contains(.null) || !isDisjoint(with: wanted) }

    /// As a person would say it: `a number`.
    var described: String {
        let names: [(Kinds, String)] = [
            (.bool, "true or false"), (.number, "a number"), (.moment, "a date"), (.text, "text"), (.list, "a list"),
            (.object, "an object"), (.null, "null"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}
