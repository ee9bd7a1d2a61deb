import Accounts
import Deliveries
import Journeys
import Store
import Vocabulary
import Web

/// A journey drawn: each step with what came in and what became of it, the same as an ordered outline.
enum JourneyPage {
    struct Model: Sendable {
        var journey: Journey
        /// `nil` while nothing is published.
        var picture: VersionPicture?
        var sends: [StepFacet]
        var refusals: [EntryRefusal: Int64]
        /// While it is paused.
        var pause: JourneyPause?
        var moves: [MoveRecord]
        var draft: String
        /// When some of the newest runs began.
        var entries: [Moment]

        static func load(_ id: JourneyID, version: Int?, in db: Transaction) throws -> Model? {
            guard let journey = try JourneyReading.journey(id, in: db) else { return nil }
            let number = version ?? journey.newestVersion
            let sends = try LedgerTable.steps(of: .journey, id.raw, in: db).filter { $0.version == Int64(number) }
            let picture = try JourneyReading.picture(of: id, version: number, in: db)
            let steps = picture?.version.definition.steps.map(\.id) ?? []
            return Model(
                journey: journey,
                picture: picture,
                sends: sends,
                refusals: try JourneyReading.refusals(by: id, in: db),
                pause: try JourneyPause.load(journey, in: db),
                moves: try JourneyReading.moves(of: id, in: db),
                draft: try JourneyReading.draft(of: id, in: db) ?? "",
                entries: try ConsoleTable.entries(of: id, version: number, steps: steps, in: db)
            )
        }
    }

    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self) else { return .notFound }
        let version = visit.query["version"].flatMap { Int($0) }
        guard let model = try await visit.read({ db in try Model.load(id, version: version, in: db) }) else {
            return .notFound
        }
        return .page(
            PageContent(
                model.journey.name,
                modules: ["graph.js"],
                libraries: ["d3.min.js", "dagre.min.js"],
                body: page(model, visit)
            )
        )
    }

    static func page(_ model: Model, _ visit: Visit, problems: Diagnostics? = nil) -> HTML {
        """
        <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.journeys.link)">Journeys</a></nav>
        <div class="head"><h1>\(model.journey.name) \(Parts.status(model.journey.status))</h1>
        \(JourneyActs.forms(model, visit))</div>
        \(problems.map(faults))
        \(model.pause.map { $0.banner(refused: model.refusals[.paused] ?? 0) })
        \(model.picture.map { drawn(model, $0) } ?? unpublished(model))
        """
    }

    private static func faults(_ problems: Diagnostics) -> HTML {
        """
        <section class="card problem" role="alert"><h2>It was not published</h2>
        <ul>\(each: problems.all, { fault in
          "<li><strong>\(fault.location ?? "journey")</strong>: \(fault.message)\(fault.hint.map { hint -> HTML in " <em>\(hint)</em>" }) <code>\(fault.code)</code></li>"
        })</ul></section>
        """
    }

    private static func unpublished(_ model: Model) -> HTML {
        """
        <section class="card">\(Parts.empty("This journey is a draft: nobody enters before it is published.",
            "<p><a class=\"button\" href=\"\(Pages.journeyDefinition(model.journey.id))\">See the definition</a></p>"))</section>
        """
    }

    private static func drawn(_ model: Model, _ picture: VersionPicture) -> HTML {
        let graph = JourneyGraphData(picture: picture, sends: model.sends, hour: UsualHour(model.entries))
        let id = model.journey.id
        return """
            <p class="facts">Version \(picture.version.number) of \(model.journey.newestVersion), published
            \(picture.version.published) · \(versionLinks(model, picture.version.number))
            <a href="\(Pages.journeyDefinition(id).with("version", "\(picture.version.number)"))">Definition</a> ·
            <a href="\(Pages.messages.link.with("journey", id.description))">Messages</a></p>
            \(picture.version.definition.description.map { text -> HTML in "<p>\(text)</p>" })
            <section class="card graph" aria-labelledby="graph-title"><h2 id="graph-title">The graph</h2>
            <div id="graph" data-version="\(picture.version.number)" class="canvas" tabindex="0" role="group" aria-label="The graph; the outline below says the same"></div>
            \(RawHTML.data("graph-data", graph.value))</section>
            <section class="card" aria-labelledby="outline-title"><h2 id="outline-title">Outline</h2>
            <ol class="outline">\(each: graph.nodes, { outline($0, graph) })</ol></section>
            \(refusals(model.refusals))
            \(moves(model.moves))
            """
    }

    private static func moves(_ moves: [MoveRecord]) -> HTML {
        guard !moves.isEmpty else { return .empty }
        return """
            <section class="card" aria-labelledby="moves-title"><h2 id="moves-title">People moved between versions</h2>
            <ul>\(each: moves, { move in
              """
              <li>From \(move.from) to \(move.to): \(Words.number(move.moved)), begun \(move.created),
              \(move.finished.map { finished -> HTML in "done \(finished)" } ?? "going on")</li>
              """
            })</ul></section>
            """
    }

    private static func versionLinks(_ model: Model, _ shown: Int) -> HTML {
        guard model.journey.newestVersion > 1 else { return .empty }
        let others = (1...model.journey.newestVersion).filter { $0 != shown }
        return
            "Others: \(each: others, { number in "<a href=\"\(Pages.journey(model.journey.id).with("version", "\(number)"))\">\(number)</a> " })· "
    }

    private static func outline(_ node: JourneyGraphData.Node, _ graph: JourneyGraphData) -> HTML {
        let name = "step.\(node.id.raw)"
        return """
            <li id="step-\(node.id.raw)"><p><strong>\(node.title)</strong> <span class="kind">\(node.kind)</span>
            <span class="when">\(node.when)</span></p>
            <p>\(if: !node.summary.isEmpty, "\(node.summary)<br>")\
            \(LiveText("\(name).reached", node.counts.reached)) came in =
            \(LiveText("\(name).left", node.counts.left)) went on +
            <a href="\(node.people(.waiting))">\(LiveText("\(name).waiting", node.counts.waiting)) waiting</a> +
            <a href="\(node.people(.exited))">\(LiveText("\(name).exited", node.counts.exited)) left here</a> +
            <a href="\(node.people(.failed))">\(LiveText("\(name).failed", node.counts.failed)) failed</a></p>
            \(if: node.isEmail, "<p><a href=\"\(node.preview)\">See the message</a> · <a href=\"\(node.ledger)\">\(node.sendWords)</a></p>")
            \(if: !node.ways.isEmpty, "<p class=\"ways\">Then \(each: node.ways, { way in "<a href=\"#step-\(way.target.raw)\">\(way.words)</a> " })</p>")</li>
            """
    }

    private static func refusals(_ refusals: [EntryRefusal: Int64]) -> HTML {
        guard !refusals.isEmpty else { return .empty }
        return """
            <section class="card" aria-labelledby="refused-title"><h2 id="refused-title">Events that began no run</h2>
            <ul>\(each: refusals.sorted { $0.value > $1.value }, { reason, count in
              "<li>\(Words.number(count)): \(Words.refusal(reason))</li>"
            })</ul></section>
            """
    }

    /// The text form, as `sojourn export` writes it.
    static func definition(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(JourneyID.self) else { return .notFound }
        let number = visit.query["version"].flatMap { Int($0) }
        let found = try await visit.read { db -> (Journey, String)? in
            guard let journey = try JourneyReading.journey(id, in: db) else { return nil }
            let picture = try number.flatMap { try JourneyReading.picture(of: id, version: $0, in: db) }
            return (journey, try picture?.version.definition.text ?? JourneyReading.draft(of: id, in: db) ?? "")
        }
        guard let (journey, text) = found else { return .notFound }
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.journeys.link)">Journeys</a> /
            <a href="\(Pages.journey(id))">\(journey.name)</a></nav>
            <h1>Definition</h1><p>\(number.map { "Version \($0)" } ?? "The draft"). Change it in a file and publish with
            <code>sojourn apply FILE</code>.</p>
            <section class="card"><pre tabindex="0">\(text)</pre></section>
            """
        return .page(PageContent("\(journey.name): definition", body: body))
    }
}
