import Mail

/// A mail as its reader sees it: the headers that matter, its HTML in a frame that can do nothing, its text.
struct MailView {
    let mail: ParsedMail?
    /// Where the HTML is served by itself.
    let frame: Link

    private static let headers = ["Subject", "From", "To", "Date", "Message-ID", "List-Unsubscribe"]

    var html: HTML {
        guard let mail else { return "<p>These bytes are no mail that we can read.</p>" }
        return """
            <dl class="facts">\(each: Self.headers, { name in
              "\(mail[name].map { value -> HTML in "<dt>\(name)</dt><dd>\(value)</dd>" })"
            })</dl>
            \(if: mail.html != nil, "<iframe class=\"mail\" title=\"The message's HTML\" sandbox=\"allow-popups\" src=\"\(frame)\"></iframe>")
            \(mail.text.map { text -> HTML in "<details\(if: mail.html == nil, " open")><summary>Plain text</summary><pre tabindex=\"0\">\(text)</pre></details>" })
            """
    }
}
