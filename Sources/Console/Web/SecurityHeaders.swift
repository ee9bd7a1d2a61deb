/// The headers on every answer: no script but our own files, no frame around us, no address told to others.
enum SecurityHeaders {
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// For a mail's HTML in a frame of ours: its own styles and pictures, no script, no form, no access to us.
    static let mailPolicy = [
        "sandbox allow-popups", "default-src 'none'", "style-src 'unsafe-inline'", "img-src https: http: data:",
        "font-src https: data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'",
    ].joined(separator: "; ")

    static func common(isSecure: Bool) -> [(String, String)] {
        let always = [
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
        ]
        return always + (isSecure ? [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")] : [])
    }
}
