import Accounts
import Deliveries
import Vocabulary

/// What stands around every page: which sandbox this is, whether mail really goes out, the way to stop it, and where
/// one can go.
struct Frame: Sendable {
    let visit: Visit
    /// `nil` for those who are nobody yet.
    let standing: Standing?
    private var console: Console { visit.console }
    private var assets: Assets { console.assets }

    init(visit: Visit, standing: Standing?) {
        self.visit = visit
        self.standing = standing
    }

    func page(_ content: PageContent) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="en" data-sandbox="\(console.sandbox.isProduction ? "production" : "other")">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(content.title) · \(console.sandbox.name) · Sojourn</title>
        <link rel="icon" type="image/svg+xml" href="\(assets.address(of: "icon.svg"))">
        <link rel="stylesheet" href="\(assets.address(of: "console.css"))">
        \(each: content.libraries.filter(assets.has), { "<script src=\"\(assets.address(of: $0))\" defer></script>" })
        \(each: modules(content), { name in
            "<script type=\"module\" src=\"\(assets.address(of: name))\"></script>"
        })
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        \(sandboxBand)
        \(if: !content.isBare && visit.visitor != nil, header)
        <main id="main">
        \(content.body)
        </main>
        </body>
        </html>

        """
    }

    private func modules(_ content: PageContent) -> [String] {
        (standing == nil || content.isBare ? ["console.js"] : ["console.js", "live.js"]) + content.modules
    }

    private var sandboxBand: HTML {
        "<div class=\"sandbox\" role=\"region\" aria-label=\"Sandbox\"><strong>\(console.sandbox.name)</strong>\(if: console.sandbox.isProduction, "<span>real people</span>")</div>"
    }

    private var header: HTML {
        """
        <header class="top">
          <a class="brand" href="\(Pages.home.link)">Sojourn</a>
          <nav aria-label="Main"><ul>\(each: navigation, { page, name in
            "<li><a href=\"\(page.link)\"\(if: page.contains(visit.path), " aria-current=\"page\"")>\(name)</a></li>"
          })</ul></nav>
          <div class="standing" data-standing="\(standing?.signature)">\(standing.map(standingText))</div>
          <form method="post" action="\(Pages.signOut.link)" class="who">
            \(visit.token)<span title="\(visit.visitor?.role.rawValue)">\(visit.visitor?.email)</span>
            <button class="quiet">Sign out</button>
          </form>
        </header>
        """
    }

    private var navigation: [(Page, String)] {
        var pages = [
            (Pages.home, "Home"), (Pages.journeys, "Journeys"), (Pages.campaigns, "Campaigns"),
            (Pages.people, "People"), (Pages.messages, "Messages"), (Pages.events, "Events"), (Pages.keys, "Keys"),
        ]
        if console.mailbox != nil { pages.append((Pages.mailbox, "Mailbox")) }
        return pages
    }

    /// Mode, hold and lag, as last read for everybody.
    private func standingText(_ standing: Standing) -> HTML {
        """
        <a class="mode \(standing.mode.word)" href="\(Pages.sending.link)" title="\(standing.mode.explanation)">\(standing.mode.word)</a>
        <a class="lag" href="\(Pages.events.link)" title="How far behind the events the journeys are">lag
          \(LiveText("lag", Words.lag(standing.lag)))</a>
        \(holdForm(standing))
        """
    }

    private func holdForm(_ standing: Standing) -> HTML {
        let back: HTML = "<input type=\"hidden\" name=\"return\" value=\"\(visit.address)\">"
        if let gap = standing.gap {
            return """
                <span class="held" role="status">Closed since the restore of \(TimeText(gap.restored).html)</span>
                <a class="button" href="\(Pages.restored.link)">Choose what goes</a>
                """
        }
        if let hold = standing.hold {
            return """
                <form method="post" action="\(Pages.release.link)">\(visit.token)\(back)
                <span class="held" role="status">On hold since \(TimeText(hold.since).html) by \(hold.who)</span>
                <button class="release">Release</button></form>
                """
        }
        return """
            <form method="post" action="\(Pages.hold.link)">\(visit.token)\(back)
            <button class="hold" title="Stops every message at once; nothing is lost">Hold all sending</button></form>
            """
    }
}
