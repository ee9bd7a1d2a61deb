import Vocabulary

/// Makes a run leave, wherever it is, when an event comes; checked before the run may move (`SEMANTICS 19`).
package struct ExitRule: Hashable, Sendable {
    package var listener: Listener
    package var label: String?

    static let maximumCount = 20

    static func read(_ fields: inout FieldReader) -> ExitRule? {
        let listener = fields.listener()
        let label = fields.optionalText("label")
        return listener.map { ExitRule(listener: $0, label: label) }
    }

    func write(to fields: inout FieldWriter) {
        fields.write(listener)
        fields.write("label", label)
    }
}
