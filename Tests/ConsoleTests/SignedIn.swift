import Accounts
import Store

@testable import Console

extension ConsoleServer {
    /// A browser signed in as a colleague with `role`.
    func signedIn(_ role: User.Role) async throws -> Browser {
        let password = "correct horse battery"
        let hash = try PasswordHash(of: password, cost: 1 << 10)
        try await state.write { db in try Users.add("\(role)@example.org", role: role, password: hash, in: db) }
        let browser = browser()
        _ = try await browser.submit(
            "/sign-in",
            on: "/sign-in",
            ["email": "\(role)@example.org", "password": password]
        )
        return browser
    }
}
