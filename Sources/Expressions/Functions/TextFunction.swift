import Vocabulary

enum TextFunction: UInt8, Sendable {
    case lowerCase, upperCase, trim, leftTrim, rightTrim, length
    case contains, doesNotContain, startsWith, endsWith, equals, equalsIgnoreCase
    case concat, replace, split, substr, indexOf, lastIndexOf, like, join
    case isEmpty, isNotEmpty
}

extension FunctionCatalog {
    static let text: [FunctionEntry] = {
        let text = parameter("text", .text)
        func one(_ name: String, _ aliases: String..., function: TextFunction) -> FunctionEntry {
            .init(name: name, aliases: aliases, parameters: [text], result: .text, function: .text(function))
        }
        func test(_ name: String, _ other: String, _ function: TextFunction) -> FunctionEntry {
            .init(
                name: name,
                parameters: [text, parameter(other, .text), parameter("caseSensitive", .bool)],
                optional: 1,
                result: .bool,
                function: .text(function)
            )
        }
        return [
            one("lowerCase", "lower", function: .lowerCase), one("upperCase", "upper", function: .upperCase),
            one("trim", function: .trim), one("leftTrim", function: .leftTrim),
            one("rightTrim", function: .rightTrim),
            .init(
                name: "length",
                parameters: [parameter("text", [.text, .list])],
                result: .number,
                function: .text(.length)
            ),
            test("contains", "part", .contains), test("doesNotContain", "part", .doesNotContain),
            test("startsWith", "beginning", .startsWith), test("endsWith", "ending", .endsWith),
            .init(
                name: "equals",
                parameters: [parameter("a", .any), parameter("b", .any), parameter("caseSensitive", .bool)],
                optional: 1,
                result: .bool,
                function: .text(.equals)
            ),
            .init(
                name: "equalsIgnoreCase",
                parameters: [text, parameter("other", .text)],
                result: .bool,
                function: .text(.equalsIgnoreCase)
            ),
            .init(
                name: "concat",
                parameters: [parameter("value", .any)],
                isVariadic: true,
                result: .text,
                function: .text(.concat)
            ),
            .init(
                name: "replace",
                aliases: ["replaceAll"],
                parameters: [text, parameter("part", .text), parameter("by", .text)],
                result: .text,
                function: .text(.replace)
            ),
            .init(
                name: "split",
                parameters: [text, parameter("separator", .text)],
                result: .list,
                function: .text(.split)
            ),
            .init(
                name: "substr",
                aliases: ["substring"],
                parameters: [text, parameter("start", .number), parameter("end", .number)],
                optional: 1,
                result: .text,
                function: .text(.substr)
            ),
            .init(
                name: "indexOf",
                parameters: [text, parameter("part", .text)],
                result: .number,
                function: .text(.indexOf)
            ),
            .init(
                name: "lastIndexOf",
                parameters: [text, parameter("part", .text)],
                result: .number,
                function: .text(.lastIndexOf)
            ),
            .init(
                name: "like",
                parameters: [text, parameter("pattern", .text)],
                result: .bool,
                function: .text(.like)
            ),
            .init(
                name: "join",
                parameters: [parameter("list", .list), parameter("separator", .text)],
                result: .text,
                function: .text(.join)
            ),
            .init(name: "isEmpty", parameters: [parameter("value", .any)], result: .bool, function: .text(.isEmpty)),
            .init(
                name: "isNotEmpty",
                parameters: [parameter("value", .any)],
                result: .bool,
                function: .text(.isNotEmpty)
            ),
        ]
    }()
}

/// The longest text and list an expression may make.
enum OutputLimit {
    static let bytes = 1 << 20
    static let items = 100_000
}

extension Evaluator {
    /// Text functions; anything but text where text is asked for gives null.
    mutating func callText(_ function: TextFunction, _ base: Int, _ count: Int) -> AttributeValue {
        switch function {
        case .lowerCase: mapText(base) { $0.lowercased() }
        case .upperCase: mapText(base) { $0.uppercased() }
        case .trim: mapText(base) { TextTrim.trimmed($0, start: true, end: true) }
        case .leftTrim: mapText(base) { TextTrim.trimmed($0, start: true, end: false) }
        case .rightTrim: mapText(base) { TextTrim.trimmed($0, start: false, end: true) }
        case .length: length(of: value(base))
        case .contains: test(base, count) { TextSearch.first(of: $1, in: $0) != nil }
        case .doesNotContain: test(base, count) { TextSearch.first(of: $1, in: $0) == nil }
        case .startsWith: test(base, count) { $0.utf8.starts(with: $1.utf8) }
        case .endsWith: test(base, count) { $0.utf8.reversed().starts(with: $1.utf8.reversed()) }
        case .equals: equals(base, count)
        case .equalsIgnoreCase: pair(base) { .bool($0.lowercased() == $1.lowercased()) }
        case .concat: concat(base, count)
        case .replace: replace(base)
        case .split: split(base)
        case .substr: substring(base, count)
        case .indexOf: pair(base) { text, part in Self.position(TextSearch.first(of: part, in: text), in: text) }
        case .lastIndexOf: pair(base) { text, part in Self.position(TextSearch.last(of: part, in: text), in: text) }
        case .like: pair(base) { .bool(Glob.matches($0, pattern: $1)) }
        case .join: join(base)
        case .isEmpty: .bool(Self.isEmpty(value(base)))
        case .isNotEmpty: .bool(!Self.isEmpty(value(base)))
        }
    }

