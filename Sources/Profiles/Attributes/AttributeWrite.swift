import Vocabulary

/// One write into a profile's attributes, leaf by leaf, within their bounds.
struct AttributeWrite {
    var attributes: Attributes
    let writer: Provenance
    let tie: Attributes.Tie
    private(set) var reasons: [ProfileReason] = []

    init(attributes: Attributes, writer: Provenance, tie: Attributes.Tie) {
        self.attributes = attributes
        self.writer = writer
        self.tie = tie
    }

    /// Goes down to the leaves of `value`; `key` is the text of `names`. An empty object says nothing.
    mutating func descend(_ value: AttributeValue, names: [String], key: String) {
        guard let name = names.last, (1...Attributes.nameLimit).contains(name.utf8.count),
            names.allSatisfy({ !$0.isEmpty })
        else { return refuse(.attributeName, at: names.dropLast()) }
        guard names.count <= Attributes.depthLimit else { return refuse(.attributeDepth, at: names) }
        guard case .object(let object) = value else { return writeLeaf(value, names: names, key: key) }
        for (name, member) in object {
            descend(member, names: names + [name], key: AttributePath.join(key, name))
        }
    }

    private mutating func writeLeaf(_ value: AttributeValue, names: [String], key: String) {
        guard let value = value.storable(depth: Attributes.depthLimit - names.count) else {
            return refuse(.attributeDepth, at: names)
        }
        let size = value.storedSize
        let isNew = attributes.provenance[key] == nil
        guard size <= Attributes.valueLimit else { return refuse(.attributeSize, at: names) }
        guard !isNew || attributes.provenance.count < Attributes.leafLimit else {
            return refuse(.attributeCount, at: names)
        }
        let before = attributes.byteCount(withLeaf: size, names: names, key: key)
        guard before <= Attributes.byteLimit else { return refuse(.attributeSize, at: names) }
        if let known = attributes.provenance[key] {
            guard wins(over: known) else { return }
        } else if !makesRoom(names: names, key: key) {
            return
        }
        let after = attributes.byteCount(withLeaf: size, names: names, key: key)
        attributes.set(value, names: names, key: key, by: writer, byteCount: after)
    }

    /// Removes what stands above or below a new leaf and is older; `false` where something newer stands there.
    private mutating func makesRoom(names: [String], key: String) -> Bool {
        for depth in 1..<max(names.count, 1) {
            let above = AttributePath(Array(names.prefix(depth)))
            guard let known = attributes.provenance[above.description] else { continue }
            guard wins(over: known) else { return false }
            attributes.removeLeaf(names: above.names, key: above.description)
        }
        guard attributes.value(at: names).object != nil else { return true }
        let below = attributes.provenance.filter { $0.key.hasPrefix(key + ".") }
        guard below.allSatisfy({ wins(over: $0.value) }) else { return false }
        for key in below.keys { attributes.removeLeaf(names: AttributePath(key).names, key: key) }
        return true
    }

    private func wins(over known: Provenance) -> Bool {
        switch tie {
        case .incoming: writer.moment >= known.moment
        case .existing: writer.moment > known.moment
        }
    }

    /// One reason of a kind is enough: a thousand refused names are one mistake.
    private mutating func refuse(_ code: ProfileReason.Code, at names: some Collection<String>) {
        guard !reasons.contains(where: { $0.code == code }) else { return }
        let place = names.reduce("") { AttributePath.join($0, $1) }
        reasons.append(ProfileReason(code, at: place.utf8.count <= Attributes.nameLimit ? place : nil))
    }
}

extension AttributeValue {
    /// The value as it comes back from the database: moments as text, no number that JSON has not.
    ///
    /// `nil` where it nests deeper than `depth`.
    func storable(depth: Int) -> AttributeValue? {
        switch self {
        case .null, .bool, .integer, .decimal, .string: return self
        case .double(let number): return number.isFinite ? self : .null
        case .moment(let moment): return .string(moment.description)
        case .array(let elements):
            guard depth > 0 else { return nil }
            var kept: [AttributeValue] = []
            for element in elements {
                guard let element = element.storable(depth: depth - 1) else { return nil }
                kept.append(element)
            }
            return .array(kept)
        case .object(let object):
            guard depth > 0 else { return nil }
            var kept = AttributeObject()
            for (name, member) in object {
                guard let member = member.storable(depth: depth - 1) else { return nil }
                kept[name] = member
            }
            return .object(kept)
        }
    }

    /// About as many bytes as its JSON takes.
    var storedSize: Int {
        switch self {
        case .null, .bool: 5
        case .integer, .decimal, .double: 8
        case .string(let text): text.utf8.count + 2
        case .moment: 26
        case .array(let elements): elements.reduce(2) { $0 + $1.storedSize + 1 }
        case .object(let object): object.reduce(2) { $0 + $1.0.utf8.count + $1.1.storedSize + 4 }
        }
    }
}
