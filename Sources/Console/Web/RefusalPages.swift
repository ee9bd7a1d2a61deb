/// What a visitor sees instead of what they asked for: what happened, and what to do.
enum RefusalPages {
    static let notFound = PageContent(
        "Not here",
        status: 404,
        body: """
            <section class="card"><h1>There is nothing here</h1>
            <p>The address may be old, or what it showed is gone. <a href="\(Pages.home.link)">Go home</a>.</p></section>
            """
    )

    static func content(of refusal: Answer.Refusal) -> PageContent {
        switch refusal {
        case .foreignForm:
            page(
                "Not taken",
                403,
                "This form did not come from our own page, or it is too old. Go back, reload, try again."
            )
        case .role(let role):
            page("Not yours to do", 403, "That needs the role “\(role)”. Nothing was changed. Ask an administrator.")
        case .tooManyAttempts:
            page("Too many tries", 429, "Passwords were tried too often. Wait half a minute for each further try.")
        case .badInput(let text): page("Not taken", 422, text)
        }
    }

    private static func page(_ title: String, _ status: Int, _ text: String) -> PageContent {
        PageContent(
            title,
            status: status,
            body: "<section class=\"card\"><h1>\(title)</h1><p>\(text)</p></section>"
        )
    }
}
