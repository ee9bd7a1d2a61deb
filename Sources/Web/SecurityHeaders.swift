import HTTPTypes

/// The headers under which a browser takes an answer for what it is and nothing else; every face's answers have them
/// from here.
package enum SecurityHeaders {
    /// What an answer holds, and so what a browser may do with it.
    package enum Content: Sendable {
        /// A page of the console: no script but our own files, no frame around it.
        case page
        /// A mail's HTML in a frame of ours: its own styles and pictures, no script, no form, no access to us.
        case mail
        /// Something for programs, or a file.
        case data
        /// A page for recipients: nothing in it runs, a form goes back to us.
        case publicPage
        /// A mail by itself, for its recipient.
        case mirror
    }

    /// - Parameter isSecure: browsers reach us by https, and shall from now on.
    package static func fields(for content: Content, isSecure: Bool = false) -> HTTPFields {
        var fields: HTTPFields = [
            .xContentTypeOptions: "nosniff", .cacheControl: "no-store", .contentSecurityPolicy: policy(for: content),
        ]
        for (name, value) in others(for: content) {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        if isSecure { fields[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
        return fields
    }

    /// Those whose names HTTPTypes does not know.
    private static func others(for content: Content) -> [(name: String, value: String)] {
        let always = [
            ("Referrer-Policy", referrer(for: content)), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
        ]
        return always + (frame(for: content).map { [("X-Frame-Options", $0)] } ?? [])
    }

    private static func policy(for content: Content) -> String {
        switch content {
        case .page: page
        case .mail: mail
        case .data: join("default-src 'none'", "frame-ancestors 'none'")
        case .publicPage: publicPage
        case .mirror: mirror
        }
    }

    private static let page = join(
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'"
    )

    private static let mail = join(
        "sandbox allow-popups",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src https: http: data:",
        "font-src https: data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'"
    )

    private static let publicPage = join(
        "default-src 'none'",
        "style-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'"
    )

    /// Where its links lead is another page, which may do what it does.
    private static let mirror = join(
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "img-src *",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'"
    )

    private static func join(_ directives: String...) -> String { directives.joined(separator: "; ") }

    /// Addresses of the console hold ids, those of public pages tokens: others are told neither.
    private static func referrer(for content: Content) -> String {
        switch content {
        case .page, .mail: "same-origin"
        case .data, .publicPage, .mirror: "no-referrer"
        }
    }

    private static func frame(for content: Content) -> String? {
        switch content {
        case .page, .data, .publicPage: "DENY"
        case .mail: "SAMEORIGIN"
        case .mirror: nil
        }
    }
}
