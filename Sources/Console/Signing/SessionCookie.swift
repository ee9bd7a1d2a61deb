import Accounts
import Vocabulary

/// The two cookies: who one is, and for those who are nobody yet the token that their forms repeat.
enum SessionCookie {
    private static let lifetime = Session.lifetime.milliseconds / 1000

    /// With https the `__Host-` prefix keeps other hosts and plain http from setting it.
    static func name(isSecure: Bool) -> String { isSecure ? "__Host-sojourn" : "sojourn" }
    static func formName(isSecure: Bool) -> String { isSecure ? "__Host-sojourn-form" : "sojourn-form" }

    static func set(_ token: String, isSecure: Bool) -> String {
        cookie(name(isSecure: isSecure), token, age: lifetime, isSecure: isSecure)
    }

    static func remove(isSecure: Bool) -> String { cookie(name(isSecure: isSecure), "", age: 0, isSecure: isSecure) }

    static func setForm(_ token: String, isSecure: Bool) -> String {
        cookie(formName(isSecure: isSecure), token, age: 86_400, isSecure: isSecure)
    }

    private static func cookie(_ name: String, _ value: String, age: Int64, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// The value of `name` in a `Cookie` header.
    static func value(_ name: String, in header: String) -> String? {
        for pair in header.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { continue }
            return String(parts[1])
        }
        return nil
    }
}