    /// Null, `""`, `[]` and `{}`.
    static func isEmpty(_ value: AttributeValue) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let items): items.isEmpty
        case .object(let object): object.isEmpty
        case .bool, .integer, .decimal, .double, .moment: false
        }
    }

    private mutating func mapText(_ base: Int, _ change: (String) -> String) -> AttributeValue {
        guard case .string(let text) = value(base) else { return .null }
        charge(bytes: text.utf8.count)
        return .string(change(text))
    }

    private mutating func pair(_ base: Int, _ body: (String, String) -> AttributeValue) -> AttributeValue {
        guard case .string(let a) = value(base), case .string(let b) = value(base + 1) else { return .null }
        charge(bytes: a.utf8.count + b.utf8.count)
        return body(a, b)
    }

    /// A test of two texts with an optional `caseSensitive`.
    private mutating func test(_ base: Int, _ count: Int, _ body: (String, String) -> Bool) -> AttributeValue {
        let ignoresCase = count > 2 && value(base + 2) == .bool(false)
        return pair(base) { .bool(ignoresCase ? body($0.lowercased(), $1.lowercased()) : body($0, $1)) }
    }

    private mutating func equals(_ base: Int, _ count: Int) -> AttributeValue {
        if count > 2, case .string = value(base), case .string = value(base + 1) {
            return test(base, count) { $0 == $1 }
        }
        return ValueOrder.areEqual(value(base), value(base + 1), zone: context.zone).map(AttributeValue.bool) ?? .null
    }

    private func length(of value: AttributeValue) -> AttributeValue {
        switch value {
        case .string(let text): .integer(Int64(text.count))
        case .array(let items): .integer(Int64(items.count))
        case .null, .bool, .integer, .decimal, .double, .moment, .object: .null
        }
    }

    /// Null is nothing here: names with a missing part still read well.
    private mutating func concat(_ base: Int, _ count: Int) -> AttributeValue {
        limited((base..<base + count).map { ValueText.text(of: value($0)) ?? "" }, separator: "")
    }

    private mutating func join(_ base: Int) -> AttributeValue {
        guard case .array(let items) = value(base), case .string(let separator) = value(base + 1) else { return .null }
        return limited(items.compactMap(ValueText.text(of:)), separator: separator)
    }

    private mutating func limited(_ parts: [String], separator: String) -> AttributeValue {
        let size = parts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count }
        guard size <= OutputLimit.bytes else { return exceeded() }
        charge(bytes: size)
        return .string(parts.joined(separator: separator))
    }

    private mutating func replace(_ base: Int) -> AttributeValue {
        guard case .string(let text) = value(base), case .string(let part) = value(base + 1),
            case .string(let other) = value(base + 2)
        else { return .null }
        guard !part.isEmpty else { return .string(text) }
        return limited(TextSearch.pieces(of: text, between: part), separator: other)
    }

    private mutating func split(_ base: Int) -> AttributeValue {
        guard case .string(let text) = value(base), case .string(let separator) = value(base + 1) else { return .null }
        charge(bytes: text.utf8.count)
        let pieces = separator.isEmpty ? text.map(String.init) : TextSearch.pieces(of: text, between: separator)
        guard pieces.count <= OutputLimit.items else { return exceeded() }
        return .array(pieces.map(AttributeValue.string))
    }

    /// Characters from `start` up to but without `end`, both cut to the text.
    private mutating func substring(_ base: Int, _ count: Int) -> AttributeValue {
        guard case .string(let text) = value(base), let start = Arithmetic.wholeNumber(value(base + 1)) else {
            return .null
        }
        charge(bytes: text.utf8.count)
        var length = Int64.max
        if count > 2 {
            guard let end = Arithmetic.wholeNumber(value(base + 2)) else { return .null }
            length = max(0, end) - min(max(0, start), max(0, end))
        }
        let rest = text.dropFirst(Int(clamping: max(0, start)))
        return .string(String(rest.prefix(Int(clamping: min(length, Int64(text.utf8.count))))))
    }

    /// A place in bytes as a number of characters; -1 for nowhere.
    private static func position(_ byte: Int?, in text: String) -> AttributeValue {
        guard let byte else { return .integer(-1) }
        return .integer(Int64(text[..<text.utf8.index(text.startIndex, offsetBy: byte)].count))
    }
}
