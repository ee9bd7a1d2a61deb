extension JSONNode {
    /// The last member of this name; `nil` where there is none or this is no object.
    package subscript(name: String) -> JSONNode? {
        var name = name
        return name.withUTF8 { last(named: $0) }
    }

    /// The element at `position`; `nil` beyond the end or where this is no array.
    package subscript(position: Int) -> JSONNode? {
        guard position >= 0 else { return nil }
        return elements.dropFirst(position).first { _ in true }
    }

    /// The elements of an array; none of anything else.
    package var elements: JSONElements { JSONElements(of: self) }

    /// The members of an object as written, repeated names included; none of anything else.
    package var members: JSONMembers { JSONMembers(of: self) }

    /// Elements or members, repeated ones included.
    package var count: Int {
        switch entry.kind {
        case .array: elements.reduce(0) { count, _ in count + 1 }
        case .object: members.reduce(0) { count, _ in count + 1 }
        case .null, .false, .true, .string, .integer, .fraction, .exponent: 0
        }
    }

    private func last(named name: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        var found: JSONNode?
        for member in members where member.nameNode.equals(name) { found = member.value }
        return found
    }
}

/// A name and its value in an object.
package struct JSONMember: Sendable {
    let nameNode: JSONNode
    package let value: JSONNode

    package var name: String { nameNode.text }

    /// Whether it has this name; no string is made.
    package func isNamed(_ name: StaticString) -> Bool { nameNode.isString(name) }
}

/// The elements of an array, in order.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let tape: JSONTape
    private var index: Int
    private let end: Int

    init(of node: JSONNode) {
        tape = node.tape
        index = node.index + 1
        end = node.entry.kind == .array ? Int(node.entry.next) : index
    }

    package mutating func next() -> JSONNode? {
        guard index < end else { return nil }
        let node = JSONNode(tape: tape, index: index)
        index = Int(node.entry.next)
        return node
    }
}

/// The members of an object, in order.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let tape: JSONTape
    private var index: Int
    private let end: Int

    init(of node: JSONNode) {
        tape = node.tape
        index = node.index + 1
        end = node.entry.kind == .object ? Int(node.entry.next) : index
    }

    package mutating func next() -> JSONMember? {
        guard index < end else { return nil }
        let name = JSONNode(tape: tape, index: index)
        let value = JSONNode(tape: tape, index: index + 1)
        index = Int(value.entry.next)
        return JSONMember(nameNode: name, value: value)
    }
}
