import Vocabulary

/// From a path to its value.
extension Renderer {
    @inline(__always)
    mutating func resolve(_ index: Int, _ frame: Frame, _ program: Program) throws(RenderFailure) -> Value {
        guard frame.container == 0, case .stored(let context) = frame.context else {
            return try resolve(program.paths[index], frame, program)
        }
        if found[index].context == context { return .stored(found[index].value) }
        let path = program.paths[index]
        let value = try resolve(path, frame, program)
        if path.isLocal, case .stored(let place) = value { found[index] = Found(context: context, value: place) }
        return value
    }

    @inline(__always)
    private mutating func resolve(
        _ path: Path,
        _ frame: Frame,
        _ program: Program
    ) throws(RenderFailure) -> Value {
        guard path.isLocal else {
            return try resolveSlowly(path, frame, program)
        }
        var value = frame.context
        for segment in path.segments {
            if case .stored(let pointer) = value,
                let member = pointer.member(program.names[Int(program.segments[Int(segment)])])
            {
                value = .stored(member)
            } else if value.isNullish {
                return value
            } else {
                value = property(of: value, program.names[Int(program.segments[Int(segment)])])
            }
        }
        return value
    }

    private mutating func resolveSlowly(
        _ path: Path,
        _ frame: Frame,
        _ program: Program
    ) throws(RenderFailure) -> Value {
        let value = try base(of: path, frame, program)
        switch path.mode {
        case .lenient: return follow(path.segments, from: value, program) { !$1.isNullish }
        case .falsy: return follow(path.segments, from: value, program) { $0.isTruthy($1) }
        case .assumed: return try insist(path.segments, from: value, program)
        case .strict:
            guard !path.segments.isEmpty else { return value }
            let last = path.segments.upperBound - 1
            let owner = try insist(path.segments.lowerBound..<last, from: value, program)
            return try existing(program.names[Int(program.segments[Int(last)])], of: owner)
        }
    }

    private mutating func base(of path: Path, _ frame: Frame, _ program: Program) throws(RenderFailure) -> Value {
        switch path.base {
        case .context: return path.depth == 0 ? frame.context : context(Int(path.depth), frame)
        case .scopes: return nearest(program.names[Int(path.first)], frame)
        case .data:
            var data = frame.data
            for _ in 0..<path.depth { data = data >= 0 ? frames[Int(data)].parent : -1 }
            return data == -1 ? .undefined : .frame(data)
        case .parameter: return try parameter(Int(path.parameter), Int(path.depth), frame)
        }
    }

    private func context(_ depth: Int, _ frame: Frame) -> Value {
        var node = frame.depths
        for _ in 0..<depth where node >= 0 { node = depths[Int(node)].outer }
        return node < 0 ? .undefined : depths[Int(node)].context
    }

    /// The first context outwards in which `name` is something.
    private mutating func nearest(_ name: Name, _ frame: Frame) -> Value {
        var node = frame.depths
        while node >= 0 {
            let context = depths[Int(node)].context
            if isTruthy(context) {
                let value = property(of: context, name)
                if !value.isNullish { return value }
            } else if !context.isNullish {
                return property(of: context, name)
            }
            node = depths[Int(node)].outer
        }
        return .undefined
    }

    private mutating func parameter(_ index: Int, _ depth: Int, _ frame: Frame) throws(RenderFailure) -> Value {
        var node = frame.parameters
        for _ in 0..<depth where node >= 0 { node = parameters[Int(node)].outer }
        guard node >= 0 else { throw RenderFailure.wrongCall("the block has no parameters here") }
        switch parameters[Int(node)].given {
        case .nothing: throw RenderFailure.wrongCall("the block gives no parameters", hint: "remove \"as |…|\"")
        case .one(let value): return index == 0 ? value : .undefined
        case .two(let value, let key): return index == 0 ? value : index == 1 ? key : .undefined
        case .all(let around):
            var node = around
            for _ in 0..<index where node >= 0 { node = parameters[Int(node)].outer }
            return list(of: node)
        }
    }

    private mutating func list(of node: Int32) -> Value {
        guard node >= 0 else { return .undefined }
        switch parameters[Int(node)].given {
        case .nothing: return .undefined
        case .one(let value): return list([value])
        case .two(let value, let key): return list([value, key])
        case .all(var inner):
            var elements: [Value] = []
            while inner >= 0 {
                elements.append(list(of: inner))
                inner = parameters[Int(inner)].outer
            }
            return list(elements)
        }
    }

    private mutating func list(_ elements: [Value]) -> Value {
        lists.append(elements)
        return .list(Int32(lists.count - 1))
    }

    private mutating func follow(
        _ segments: Range<Int32>,
        from value: Value,
        _ program: Program,
        while goesOn: (Renderer, Value) -> Bool
    ) -> Value {
        var value = value
        for segment in segments {
            guard goesOn(self, value) else { return value }
            value = property(of: value, program.names[Int(program.segments[Int(segment)])])
        }
        return value
    }

    private mutating func insist(
        _ segments: Range<Int32>,
        from value: Value,
        _ program: Program
    ) throws(RenderFailure) -> Value {
        var value = value
        for segment in segments {
            let name = program.names[Int(program.segments[Int(segment)])]
            guard !value.isNullish else { throw RenderFailure.missingValue(name.text) }
            value = property(of: value, name)
        }
        return value
    }

