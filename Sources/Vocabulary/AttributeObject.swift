/// An object's members in the order in which they were first written, as JSON and Handlebars show them.
///
/// Small objects are searched in order; larger ones keep an index, so that an object of a million names stays linear
/// to build. Equality ignores order, as JSON's does.
public struct AttributeObject: Sendable {
    public private(set) var keys: [String]
    public private(set) var values: [AttributeValue]
    private var index: [String: Int]

    /// Up to here a scan beats hashing.
    private static let scanLimit = 12

    public init() {
        keys = []
        values = []
        index = [:]
    }

    /// Of two members of one name the later wins, in the earlier's place.
    public init(_ members: some Sequence<(String, AttributeValue)>) {
        self.init()
        for (key, value) in members { self[key] = value }
    }

    /// The same from names and values apart, of which the nth belong together.
    public init(keys: [String], values: [AttributeValue]) {
        precondition(keys.count == values.count)
        (self.keys, self.values) = (keys, values)
        let isLarge = keys.count > Self.scanLimit
        index = isLarge ? Dictionary(zip(keys, keys.indices)) { first, _ in first } : [:]
        guard isLarge ? index.count == keys.count : Self.areUnique(keys) else {
            self = AttributeObject(zip(keys, values))
            return
        }
    }

    private static func areUnique(_ keys: [String]) -> Bool {
        for place in keys.indices.dropFirst() where keys[..<place].contains(keys[place]) { return false }
        return true
    }

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    public mutating func reserveCapacity(_ capacity: Int) {
        keys.reserveCapacity(capacity)
        values.reserveCapacity(capacity)
    }

    public subscript(key: String) -> AttributeValue? {
        get { position(of: key).map { values[$0] } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): values[position] = value
            case (nil, let value?): append(key, value)
            case (let position?, nil): remove(at: position)
            case (nil, nil): break
            }
        }
    }

    /// Changes the member `key` in place, made as an empty object where it is missing.
    public mutating func update<Result>(_ key: String, _ change: (inout AttributeValue) -> Result) -> Result {
        if let position = position(of: key) { return change(&values[position]) }
        append(key, .object(AttributeObject()))
        return change(&values[values.count - 1])
    }

    /// Where a member stands among `keys` and `values`.
    public func position(of key: String) -> Int? {
        index.isEmpty ? keys.firstIndex(of: key) : index[key]
    }

    private mutating func append(_ key: String, _ value: AttributeValue) {
        keys.append(key)
        values.append(value)
        if !index.isEmpty {
            index[key] = keys.count - 1
        } else if keys.count > Self.scanLimit {
            rebuildIndex()
        }
    }

    private mutating func remove(at position: Int) {
        keys.remove(at: position)
        values.remove(at: position)
        index = [:]
        if keys.count > Self.scanLimit { rebuildIndex() }
    }

    private mutating func rebuildIndex() {
        index = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    }
}

extension AttributeObject: Sequence {
    public func makeIterator() -> Zip2Sequence<[String], [AttributeValue]>.Iterator { zip(keys, values).makeIterator() }
}

extension AttributeObject: Hashable {
    public static func == (a: AttributeObject, b: AttributeObject) -> Bool {
        a.count == b.count && a.allSatisfy { b[$0.0] == $0.1 }
    }

    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for (key, value) in self {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            combined ^= member.finalize()
        }
        hasher.combine(combined)
    }
}
