import Hummingbird
import JSON
import Vocabulary

/// Reads the JSON object that a management call brings; an empty body is an empty object.
struct BodyReader {
    private let object: AttributeObject

    static let byteLimit = 64 << 10

    init(_ request: Request) async throws {
        let bytes = try await RequestBytes.read(request, limit: Self.byteLimit)
        guard !bytes.isEmpty else {
            object = AttributeObject()
            return
        }
        guard let object = try AttributeValue(json: bytes).object else {
            throw Problem(.badRequest, code: "request.not-an-object", detail: "the body is no JSON object")
        }
        self.object = object
    }

    /// A member that is a text; `nil` where it is missing, `null` or empty.
    func text(_ name: String) throws -> String? {
        switch object[name] {
        case nil, .null: return nil
        case .string(let text): return text.isEmpty ? nil : text
        case .bool, .integer, .decimal, .double, .moment, .array, .object:
            throw Self.invalid(name, "\(name) is a text")
        }
    }

    func required(_ name: String) throws -> String {
        guard let text = try text(name) else { throw Self.invalid(name, "\(name) is missing") }
        return text
    }

    /// A member that names something; `nil` where it is missing.
    func value<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = make(text) else { throw Self.invalid(name, "\(name) is not one that is known here") }
        return value
    }

    static func invalid(_ name: String, _ detail: String) -> Problem {
        Problem(.badRequest, code: "request.invalid-field", detail: detail, field: name)
    }
}
