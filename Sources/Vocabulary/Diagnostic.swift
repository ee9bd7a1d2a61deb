/// What is wrong (or doubtful) in something a person wrote, where, and what to do about it.
///
/// Languages return all of them, with ranges in UTF-8 bytes of the source, half open.
public struct Diagnostic: Hashable, Sendable, Error {
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    /// Stable and documented: `expression.unknown-function`, `journey.dangling-edge`.
    public var code: String
    public var message: String
    public var range: Range<Int>?
    /// The object's part it belongs to, where it is no text: a step's id, a field's path.
    public var location: String?
    public var hint: String?

    public init(
        _ severity: Severity = .error,
        code: String,
        message: String,
        range: Range<Int>? = nil,
        location: String? = nil,
        hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.range = range
        self.location = location
        self.hint = hint
    }
}

/// All that a parser or checker found; thrown when at least one is an error.
public struct Diagnostics: Hashable, Sendable, Error, CustomStringConvertible {
    public var all: [Diagnostic]

    public init(_ all: [Diagnostic]) { self.all = all }

    public var hasErrors: Bool { all.contains { $0.severity == .error } }

    public var description: String {
        all.map { item in
            let place = item.location ?? item.range.map { "\($0.lowerBound)..<\($0.upperBound)" }
            return "\(item.severity.rawValue): \(place.map { "\($0): " } ?? "")\(item.message) [\(item.code)]"
        }.joined(separator: "\n")
    }
}
