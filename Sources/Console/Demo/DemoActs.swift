import Accounts
import Vocabulary
import Web

/// What one can do in the demo: open it, stop the time-lapse, order, and pull the plug.
enum DemoActs {
    /// The address that the demo prints leads here; the form sends itself, so that opening it changes nothing by GET.
    static func showEntry(_ visit: Visit) async throws -> Answer {
        let body: HTML = """
            <section class="card narrow">
              <h1>The demo is ready</h1>
              <form method="post" action="\(Pages.demoEnter.link)" data-submit-at-once>
                \(visit.token)<input type="hidden" name="code" value="\(visit.query["code"])">
                <button class="primary">Open it</button>
              </form>
            </section>
            """
        return .page(PageContent("The demo", isBare: true, body: body))
    }

    static func enter(_ visit: Visit) async throws -> Answer {
        guard let demo = visit.console.demo, Visitor(demo: demo, token: visit.form["code"] ?? "") != nil else {
            return .refused(.badInput("That is not the code that the demo printed."))
        }
        let cookie = SessionCookie.set(demo.signInCode, isSecure: visit.console.isSecure)
        return .seeOther(Pages.home.link, cookies: [cookie])
    }

    static func pause(_ visit: Visit) async throws -> Answer {
        await visit.console.demo?.pause(visit.form["pause"] == "1")
        visit.console.live.refresh()
        return .seeOther(Pages.home.link)
    }

    /// Forward to a date as fast as possible, then a pause; backwards there is no way.
    static func runThrough(_ visit: Visit) async throws -> Answer {
        guard let demo = visit.console.demo, let day = visit.form["date"].flatMap({ Moment(iso8601: $0) }) else {
            return .refused(.badInput("That is no date. It is written like 2026-03-01."))
        }
        guard await demo.runThrough(day) else {
            let now = await demo.progress().moment.iso8601.prefix(10)
            return .refused(.badInput("Time runs forward only: what was sent cannot be unsent. It is \(now) already."))
        }
        visit.console.live.refresh()
        return .seeOther(Pages.home.link)
    }

    static func kill(_ visit: Visit) async throws -> Answer {
        visit.console.demo?.killHard()
        return .seeOther(Pages.home.link)
    }

    private static let amountLimit = 12

    static func order(_ visit: Visit) async throws -> Answer {
        let total = visit.form["total"] ?? ""
        let digits = total.utf8.filter { (48...57).contains($0) }
        let isAmount = !digits.isEmpty && total.utf8.count <= amountLimit && total.filter { $0 == "." }.count <= 1
        guard isAmount, total.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else {
            return .refused(.badInput("The total is an amount such as 24.90."))
        }
        guard let email = try? Users.normalized(visit.form["email"] ?? "") else {
            return .refused(.badInput("That is no email address."))
        }
        let order = ConsoleDemo.Order(total: total, email: email, firstName: visit.form.text("firstName") ?? "You")
        try await visit.console.demo?.placeOrder(order)
        return .seeOther(Pages.mailbox.link.with("to", email).with("wait", "1"))
    }
}
