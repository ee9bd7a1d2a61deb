import JSON
import Vocabulary

/// Attributes and their provenance as a row has them: checked when loaded, read only when asked for.
///
/// Reading makes a string of every name and value; checking makes none.
struct StoredAttributes: Sendable {
    private let valuesText: JSONDocument
    private let provenanceText: JSONDocument

    /// - Throws: where the texts are not what `ProfileText` writes.
    init(values: [UInt8], provenance: [UInt8]) throws {
        valuesText = try JSONDocument(parsing: values)
        provenanceText = try JSONDocument(parsing: provenance)
        guard provenanceText.root.members.allSatisfy({ Self.isProvenance($0.value) }) else {
            throw ProfileTextError(part: "provenance")
        }
    }

    var values: AttributeObject { valuesText.root.attributeValue().object ?? AttributeObject() }

    /// One of the outermost attributes, without reading the others.
    func value(named name: String) -> AttributeValue? { valuesText[name]?.attributeValue() }

    var provenance: [String: Provenance] {
        var leaves: [String: Provenance] = [:]
        for member in provenanceText.root.members {
            let source = member.value[1]?.string ?? ""
            leaves[member.name] = Provenance(
                moment: Moment(milliseconds: member.value[0]?.integer ?? 0),
                source: source
            )
        }
        return leaves
    }

    /// The texts as they came.
    var text: (values: String, provenance: String) {
        (String(decoding: valuesText.bytes, as: UTF8.self), String(decoding: provenanceText.bytes, as: UTF8.self))
    }

    private static func isProvenance(_ node: JSONNode) -> Bool {
        node.kind == .array && node.count == 2 && node[0]?.integer != nil && node[1]?.kind == .string
    }
}
