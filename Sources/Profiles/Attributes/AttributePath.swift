/// The place of a value in a profile: names from the outside in.
///
/// As text the names are joined by dots; a dot or backslash that belongs to a name is written `\.` and `\\`, so that
/// the trait `{"a.b": 1}` and the trait `{"a": {"b": 1}}` are two attributes.
package struct AttributePath: Hashable, Sendable, CustomStringConvertible {
    package var names: [String]

    package init(_ names: [String]) { self.names = names }

    /// Reads the text form.
    package init(_ text: String) {
        guard text.utf8.contains(UInt8(ascii: "\\")) else {
            names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            return
        }
        var name = ""
        var isEscaped = false
        names = []
        for scalar in text.unicodeScalars {
            if isEscaped || (scalar != "." && scalar != "\\") {
                name.unicodeScalars.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                names.append(name)
                name = ""
            }
        }
        names.append(name)
    }

    package var description: String { names.reduce("") { Self.join($0, $1) } }

    /// The text of the path to `name` below `parent`'s.
    static func join(_ parent: String, _ name: String) -> String {
        let escaped = name.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "\\") } ? escape(name) : name
        return parent.isEmpty ? escaped : "\(parent).\(escaped)"
    }

    private static func escape(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            if scalar == "." || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
