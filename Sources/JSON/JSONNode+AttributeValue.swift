import Vocabulary

extension JSONNode {
    /// The whole value as expressions, templates and profiles hold it; of repeated names the last.
    ///
    /// Calls itself once a level; `JSONLimits.depth` bounds it.
    package func attributeValue() -> AttributeValue {
        tape.bytes.withUnsafeBytes { bytes in
            tape.entries.withUnsafeBufferPointer { entries in
                AttributeReader(bytes: bytes, entries: entries).value(at: index)
            }
        }
    }
}

/// Makes values of a tape's entries by place, so that nothing is counted in and out for each of them.
///
/// The buffers are the tape's, for the length of the call.
private struct AttributeReader {
    let bytes: UnsafeRawBufferPointer
    let entries: UnsafeBufferPointer<JSONEntry>

    func value(at index: Int) -> AttributeValue {
        let entry = entries[index]
        switch entry.kind {
        case .null: return .null
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .string: return .string(text(entry))
        case .integer, .fraction, .exponent: return JSONNumber.attributeValue(raw(entry), entry.kind)
        case .array: return .array(array(at: index))
        case .object: return .object(object(at: index))
        }
    }

    private func array(at index: Int) -> [AttributeValue] {
        let end = Int(entries[index].next)
        var elements: [AttributeValue] = []
        elements.reserveCapacity(count(from: index + 1, to: end, width: 1))
        var place = index + 1
        while place < end {
            elements.append(value(at: place))
            place = Int(entries[place].next)
        }
        return elements
    }

    private func object(at index: Int) -> AttributeObject {
        let end = Int(entries[index].next)
        let count = count(from: index + 1, to: end, width: 2)
        var keys: [String] = []
        var values: [AttributeValue] = []
        keys.reserveCapacity(count)
        values.reserveCapacity(count)
        var place = index + 1
        while place < end {
            keys.append(text(entries[place]))
            values.append(value(at: place + 1))
            place = Int(entries[place + 1].next)
        }
        return AttributeObject(keys: keys, values: values)
    }

    /// Elements, or members where a value stands behind its name (`width` 2).
    private func count(from start: Int, to end: Int, width: Int) -> Int {
        var (place, count) = (start, 0)
        while place < end {
            place = Int(entries[place + width - 1].next)
            count += 1
        }
        return count
    }

    private func raw(_ entry: JSONEntry) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[Int(entry.start)..<Int(entry.end)])
    }

    private func text(_ entry: JSONEntry) -> String {
        let inner = UnsafeRawBufferPointer(rebasing: bytes[Int(entry.start) + 1..<Int(entry.end) - 1])
        guard entry.isEscaped else { return String(decoding: inner, as: UTF8.self) }
        return inner.withMemoryRebound(to: UInt8.self) { String(decoding: JSONNode.unescaped($0), as: UTF8.self) }
    }
}

extension AttributeValue {
    /// A value from its JSON text.
    package init(json: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONDocument(parsing: json, limits: limits).root.attributeValue()
    }

    /// Its JSON text.
    package var json: [UInt8] {
        var bytes: [UInt8] = []
        JSONWriter.append(self, to: &bytes)
        return bytes
    }

    /// Its JSON text as a string.
    package var jsonText: String { String(decoding: json, as: UTF8.self) }
}
