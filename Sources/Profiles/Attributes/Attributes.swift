import Vocabulary

/// When a value happened and who said so.
package struct Provenance: Hashable, Sendable {
    package var moment: Moment
    package var source: String

    package init(moment: Moment, source: String) {
        self.moment = moment
        self.source = source
    }
}

/// What is known of a person, each leaf with the moment and the source of its last writer.
///
/// Last writer wins by the event's own time, leaf by leaf (`SEMANTICS 2`): an older event that arrives late changes
/// only what nothing newer has said. An array is one leaf; an object is as many as it has.
package struct Attributes: Hashable, Sendable {
    package private(set) var values: AttributeObject
    /// By the text of the leaf's path.
    package private(set) var provenance: [String: Provenance]
    /// About as many as the values take as JSON.
    package private(set) var byteCount: Int

    package static let leafLimit = 1_000
    package static let depthLimit = 12
    package static let nameLimit = 256
    package static let valueLimit = 32 << 10
    package static let byteLimit = 100 << 10

    package init(values: AttributeObject = AttributeObject(), provenance: [String: Provenance] = [:], byteCount: Int = 0) {
        self.values = values
        self.provenance = provenance
        self.byteCount = byteCount
    }

    /// Who wins between two writes of one moment.
    package enum Tie: Sendable {
        /// The one that is processed later.
        case incoming
        /// The one that is there.
        case existing
    }

    /// Writes `value`, or all leaves of it, at `path`.
    /// - Returns: why a leaf was refused; being older than what is there is no refusal.
    package mutating func write(
        _ value: AttributeValue, at path: AttributePath, by writer: Provenance, tie: Tie = .incoming
    ) -> [ProfileReason] {
        var write = AttributeWrite(attributes: self, writer: writer, tie: tie)
        self = Attributes()
        write.descend(value, names: path.names, key: path.description)
        self = write.attributes
        return write.reasons
    }

    /// Takes over each leaf of a person who turned out to be the same; at one moment ours stays.
    package mutating func merge(_ other: Attributes) -> [ProfileReason] {
        other.leaves.flatMap { leaf in write(leaf.value, at: leaf.path, by: leaf.provenance, tie: .existing) }
    }

    package struct Leaf: Hashable, Sendable {
        package var path: AttributePath
        package var value: AttributeValue
        package var provenance: Provenance
    }

    /// Every leaf, by path.
    package var leaves: [Leaf] {
        provenance.sorted { $0.key < $1.key }.map { key, provenance in
            let path = AttributePath(key)
            return Leaf(path: path, value: value(at: path.names), provenance: provenance)
        }
    }

    func value(at names: some Collection<String>) -> AttributeValue {
        names.reduce(.object(values)) { $0[$1] }
    }
}

extension Attributes {
    /// Sets a leaf and counts its bytes.
    mutating func set(_ value: AttributeValue, size: Int, names: [String], key: String, by writer: Provenance) {
        let isNew = provenance.updateValue(writer, forKey: key) == nil
        let old = isNew ? 0 : self.value(at: names).storedSize
        byteCount += size - old + (isNew ? (names.last?.utf8.count ?? 0) + 4 : 0)
        Self.set(value, at: names[...], in: &values)
    }

    /// Forgets a leaf; its place is taken by what is written next.
    mutating func removeLeaf(names: [String], key: String) {
        provenance[key] = nil
        byteCount = max(0, byteCount - value(at: names).storedSize)
        Self.remove(names[...], from: &values)
    }

    private static func set(_ value: AttributeValue, at names: ArraySlice<String>, in object: inout AttributeObject) {
        guard let name = names.first else { return }
        guard names.count > 1 else {
            object[name] = value
            return
        }
        object.update(name) { member in
            var inner = member.object ?? AttributeObject()
            member = .null
            set(value, at: names.dropFirst(), in: &inner)
            member = .object(inner)
        }
    }

    private static func remove(_ names: ArraySlice<String>, from object: inout AttributeObject) {
        guard let name = names.first, object[name] != nil else { return }
        guard names.count > 1, var inner = object[name]?.object else {
            object[name] = nil
            return
        }
        remove(names.dropFirst(), from: &inner)
        object[name] = inner.isEmpty ? nil : .object(inner)
    }
}
