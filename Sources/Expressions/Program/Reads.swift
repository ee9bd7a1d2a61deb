import Vocabulary

/// What an expression can look at, known before it is evaluated: the host loads and indexes by it.
struct Reads: Sendable {
    var profilePaths: Set<AttributePath> = []
    var eventPaths: Set<AttributePath> = []
    var variables: Set<String> = []
    var readsHistory = false
    var readsClock = false
    /// The types of past events that can matter; `nil`: any.
    var historyTypes: Set<String>? = []
    /// Loops over the history whose body can only be true for events of these types, by node.
    var guards: [NodeID: Set<String>] = [:]

    init(_ syntax: Syntax) {
        var guarded: Set<NodeID> = []
        for (id, node) in syntax.nodes.enumerated() {
            guard case .loop(let kind, let source, let body) = node, case .history = syntax[source],
                kind != .all, kind != .map, let types = syntax.eventTypes(in: body)
            else { continue }
            guards[id] = types
            guarded.insert(source)
            historyTypes?.formUnion(types)
        }
        for (id, node) in syntax.nodes.enumerated() { note(node, isGuarded: guarded.contains(id)) }
    }

    private mutating func note(_ node: Node, isGuarded: Bool) {
        switch node {
        case .path(.profile, let segments): profilePaths.insert(AttributePath(segments))
        case .path(.event, let segments): eventPaths.insert(AttributePath(segments))
        case .path(.variable(let name), _): variables.insert(name)
        case .history:
            readsHistory = true
            if !isGuarded { historyTypes = nil }
        case .call(let index, _): readsClock = readsClock || FunctionCatalog.all[index].readsClock
        case .constant, .path(.element, _), .field, .item, .not, .negate, .binary, .isNull, .conditional, .list, .loop,
            .broken:
            break
        }
    }
}

/// The way to a value in an object: `address.city`.
package struct AttributePath: Hashable, Sendable, CustomStringConvertible {
    /// Empty for the whole object.
    package var segments: [String]

    package init(_ segments: [String]) { self.segments = segments }

    package var description: String { segments.joined(separator: ".") }
}

extension Syntax {
    /// The event types outside which `body` is never true; `nil` where it may be for any.
    fileprivate func eventTypes(in body: NodeID) -> Set<String>? {
        guard case .binary(let kind, let left, let right) = self[body] else { return nil }
        switch kind {
        case .equal: return eventType(left, right) ?? eventType(right, left)
        case .contained: return isEventType(left) ? texts(of: right) : nil
        case .and:
            guard let a = eventTypes(in: left) else { return eventTypes(in: right) }
            return eventTypes(in: right).map(a.intersection) ?? a
        case .or:
            guard let a = eventTypes(in: left), let b = eventTypes(in: right) else { return nil }
            return a.union(b)
        case .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .notContained, .like, .notLike, .add,
            .subtract, .multiply, .divide, .remainder, .fallback:
            return nil
        }
    }

    private func isEventType(_ id: NodeID) -> Bool {
        if case .path(.element, ["eventType"]) = self[id] { true } else { false }
    }

    private func eventType(_ path: NodeID, _ text: NodeID) -> Set<String>? {
        guard isEventType(path), case .constant(.string(let type)) = self[text] else { return nil }
        return [type]
    }

    private func texts(of id: NodeID) -> Set<String>? {
        guard case .list(let items) = self[id], let values = constants(of: items) else { return nil }
        let texts = values.compactMap(\.string)
        return texts.count == values.count ? Set(texts) : nil
    }
}
