import Vocabulary

/// JavaScript's truth and equality, on which sections, `{{#if}}` and the count of `../` depend.
extension Renderer {
    enum Kind { case undefined, null, bool, number, string, object, array, function }

    func kind(of value: Value) -> Kind {
        switch value {
        case .undefined: .undefined
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .key, .text: .string
        case .merged, .frame, .emptyObject: .object
        case .list: .array
        case .function: .function
        case .stored(let pointer):
            switch pointer.pointee {
            case .null: .null
            case .bool: .bool
            case .integer, .decimal, .double: .number
            case .string, .moment: .string
            case .array: .array
            case .object: .object
            }
        }
    }

    func isTruthy(_ value: Value) -> Bool {
        switch value {
        case .undefined, .null: false
        case .bool(let flag): flag
        case .number(let number): number != 0
        case .key(let text): !text.pointee.isEmpty
        case .text(let index): !texts[Int(index)].isEmpty
        case .merged, .frame, .list, .function, .emptyObject: true
        case .stored(let pointer):
            switch pointer.pointee {
            case .null: false
            case .bool(let flag): flag
            case .integer(let number): number != 0
            case .decimal(let number): number.coefficient != 0
            case .double(let number): number != 0 && !number.isNaN
            case .string(let text): !text.isEmpty
            case .moment, .array, .object: true
            }
        }
    }

    /// Handlebars' emptiness: false values except 0, and arrays of nothing.
    func isEmpty(_ value: Value) -> Bool {
        switch kind(of: value) {
        case .array: elementCount(of: value) == 0
        case .number: number(of: value).isNaN
        case .undefined, .null, .bool, .string, .object, .function: !isTruthy(value)
        }
    }

    func elementCount(of value: Value) -> Int {
        switch value {
        case .list(let index): lists[Int(index)].count
        case .stored(let pointer): if case .array(let elements) = pointer.pointee { elements.count } else { 0 }
        case .undefined, .null, .bool, .number, .key, .text, .merged, .frame, .function, .emptyObject: 0
        }
    }

    /// `===` of a boolean.
    func isExactly(_ flag: Bool, _ value: Value) -> Bool { kind(of: value) == .bool && isTruthy(value) == flag }

    /// Whether a block's context is the one around it (`==`), so that `../` does not count it twice.
    mutating func isLooselyEqual(_ a: Value, _ b: Value) throws(RenderFailure) -> Bool {
        let (kindA, kindB) = (kind(of: a), kind(of: b))
        switch (kindA, kindB) {
        case (.undefined, .undefined), (.undefined, .null), (.null, .undefined), (.null, .null): return true
        case (.undefined, _), (.null, _), (_, .undefined), (_, .null): return false
        case (.object, .object), (.object, .array), (.array, .object), (.array, .array), (.function, _), (_, .function):
            return isSame(a, b)
        case (.string, .string): return try text(of: a) == text(of: b)
        case (.object, .string), (.array, .string), (.string, .object), (.string, .array):
            return try text(of: a) == text(of: b)
        case (.object, _), (.array, _):
            return NumberText.number(in: try text(of: a)) == number(of: b)
        case (_, .object), (_, .array):
            return number(of: a) == NumberText.number(in: try text(of: b))
        case (.bool, _), (.number, _), (.string, _): return number(of: a) == number(of: b)
        }
    }

    private func isSame(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.stored(let a), .stored(let b)): a == b
        case (.merged(let a), .merged(let b)), (.frame(let a), .frame(let b)), (.list(let a), .list(let b)),
            (.function(let a), .function(let b)):
            a == b
        case (.emptyObject, .emptyObject): true
        default: false
        }
    }

    func number(of value: Value) -> Double {
        switch value {
        case .bool(let flag): flag ? 1 : 0
        case .number(let number): Double(number)
        case .key(let text): NumberText.number(in: text.pointee)
        case .text(let index): NumberText.number(in: texts[Int(index)])
        case .stored(let pointer):
            switch pointer.pointee {
            case .bool(let flag): flag ? 1 : 0
            case .integer(let number): Double(number)
            case .decimal(let number): number.double
            case .double(let number): number
            case .string(let text): NumberText.number(in: text)
            case .moment(let moment): NumberText.number(in: moment.description)
            case .null, .array, .object: .nan
            }
        case .undefined, .null, .merged, .frame, .list, .function, .emptyObject: .nan
        }
    }
}
