import Accounts
import Store
import Vocabulary
import Web

/// One request as pages see it: who asks, for what, with which form.
struct Visit: Sendable {
    let console: Console
    let now: Moment
    /// Path and query, to come back to.
    let address: String
    let path: String
    let parameter: String?
    let query: Form
    let form: Form
    let visitor: Visitor?
    /// What every anonymous form must repeat: a token from the visitor's own cookie.
    let formToken: String
    /// Where the request came from, for the limits on signing in.
    let remote: String
    let sessionToken: String?

    func id<ID: LosslessStringConvertible>(_ type: ID.Type = ID.self) -> ID? { parameter.flatMap { ID($0) } }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await console.state.read(body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await console.state.write(body)
    }

    /// The hidden field that proves a form to be ours.
    var token: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(visitor?.csrf ?? formToken)\">" }

    /// Who does it, as the audit names them.
    var who: String { "user:\(visitor?.email ?? "console")" }

    /// Whether the visitor may do what `role` may.
    func may(_ role: User.Role) -> Bool { (visitor?.role.rank ?? -1) >= role.rank }
}

extension User.Role {
    /// Each role may do what those before it may.
    var rank: Int {
        switch self {
        case .viewer: 0
        case .author: 1
        case .publisher: 2
        case .admin: 3
        }
    }
}
