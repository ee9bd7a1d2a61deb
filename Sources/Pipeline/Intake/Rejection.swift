import JSON

/// Why one event of a body was not taken, kept beside those that were and shown to the owner.
package struct Rejection: Error, Hashable, Sendable {
    /// Each code has its place in `docs/errors.md`.
    package enum Code: Hashable, Sendable {
        case malformed(JSONError.Code)
        case notAnObject
        case tooLarge
        case tooManyValues
        case unknownType
        case missingName
        case missingIdentity
        case missingGroupID
        case missingPreviousID
        case invalidID
        case invalidField
        case invalidTimestamp
    }

    package let code: Code
    /// The member that is at fault, as a dotted path from the event.
    package let field: String?
    package let message: String
    /// Its place in the batch; 0 of a single call.
    package let index: Int
    /// Its bytes in the body.
    package let rawBytes: Range<Int>

    package init(_ code: Code, field: String? = nil, message: String, index: Int, rawBytes: Range<Int>) {
        self.code = code
        self.field = field
        self.message = message
        self.index = index
        self.rawBytes = rawBytes
    }
}

extension Rejection.Code {
    package var rawValue: String {
        switch self {
        case .malformed(let code): code.rawValue
        case .notAnObject: "event.not-an-object"
        case .tooLarge: "event.too-large"
        case .tooManyValues: "event.too-many-values"
        case .unknownType: "event.unknown-type"
        case .missingName: "event.missing-name"
        case .missingIdentity: "event.missing-identity"
        case .missingGroupID: "event.missing-group-id"
        case .missingPreviousID: "event.missing-previous-id"
        case .invalidID: "event.invalid-id"
        case .invalidField: "event.invalid-field"
        case .invalidTimestamp: "event.invalid-timestamp"
        }
    }
}
