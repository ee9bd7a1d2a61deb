import Deliveries
import Store
import Vocabulary
import Web

/// After a restore: what waits, by how long ago it was due, and the choice what of it goes.
enum GapPage {
    static func show(_ visit: Visit) async throws -> Answer {
        let (gap, ages) = try await visit.read { db in
            (try SendingPolicy.load(in: db).gap, try RestoredGap.waiting(in: db))
        }
        guard let gap else { return .seeOther(Pages.home.link) }
        let body: HTML = """
            <h1>What of the gap goes?</h1>
            <section class="card"><p>This sandbox was restored \(TimeText(gap.restored).html) from its state of
            \(TimeText(gap.backup).html). What was due since then may have gone before, and nobody can tell from here. Until
            you choose, nothing goes to anyone.</p></section>
            <section class="card" aria-labelledby="waiting-title"><h2 id="waiting-title">What waits now</h2>\(table(ages))</section>
            \(form(visit, gap))
            """
        return .page(PageContent("After the restore", body: body))
    }

    private static func table(_ ages: [RestoredGap.Age]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-labelledby="waiting-title"><table>
        <thead><tr><th scope="col">Due</th><th scope="col" class="number">Marketing</th>
        <th scope="col" class="number">Transactional</th></tr></thead>
        <tbody>\(each: ages, { age in
            "<tr><th scope=\"row\">\(age.words)</th><td class=\"number\">\(Words.number(age.marketing))</td><td class=\"number\">\(Words.number(age.transactional))</td></tr>"
        })</tbody></table></div>
        <p>Waits of people that end in the gap add to it.</p>
        """
    }

    private static func form(_ visit: Visit, _ gap: RestoredGap) -> HTML {
        """
        <section class="card"><form method="post" action="\(Pages.restored.link)" class="acts">\(visit.token)
        <fieldset><legend>What was due before now</legend>
        <label class="check"><input type="radio" name="choice" value="now" checked> expires: nothing goes twice</label>
        <label class="check"><input type="radio" name="choice" value="before"> expires where it was due before
        <input name="before" value="\(gap.restored.description)" aria-label="a moment, ISO 8601"></label>
        <label class="check"><input type="radio" name="choice" value="nothing"> goes, unless it has outlived its own time</label>
        </fieldset><button class="release">Open the lanes</button></form></section>
        """
    }

    static func choose(_ visit: Visit) async throws -> Answer {
        let (choice, before) = (visit.form["choice"], visit.form["before"].flatMap { Moment(iso8601: $0) })
        guard choice == "now" || choice == "nothing" || (choice == "before" && before != nil) else {
            return .refused(.badInput("Choose one; a moment looks like 2026-03-01T12:00:00Z. Nothing was done."))
        }
        try await visit.write { db in
            let moment = choice == "now" ? db.now : choice == "before" ? before : nil
            _ = try RestoredGap.choose(skipDueBefore: moment, in: db)
        }
        visit.console.sender.nudge.signal()
        visit.console.live.refresh()
        return .seeOther(Pages.home.link)
    }
}
