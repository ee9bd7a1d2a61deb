import Accounts
import Vocabulary
import Web

/// Signing in and out, and the first administrator.
enum SignInPages {
    private static let passwordLengthLimit = 1024

    static func show(_ visit: Visit) async throws -> Answer {
        let isNew = try await visit.read { db in try Users.isEmpty(in: db) }
        if isNew { return .seeOther(Pages.welcome.link) }
        return .page(form(visit, email: "", problem: nil))
    }

    static func signIn(_ visit: Visit) async throws -> Answer {
        let email = visit.form["email"] ?? ""
        let password = String((visit.form["password"] ?? "").prefix(passwordLengthLimit))
        let keys = ["address:\(visit.remote)", "account:\(email.lowercased().prefix(254))"]
        guard visit.console.signInLimits.allow(keys, now: visit.now) else { return .refused(.tooManyAttempts) }
        let known = try await visit.read { db in try Users.password(of: email, in: db) }
        guard try await visit.console.passwords.matches(password, known?.hash), let user = known?.user else {
            return .page(form(visit, email: email, problem: "The email address or the password is not right."))
        }
        return try await open(user, visit)
    }

    /// A session for `user`, and on to where they wanted to go.
    static func open(_ user: User, _ visit: Visit) async throws -> Answer {
        let token = try await visit.write { db in try Sessions.open(for: user, in: db) }
        let target = visit.form["return"].flatMap { ReturnPath($0) }?.link ?? Pages.home.link
        return .seeOther(target, cookies: [SessionCookie.set(token, isSecure: visit.console.isSecure)])
    }

    static func signOut(_ visit: Visit) async throws -> Answer {
        if let token = visit.sessionToken { try await visit.write { db in try Sessions.close(token, in: db) } }
        return .seeOther(Pages.signIn.link, cookies: [SessionCookie.remove(isSecure: visit.console.isSecure)])
    }

    private static func form(_ visit: Visit, email: String, problem: String?) -> PageContent {
        let target = (visit.query["return"] ?? visit.form["return"]).flatMap { ReturnPath($0) }?.text ?? "/"
        let body: HTML = """
            <section class="card narrow">
              <h1>Sign in</h1>
              \(problem.map(SignInPages.problem))
              <form method="post" action="\(Pages.signIn.link)" class="stack">
                \(visit.token)
                <input type="hidden" name="return" value="\(target)">
                <label>Email <input type="email" name="email" value="\(email)" autocomplete="username" required autofocus></label>
                <label>Password
                  <input type="password" name="password" autocomplete="current-password" required></label>
                <button class="primary">Sign in</button>
              </form>
            </section>
            """
        return PageContent("Sign in", status: problem == nil ? 200 : 401, isBare: true, body: body)
    }

    private static func problem(_ text: String) -> HTML { "<p class=\"problem\" role=\"alert\">\(text)</p>" }
}

// MARK: The first administrator

extension SignInPages {
    /// Only while there is nobody; then it is as if it had never been.
    static func welcome(_ visit: Visit) async throws -> Answer {
        guard try await visit.read({ db in try Users.isEmpty(in: db) }) else { return .seeOther(Pages.signIn.link) }
        return .page(welcomeForm(visit, problem: nil))
    }

    static func makeAdministrator(_ visit: Visit) async throws -> Answer {
        guard visit.console.signInLimits.allow(["address:\(visit.remote)", "welcome"], now: visit.now) else {
            return .refused(.tooManyAttempts)
        }
        let (email, password) = (visit.form["email"] ?? "", visit.form["password"] ?? "")
        let code = Array((visit.form["code"] ?? "").utf8)
        guard Secrets.areEqual(code, Array(visit.console.setUpCode.utf8)) else {
            return .page(
                welcomeForm(visit, problem: "That is not the set-up code. The server printed it when it started.")
            )
        }
        guard password.count >= Users.passwordMinimum, password.count <= passwordLengthLimit else {
            let problem = "The password has at least \(Users.passwordMinimum) characters."
            return .page(welcomeForm(visit, problem: problem))
        }
        let hash = try await visit.console.passwords.hash(password)
        do {
            let user = try await visit.write { db in
                guard try Users.isEmpty(in: db) else { throw UserRefusal.exists }
                try Users.add(email, role: .admin, password: hash, in: db)
                return try Users.password(of: email, in: db)?.user
            }
            guard let user else { return .seeOther(Pages.signIn.link) }
            return try await open(user, visit)
        } catch UserRefusal.invalidEmail {
            return .page(welcomeForm(visit, problem: "That is no email address."))
        } catch UserRefusal.exists {
            return .seeOther(Pages.signIn.link)
        }
    }

    private static func welcomeForm(_ visit: Visit, problem: String?) -> PageContent {
        let code = visit.form["code"] ?? visit.query["code"] ?? ""
        let body: HTML = """
            <section class="card narrow">
              <h1>Welcome to Sojourn</h1>
              <p>Nobody can sign in yet. Make the first administrator; the server printed a set-up code when it started.</p>
              \(problem.map(SignInPages.problem))
              <form method="post" action="\(Pages.welcome.link)" class="stack">
                \(visit.token)
                <label>Set-up code <input name="code" value="\(code)" autocomplete="off" required></label>
                <label>Email
                  <input type="email" name="email" value="\(visit.form["email"])" autocomplete="username" required></label>
                <label>Password, at least \(Users.passwordMinimum) characters
                  <input type="password" name="password" autocomplete="new-password" minlength="\(Users.passwordMinimum)"
                    required></label>
                <button class="primary">Make the administrator</button>
              </form>
            </section>
            """
        return PageContent("Welcome", status: problem == nil ? 200 : 422, isBare: true, body: body)
    }
}
