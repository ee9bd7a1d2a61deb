import Accounts
import Deliveries
import Journeys
import Pipeline
import Profiles
import Reports
import Store
import Vocabulary

/// The first page: what needs somebody, what goes out, how the journeys stand.
enum HomePage {
    static func show(_ visit: Visit) async throws -> Answer {
        let model = try await visit.read { db in try Model.load(in: db) }
        let progress = await visit.console.demo?.progress()
        let body: HTML = """
            <h1>Home</h1>
            \(progress.map { DemoPanel(visit: visit, progress: $0).html })
            \(needs(model.needs, visit.console.disk()))
            \(setUp(model))
            \(journeys(model.journeys))
            \(day(model))
            """
        return .page(PageContent("Home", modules: ["chart.js", "demo.js"], libraries: ["chart.min.js"], body: body))
    }

    struct Model: Sendable {
        var needs: HomeNeeds
        var journeys: [JourneySummary]
        var hours: HomeHours
        var people: Int64
        var events: Int64
        var hasKeys: Bool
        var isCapturing: Bool

        static func load(in db: Transaction) throws -> Model {
            Model(
                needs: try HomeNeeds.load(in: db),
                journeys: try JourneyReading.list(in: db),
                hours: try HomeHours.load(in: db),
                people: try ProfilesTable.count(in: db),
                events: try Counters.all(prefix: "events.taken", in: db)["events.taken"] ?? 0,
                hasKeys: try Keys.all(in: db).contains { $0.revoked == nil && $0.kind == .write },
                isCapturing: try SendingPolicy.load(in: db).mode == .capture
            )
        }
    }

    // MARK: What needs somebody

    private static func needs(_ needs: HomeNeeds, _ disk: BackPressure.Disk?) -> HTML {
        let items: [(count: Int64, name: String, words: String, link: Link)] = [
            (
                needs.uncertain, "uncertain", "uncertain: a crash left it open whether they went",
                Pages.messages.link.with("state", "uncertain")
            ),
            (
                needs.failed, "failed", "failed to be made or sent in the last 24 hours",
                Pages.messages.link.with("state", "failed")
            ),
            (
                needs.braked, "braked", "stopped by itself, because too much of it went wrong",
                Pages.sending.link
            ),
            (
                needs.slowed, "slowed", "due and waiting, because the allowance for now is used up",
                Pages.sending.link
            ),
            (needs.parked, "parked", "events parked: they could not be processed", Pages.events.link),
            (needs.blocked, "blocked", "merges of people blocked by a rule", Pages.people.link.with("show", "blocked")),
        ]
        let (free, bound) = (disk.map { $0.freeBytes >> 20 } ?? 0, disk.map { $0.bound >> 20 } ?? 0)
        let isLow = disk?.isLow ?? false
        let text: HTML =
            needs.isCalm && !isLow
            ? "<p class=\"calm\">Nothing needs you.</p>"
            : """
            <ul class="tiles">\(each: items.filter { $0.count > 0 }, { item in
                "<li><a href=\"\(item.link)\" class=\"tile alert\"><strong>\(LiveText(item.name, item.count))</strong> \(item.words)</a></li>"
                })</ul>
            \(if: isLow, "<p role=\"alert\"><strong>The disk is nearly full:</strong> \(Words.number(free)) MB are free; below \(Words.number(bound)) MB events are refused.</p>")
            """
        return """
            <section class="card" aria-labelledby="needs-title">
            <h2 id="needs-title">What needs you first</h2>\(text)</section>
            """
    }

    // MARK: Setting up

    /// What is still to be done before mail goes out; gone when all of it is.
    private static func setUp(_ model: Model) -> HTML {
        let steps: [(isDone: Bool, text: HTML)] = [
            (
                model.hasKeys,
                "<a href=\"\(Pages.keys.link)\">Make a write key</a> and point a Segment library at this server."
            ),
            (model.people > 0, "Send a first event, or import people with <code>sojourn import profiles FILE</code>."),
            (
                model.journeys.contains { $0.journey.newestVersion > 0 },
                "Publish a journey with <code>sojourn apply FILE</code>; it shows up <a href=\"\(Pages.journeys.link)\">here</a>."
            ),
            (
                !model.isCapturing,
                "Look at what would be sent, then switch the sending mode from capture to allowlist or live."
            ),
        ]
        guard steps.contains(where: { !$0.isDone }) else { return .empty }
        return """
            <section class="card" aria-labelledby="setup-title"><h2 id="setup-title">Setting up</h2>
            <ol class="setup">\(each: steps, { step in
              "<li\(if: step.isDone, " class=\"done\"")>\(if: step.isDone, "<span class=\"tick\">done</span> ")\(step.text)</li>"
            })</ol></section>
            """
    }

    // MARK: Journeys

    private static func journeys(_ journeys: [JourneySummary]) -> HTML {
        let content =
            journeys.isEmpty
            ? Parts.empty("No journeys yet. A journey reacts when a person does something.")
            : JourneysPage.table(journeys)
        return """
            <section class="card" aria-labelledby="journeys-title">
            <h2 id="journeys-title">Journeys</h2>\(content)</section>
            """
    }

    // MARK: The day behind and the day ahead

    private static func day(_ model: Model) -> HTML {
        let hours = model.hours
        return """
            <section class="card" aria-labelledby="day-title" data-hours><h2 id="day-title">Messages, yesterday to tomorrow</h2>
            <ul class="tiles">
              <li><a class="tile" href="\(Pages.messages.link.with("since", hours.now.adding(hours: -24)))"><strong>\(Words.number(hours.past))</strong> owed in the last 24 hours</a></li>
              <li><a class="tile" href="\(Pages.messages.link.with("state", "pending"))"><strong>\(Words.number(hours.due))</strong> due in the next 24 hours</a></li>
              <li><a class="tile" href="\(Pages.people.link.with("show", "waking"))"><strong>\(Words.number(hours.wakes))</strong> people go on in the next 24 hours</a></li>
              <li><a class="tile" href="\(Pages.people.link)"><strong>\(Words.number(model.people))</strong> people</a></li>
              <li><a class="tile" href="\(Pages.events.link)"><strong>\(Words.number(model.events))</strong> events taken in</a></li>
            </ul>
            <div class="chart"><canvas id="hours" role="img" aria-label="\(hours.sentence)"></canvas></div>
            \(RawHTML.data("hours-data", hours.value))
            </section>
            """
    }
}

extension Moment {
    fileprivate func adding(hours: Int64) -> String { (self + .hours(hours)).description }
}
