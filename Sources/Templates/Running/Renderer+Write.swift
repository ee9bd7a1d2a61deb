import Vocabulary

/// Values as text: JavaScript's string conversion, with Handlebars' escapes.
extension Renderer {
    @inline(__always)
    mutating func write(_ value: Value, _ frame: Frame) throws(RenderFailure) {
        if case .stored(let pointer) = value, case .string(let text) = pointer.pointee {
            appendEscaped(text)
        } else {
            try writeOther(value, frame)
        }
    }

    private mutating func writeOther(_ value: Value, _ frame: Frame) throws(RenderFailure) {
        var value = value
        if case .function = value { value = try callFunction(value, on: .undefined) }
        let kind = kind(of: value)
        if kind == .object, isTruthy(property(of: value, Self.toHTML)) {
            throw RenderFailure(.noText, "the object has a \"toHTML\" that is no function")
        }
        guard kind == .object || kind == .array || kind == .string else { return append(scalar: value) }
        let start = output.count
        try append(value, nesting: 0)
        guard output[start...].contains(where: Self.isEscaped) else { return }
        let raw = Array(output[start...])
        output.removeSubrange(start...)
        raw.withUnsafeBufferPointer { appendEscaped($0) }
    }

    mutating func writeRaw(_ value: Value, _ frame: Frame) throws(RenderFailure) {
        var value = value
        if case .function = value { value = try callFunction(value, on: .undefined) }
        try append(value, nesting: 0)
        switch kind(of: value) {
        case .undefined, .null, .string, .function: result = .text
        case .bool, .number: result = .number(number(of: value))
        case .object, .array: result = .object(value)
        }
    }

    /// A value's text as a property's name or on one side of a comparison, where null is "null".
    mutating func text(of value: Value) throws(RenderFailure) -> String {
        switch kind(of: value) {
        case .undefined: return "undefined"
        case .null: return "null"
        case .bool, .number, .string, .object, .array, .function: break
        }
        let start = output.count
        try append(value, nesting: 0)
        return cut(from: start)
    }

    /// Takes what was written from `start` out of the output.
    mutating func cut(from start: Int) -> String {
        let text = String(decoding: output[start...], as: UTF8.self)
        output.removeSubrange(start...)
        return text
    }

    private static let toHTML = Name("toHTML")
    private static let toText = Name("toString")
    /// Arrays within arrays, so that no context can exhaust the stack.
    private static let maximumNesting = 200

    private mutating func append(_ value: Value, nesting: Int) throws(RenderFailure) {
        guard nesting < Self.maximumNesting else {
            throw RenderFailure(.depthLimit, "arrays are more than \(Self.maximumNesting) deep")
        }
        switch value {
        case .stored(let pointer): try append(pointer, nesting: nesting)
        case .key(let text): append(text.pointee)
        case .text(let index): append(texts[Int(index)])
        case .merged, .frame, .emptyObject: try appendObject(value)
        case .list(let index): try append(elements: lists[Int(index)], nesting: nesting)
        case .function: throw RenderFailure(.noText, "a partial block is no text", hint: "write {{> @partial-block}}")
        case .undefined, .null, .bool, .number: append(scalar: value)
        }
    }

    private mutating func append(
        _ pointer: UnsafePointer<AttributeValue>,
        nesting: Int
    ) throws(RenderFailure) {
        switch pointer.pointee {
        case .string(let text): append(text)
        case .moment(let moment): append(moment.description)
        case .object: try appendObject(.stored(pointer))
        case .array(let elements):
            for index in elements.indices {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                try append(.optional(elements.pointer(index)), nesting: nesting + 1)
            }
        case .null, .bool, .integer, .decimal, .double: append(scalar: .stored(pointer))
        }
    }

    private mutating func append(elements: [Value], nesting: Int) throws(RenderFailure) {
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            try append(element, nesting: nesting + 1)
        }
    }

    private mutating func appendObject(_ value: Value) throws(RenderFailure) {
        guard !ownKeys(of: value, contain: Self.toText) else {
            throw RenderFailure(.noText, "the object has a \"toString\" that is no function")
        }
        output.append(contentsOf: "[object Object]".utf8)
    }

    private mutating func append(scalar value: Value) {
        switch value {
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let number): NumberText.append(Int64(number), to: &output)
        case .stored(let pointer):
            switch pointer.pointee {
            case .bool(let flag): append(flag ? "true" : "false")
            case .integer(let number): NumberText.append(number, to: &output)
            case .decimal(let number): NumberText.append(number, to: &output)
            case .double(let number): NumberText.append(number, to: &output)
            case .null, .string, .moment, .array, .object: break
            }
        case .undefined, .null, .key, .text, .merged, .frame, .list, .function, .emptyObject: break
        }
    }

    @inline(__always)
    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    @inline(__always)
    private mutating func appendEscaped(_ text: String) {
        var text = text
        text.withUTF8 { appendEscaped($0) }
    }

    /// Writes runs of plain bytes at once, and `& < > " ' ` =` as Handlebars does.
    @inline(__always)
    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in bytes.indices where Self.isEscaped(bytes[index]) {
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            output.append(contentsOf: Self.escape(bytes[index]).utf8CodeUnits)
            start = index + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    @inline(__always)
    static func isEscaped(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22, 0x26, 0x27, 0x3C, 0x3D, 0x3E, 0x60: true
        default: false
        }
    }

    private static func escape(_ byte: UInt8) -> StaticString {
        switch byte {
        case 0x22: "&quot;"
        case 0x26: "&amp;"
        case 0x27: "&#x27;"
        case 0x3C: "&lt;"
        case 0x3D: "&#x3D;"
        case 0x3E: "&gt;"
        default: "&#x60;"
        }
    }
}

extension StaticString {
    var utf8CodeUnits: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
