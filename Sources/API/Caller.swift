import Accounts
import Hummingbird

/// Who calls the management API, as the audit names them.
struct Caller: Sendable {
    let keys: KeyRing

    func who(_ request: Request) async throws -> String {
        guard let header = request.headers[.authorization], let key = try await keys.key(authorization: header) else {
            throw AccessProblem.unknownKey
        }
        return "key:\(key.name)"
    }
}
