import Vocabulary

/// A value while a template runs: 9 bytes without reference counting.
///
/// What stands in the context is a pointer to its place there, so that it is itself and not a copy: handlebars.js
/// compares contexts by identity. The pointers lead into the storage of arrays that the rendering holds and nobody
/// changes (`Renderer.render` keeps the context and the template alive around them).
enum Value {
    case undefined
    case null
    case bool(Bool)
    case number(Int)
    /// Of the context, of the template's literals, or a helper's result.
    case stored(UnsafePointer<AttributeValue>)
    /// A name of an object in the context.
    case key(UnsafePointer<String>)
    /// A text made while running: an index into `Renderer.texts`.
    case text(Int32)
    /// A context with a partial's options laid over it: an index into `Renderer.merged`.
    case merged(Int32)
    /// The `@` variables as an object: an index into `Renderer.frames`.
    case frame(Int32)
    /// A block's parameters as an array: an index into `Renderer.lists`.
    case list(Int32)
    /// A `@partial-block`: an index into `Renderer.partialBlocks`.
    case function(Int32)
    /// What stands for `this` where the context is null.
    case emptyObject

    var isNullish: Bool {
        switch self {
        case .undefined, .null: true
        case .stored(let pointer): pointer.pointee.isNull
        case .bool, .number, .key, .text, .merged, .frame, .list, .function, .emptyObject: false
        }
    }

    /// `null` but not `undefined`.
    var isNull: Bool {
        switch self {
        case .null: true
        case .stored(let pointer): pointer.pointee.isNull
        case .undefined, .bool, .number, .key, .text, .merged, .frame, .list, .function, .emptyObject: false
        }
    }

    static func optional(_ pointer: UnsafePointer<AttributeValue>?) -> Value {
        if let pointer { .stored(pointer) } else { .undefined }
    }
}

/// A property's name with what it may mean besides a member of an object.
struct Name: Sendable {
    let text: String
    /// As an array's index; -1 where it is none.
    let index: Int
    let isLength: Bool
    let variable: Variable

    /// The `@` variables that are not the caller's own.
    enum Variable: Sendable { case none, root, key, index, first, last, parent, partialBlock }

    init(_ text: String) {
        self.text = text
        index = Self.arrayIndex(text)
        isLength = text == "length"
        variable =
            switch text {
            case "root": .root
            case "key": .key
            case "index": .index
            case "first": .first
            case "last": .last
            case "_parent": .parent
            case "partial-block": .partialBlock
            default: .none
            }
    }

    /// `0`, `17`, but not `01` or `-1`.
    static func arrayIndex(_ text: String) -> Int {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 10, (48...57).contains(first), first != 48 || bytes.count == 1
        else { return -1 }
        var value = 0
        for byte in bytes {
            guard (48...57).contains(byte) else { return -1 }
            value = value * 10 + Int(byte - 48)
        }
        return value < 4_294_967_295 ? value : -1
    }
}

extension UnsafePointer<AttributeValue> {
    /// The member of an object, or element of an array, that is its own.
    @inline(__always)
    func member(_ name: borrowing Name) -> UnsafePointer<AttributeValue>? {
        switch pointee {
        case .object(let object): object.pointer(to: name.text)
        case .array(let elements): name.index >= 0 && name.index < elements.count ? elements.pointer(name.index) : nil
        case .null, .bool, .integer, .decimal, .double, .string, .moment: nil
        }
    }
}

extension AttributeObject {
    /// Up to here a scan beats hashing.
    private static var scanLimit: Int { 12 }

    @inline(__always)
    func pointer(to key: String) -> UnsafePointer<AttributeValue>? {
        if keys.count > Self.scanLimit { return position(of: key).flatMap { values.pointer($0) } }
        return keys.withUnsafeBufferPointer { keys in
            for index in keys.indices where keys[index] == key { return values.pointer(index) }
            return nil
        }
    }
}

extension Array {
    /// The place of an element in the array's storage, valid while the array lives unchanged.
    @inline(__always)
    func pointer(_ index: Int) -> UnsafePointer<Element>? {
        withUnsafeBufferPointer { $0.baseAddress.map { $0 + index } }
    }
}
