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
package struct Attributes: Sendable {
    /// What is known, once somebody asked: most events ask for no attribute and write none.
    private var opened: Leaves?
    /// As they were loaded, while nothing was written: then the text is saved as it came.
    private(set) var stored: StoredAttributes?
    /// Names and values together, about as many as they take as JSON; `nil`: not counted yet.
    private var counted: Int?

    struct Leaves: Sendable {
        var values: AttributeObject
        /// By the text of the leaf's path.
        var provenance: [String: Provenance]
    }

    package static let leafLimit = 1_000
    package static let depthLimit = 12
    package static let nameLimit = 256
    package static let valueLimit = 32 << 10
    package static let byteLimit = 100 << 10

    package init(values: AttributeObject = AttributeObject(), provenance: [String: Provenance] = [:]) {
        opened = Leaves(values: values, provenance: provenance)
    }

    init(stored: StoredAttributes) { self.stored = stored }

    package var values: AttributeObject { opened?.values ?? stored?.values ?? AttributeObject() }
    /// One of the outermost attributes; cheap before anyone asked for the others.
    func value(named name: String) -> AttributeValue? {
        if let opened { opened.values[name] } else { stored?.value(named: name) }
    }

    package var provenance: [String: Provenance] { opened?.provenance ?? stored?.provenance ?? [:] }

    package var value: AttributeValue { .object(values) }

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
        _ value: AttributeValue,
        at path: AttributePath,
        by writer: Provenance,
        tie: Tie = .incoming
    ) -> [ProfileReason] {
        open()
        var write = AttributeWrite(attributes: self, writer: writer, tie: tie)
        self = Attributes()
        write.descend(value, names: path.names, key: path.description)
        self = write.attributes
        return write.reasons
    }

    /// Reads what was loaded, so that asking again costs nothing.
    mutating func open() {
        if opened == nil { opened = Leaves(values: values, provenance: provenance) }
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

extension Attributes: Hashable {
    package static func == (a: Attributes, b: Attributes) -> Bool {
        a.values == b.values && a.provenance == b.provenance
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

extension Attributes {
    /// The bytes that a leaf of `size` at `key` takes, with what its place takes now given back.
    mutating func byteCount(withLeaf size: Int, names: [String], key: String) -> Int {
        let all = counted ?? provenance.keys.reduce(0) { $0 + leafSize(names: AttributePath($1).names, key: $1) }
        counted = all
        return all + key.utf8.count + size - (provenance[key] == nil ? 0 : leafSize(names: names, key: key))
    }

    /// Sets a leaf.
    mutating func set(_ value: AttributeValue, names: [String], key: String, by writer: Provenance, byteCount: Int) {
        change { leaves in
            leaves.provenance[key] = writer
            Self.set(value, at: names[...], in: &leaves.values)
        }
        counted = byteCount
    }

    private mutating func change(_ body: (inout Leaves) -> Void) {
        var leaves = opened ?? Leaves(values: values, provenance: provenance)
        (opened, stored) = (nil, nil)
        body(&leaves)
        opened = leaves
    }

    private func leafSize(names: [String], key: String) -> Int { key.utf8.count + value(at: names).storedSize }

    /// Forgets a leaf; its place is taken by what is written next.
    mutating func removeLeaf(names: [String], key: String) {
        change { leaves in
            leaves.provenance[key] = nil
            Self.remove(names[...], from: &leaves.values)
        }
        counted = nil
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
