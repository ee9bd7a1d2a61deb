import Accounts

/// Who looks: a colleague who signed in, or whoever opened the demo.
struct Visitor: Hashable, Sendable {
    var email: String
    var role: User.Role
    /// What this visitor's forms repeat.
    var csrf: String

    init(_ session: Session) {
        (email, role, csrf) = (session.user.email, session.user.role, session.csrf)
    }

    /// Whoever has the code that the demo printed. Nothing is stored, for the demo's clock runs through years in a
    /// minute and would end any session.
    init?(demo: ConsoleDemo, token: String) {
        guard Secrets.areEqual(Array(token.utf8), Array(demo.signInCode.utf8)) else { return nil }
        (email, role) = ("you@demo.example", .admin)
        csrf = Secrets.hex(Secrets.digest("form:" + demo.signInCode))
    }
}