    /// A property that must be there; those that JavaScript gives every object count, but have no value.
    private mutating func existing(_ name: Name, of owner: Value) throws(RenderFailure) -> Value {
        let kind = kind(of: owner)
        guard kind == .object || kind == .array else { throw RenderFailure.missingValue(name.text) }
        let isOwn = ownKeys(of: owner, contain: name)
        guard isOwn || Prototype.has(name.text, isArray: kind == .array) else {
            throw RenderFailure.missingValue(name.text)
        }
        return isOwn ? property(of: owner, name) : .undefined
    }
}

/// Properties: an object's own members, an array's elements, a text's units, and `length`; nothing inherited.
extension Renderer {
    mutating func property(of value: Value, _ name: Name) -> Value {
        switch value {
        case .stored(let pointer): property(of: pointer, name)
        case .key(let text): property(of: text.pointee, name)
        case .text(let index): property(of: texts[Int(index)], name)
        case .merged(let index):
            merged[Int(index)].keys.firstIndex(of: name.text).map { merged[Int(index)].values[$0] } ?? .undefined
        case .frame(let index): variable(name, of: index)
        case .list(let index): element(name, of: lists[Int(index)])
        case .undefined, .null, .bool, .number, .function, .emptyObject: .undefined
        }
    }

    private mutating func property(of pointer: UnsafePointer<AttributeValue>, _ name: Name) -> Value {
        switch pointer.pointee {
        case .object, .array:
            if let member = pointer.member(name) { return .stored(member) }
            if name.isLength, case .array(let elements) = pointer.pointee { return .number(elements.count) }
            return .undefined
        case .string(let text): return property(of: text, name)
        case .moment(let moment): return property(of: moment.description, name)
        case .null, .bool, .integer, .decimal, .double: return .undefined
        }
    }

    /// A text's length and units are UTF-16's, as in JavaScript.
    private mutating func property(of text: String, _ name: Name) -> Value {
        if name.isLength { return .number(text.utf16.count) }
        guard name.index >= 0, name.index < text.utf16.count else { return .undefined }
        let unit = text.utf16[text.utf16.index(text.utf16.startIndex, offsetBy: name.index)]
        return make(String(decoding: [unit], as: UTF16.self))
    }

    mutating func make(_ text: String) -> Value {
        texts.append(text)
        return .text(Int32(texts.count - 1))
    }

    private func element(_ name: Name, of list: [Value]) -> Value {
        if name.isLength { return .number(list.count) }
        return name.index >= 0 && name.index < list.count ? list[name.index] : .undefined
    }

    /// An `@` variable: the loop's and the partial's own, then the caller's.
    func variable(_ name: Name, of index: Int32) -> Value {
        guard index >= 0 else { return callersVariable(name.text) }
        let frame = frames[Int(index)]
        switch name.variable {
        case .key where frame.isLoop: return frame.key
        case .index where frame.isLoop: return frame.index
        case .first where frame.isLoop: return frame.first
        case .last where frame.isLoop: return frame.last
        case .root where frame.hasRoot && !(frame.hasCallersVariables && variables["root"] != nil): return frame.root
        case .parent where frame.hasParent: return frame.parent == -1 ? .undefined : .frame(frame.parent)
        case .partialBlock where frame.hasPartialBlock: return frame.partialBlock
        case .none, .key, .index, .first, .last, .root, .parent, .partialBlock:
            return frame.hasCallersVariables ? callersVariable(name.text) : .undefined
        }
    }

    private func callersVariable(_ name: String) -> Value {
        variables.position(of: name).map { .optional(variables.values.pointer($0)) } ?? .undefined
    }

    func ownKeys(of value: Value, contain name: Name) -> Bool {
        switch value {
        case .stored(let pointer):
            switch pointer.pointee {
            case .object(let object): object.position(of: name.text) != nil
            case .array(let elements): name.isLength || (0..<elements.count).contains(name.index)
            case .null, .bool, .integer, .decimal, .double, .string, .moment: false
            }
        case .merged(let index): merged[Int(index)].keys.contains(name.text)
        case .frame(let index): keys(ofFrame: index).contains(name.text)
        case .list(let index): name.isLength || lists[Int(index)].indices.contains(name.index)
        case .undefined, .null, .bool, .number, .key, .text, .function, .emptyObject: false
        }
    }

    /// In the order in which handlebars.js lays them into one another.
    func keys(ofFrame index: Int32) -> [String] {
        guard index >= 0 else { return variables.keys }
        let frame = frames[Int(index)]
        var keys = frame.hasCallersVariables ? variables.keys : []
        func add(_ names: [String], _ condition: Bool) {
            for name in names where condition && !keys.contains(name) { keys.append(name) }
        }
        add(["_parent"], frame.hasCallersVariables && frame.hasParent)
        add(["root"], frame.hasRoot)
        add(["_parent"], frame.hasParent)
        add(["key", "index", "first", "last"], frame.isLoop && frame.isLoopFirst)
        add(["partial-block"], frame.hasPartialBlock)
        add(["key", "index", "first", "last"], frame.isLoop)
        return keys
    }
}

/// The names that JavaScript's objects and arrays inherit: strict mode takes them for defined.
enum Prototype {
    static func has(_ name: String, isArray: Bool) -> Bool {
        objects.contains(name) || isArray && arrays.contains(name)
    }

    private static let objects: Set = [
        "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor",
        "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
    ]

    private static let arrays: Set = [
        "at", "concat", "copyWithin", "entries", "every", "fill", "filter", "find", "findIndex", "findLast",
        "findLastIndex", "flat", "flatMap", "forEach", "includes", "indexOf", "join", "keys", "lastIndexOf", "map",
        "pop", "push", "reduce", "reduceRight", "reverse", "shift", "slice", "some", "sort", "splice", "toReversed",
        "toSorted", "toSpliced", "unshift", "values", "with",
    ]
}
