import Accounts
import Deliveries
import Store
import Vocabulary
import Web

/// How far messages go, how many, and what is stopped.
enum SendingPage {
    private struct Model: Sendable {
        var policy: SendingPolicy
        var use: AllowanceUse
        var holds: [Hold]
        var now: Moment
    }

    static func show(_ visit: Visit) async throws -> Answer {
        let model = try await visit.read { db in
            let policy = try SendingPolicy.load(in: db)
            return Model(
                policy: policy,
                use: try AllowanceTable.use(.email, policy.allowance, in: db),
                holds: try Holding.all(in: db),
                now: db.now
            )
        }
        return .page(PageContent("Sending", body: page(model, visit)))
    }

    /// An empty field is no limit.
    static func setAllowance(_ visit: Visit) async throws -> Answer {
        guard let hour = limit(visit.form["hour"]), let day = limit(visit.form["day"]) else {
            return .refused(.badInput("A limit is a whole number, or nothing for no limit."))
        }
        let allowance = SendingAllowance(perHour: hour, perDay: day)
        let who = "user:\(visit.visitor?.email ?? "console")"
        try await visit.write { db in
            var policy = try SendingPolicy.load(in: db)
            let detail = "\(words(policy.allowance)) became \(words(allowance))"
            policy.allowance = allowance
            try policy.save(in: db)
            try Audit.record(.changeSending, on: .sending, by: who, detail: detail, in: db)
        }
        visit.console.sender.nudge.signal()
        visit.console.live.refresh()
        return .seeOther(Pages.sending.link)
    }

    private static func limit(_ text: String?) -> Int?? {
        let text = text ?? ""
        guard !text.isEmpty else { return .some(nil) }
        return Int(text).flatMap { $0 >= 0 ? .some($0) : nil }
    }

    private static func words(_ allowance: SendingAllowance) -> String {
        "\(words(allowance.perHour)) an hour, \(words(allowance.perDay)) a day"
    }

    private static func words(_ limit: Int?) -> String { limit.map { "at most \($0)" } ?? "no limit" }

    private static func page(_ model: Model, _ visit: Visit) -> HTML {
        """
        <h1>Sending</h1>
        <section class="card" aria-labelledby="mode-title"><h2 id="mode-title">Mode</h2>
        <p><span class="state sent">\(model.policy.mode.word)</span> \(model.policy.mode.explanation)</p>
        <p class="note">Changed with <code>sojourn mode capture|allowlist|live</code>.</p></section>
        \(allowance(model, visit))
        \(holds(model, visit))
        """
    }

    private static func allowance(_ model: Model, _ visit: Visit) -> HTML {
        let (hour, day) = (model.use.sentInHour(before: model.now), model.use.sentInDay(before: model.now))
        let allowance = model.policy.allowance
        return """
            <section class="card" aria-labelledby="allowance-title"><h2 id="allowance-title">Allowance</h2>
            <p>Mail servers judge who they do not know by how it begins. So a new installation sends little, and more when
            somebody has seen that it goes well. What is beyond it waits; nothing is lost but what expires meanwhile.</p>
            <dl class="attributes"><dt>In any 60 minutes</dt><dd>\(words(allowance.perHour))\(if: allowance.perHour != nil, ", used \(hour)")</dd>
            <dt>In any 24 hours</dt><dd>\(words(allowance.perDay))\(if: allowance.perDay != nil, ", used \(day)")</dd></dl>
            \(if: visit.may(.admin), form(allowance, visit))</section>
            """
    }

    private static func form(_ allowance: SendingAllowance, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.sending.link)" class="line">\(visit.token)
        <label>In an hour <input name="hour" inputmode="numeric" pattern="[0-9]*" value="\(allowance.perHour.map { "\($0)" } ?? "")" placeholder="no limit"></label>
        <label>In a day <input name="day" inputmode="numeric" pattern="[0-9]*" value="\(allowance.perDay.map { "\($0)" } ?? "")" placeholder="no limit"></label>
        <button class="primary">Set it</button></form>
        """
    }

    private static func hold(_ hold: Hold, _ visit: Visit) -> HTML {
        """
        <li><div><strong>\(hold.scope.description)</strong> since \(hold.since), by \(hold.who)</div>
        \(if: hold.reason == .hold && visit.may(.publisher), release(hold.scope, visit))</li>
        """
    }

    private static func release(_ scope: HoldScope, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.release.link)" data-confirm="What waits goes now, as far as it has not expired.">\(visit.token)
        <input type="hidden" name="scope" value="\(scope.description)"><input type="hidden" name="return" value="\(visit.path)">
        <button class="quiet">Release <span class="unseen">\(scope.description)</span></button></form>
        """
    }

    private static func holds(_ model: Model, _ visit: Visit) -> HTML {
        let list: HTML = """
            <ul class="plain acted">\(each: model.holds, { hold($0, visit) })</ul>
            """
        return """
            <section class="card" aria-labelledby="holds-title"><h2 id="holds-title">Stopped</h2>
            \(model.holds.isEmpty ? "<p>Nothing is stopped.</p>" : list)
            <p class="note">Sending stops by itself, origin by origin, where of the last 24 hours' messages more than 5 % bounced
            for good, more than 0.3 % drew complaints, or more than 1 % could not be made. Look first, then release: what
            went before a release does not count again.</p></section>
            """
    }
}
