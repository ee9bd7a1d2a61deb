import Deliveries
import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct EmailStepTests {
    static func mail(_ messageClass: String, _ more: String = "") -> String {
        definition(
            first: "mail",
            #"""
            {"id": "mail", "kind": "email", "class": "\#(messageClass)"\#(more), "subject": "Hi", "html": "<p>Hi</p>",
             "next": "wait"}
            """#,
            RunsTests.wait
        )
    }

    static func obligations(_ effects: [JourneyEffect]) -> [Obligation] {
        effects.compactMap { if case .owe(let obligation) = $0 { obligation } else { nil } }
    }

    @Test(.row("ajo J23")) func `a message is owed, due now, and the run goes on`() throws {
        var world = try World(Self.mail("marketing", #", "topic": "news", "notAfter": "PT2H""#))
        let effects = world.happens("Begin", ["total": 7])
        #expect(effects.words == ["entered", "reached entry", "reached mail", "owes mail", "reached wait"])
        let owed = try #require(Self.obligations(effects).first)
        #expect(owed.due == World.start)
        #expect(owed.notAfter == World.start + .hours(2))
        #expect(owed.topic == "news")
        #expect(owed.lane == .triggered)
        #expect(owed.messageClass == .marketing)
        #expect(owed.profile == world["ada"].profile)
        #expect(owed.context["event"]["properties"] == ["total": 7])
        let run = try #require(world.runs.waiting(of: owed.profile).first)
        #expect(owed.origin == .journey(JourneyID(raw: 1), version: 1, step: "mail", run: run.id))
    }

    @Test func `a receipt takes the fast lane and its own time`() throws {
        var world = try World(Self.mail("transactional"))
        let owed = try #require(Self.obligations(world.happens("Begin")).first)
        #expect(owed.lane == .transactional)
        #expect(owed.notAfter == World.start + .hours(24))
    }

    @Test func `every visit owes under its own key`() throws {
        let two = definition(
            first: "a",
            #"{"id": "a", "kind": "email", "class": "marketing", "subject": "1", "html": "1", "next": "b"}"#,
            #"{"id": "b", "kind": "email", "class": "marketing", "subject": "2", "html": "2", "next": "end"}"#
        )
        var world = try World(two)
        let owed = Self.obligations(world.happens("Begin") + world.happens("Begin") + world.happens("Begin", to: "bob"))
        #expect(owed.count == 6)
        #expect(Set(owed.map(\.key)).count == 6)
        #expect(Set(owed.map(\.send)).count == 6)
    }

    // MARK: Outcomes

    /// Somebody at a step that wants to know, and what they are owed.
    private static func resting(_ more: String) throws -> (world: World, owed: Obligation) {
        var world = try World(mail("marketing", ", " + more))
        let effects = world.happens("Begin")
        #expect(effects.words.last == "owes mail")
        return (world, try #require(obligations(effects).first))
    }

    @Test func `only a step that wants to know is told, and only there does its run rest`() throws {
        var world = try World(Self.mail("marketing"))
        let owed = try #require(Self.obligations(world.happens("Begin")).first)
        #expect(!owed.tellsRun && owed.patientUntil == nil)
        #expect(world.learns(.skipped, .capDay, of: owed).isEmpty)
        for more in [#""awaitOutcome": true"#, #""whenSkipped": "leave""#, #""whenSkipped": "PT6H""#] {
            let (_, owed) = try Self.resting(more)
            #expect(owed.tellsRun, "\(more)")
        }
    }

    @Test(arguments: [SendState.sent, .failed, .uncertain, .skipped, .expired, .bounced, .cancelled])
    func `whatever became of the message, a run that awaits it goes on and conditions see it`(
        state: SendState
    ) throws {
        let branch = definition(
            first: "mail",
            #"""
            {"id": "mail", "kind": "email", "class": "marketing", "awaitOutcome": true, "subject": "Hi", "html": "Hi",
             "next": "ask"}
            """#,
            #"{"id": "ask", "kind": "condition", "cases": [{"when": "\#(rule(state))", "next": "wait"}]}"#,
            RunsTests.wait
        )
        var world = try World(branch)
        let owed = try #require(Self.obligations(world.happens("Begin")).first)
        world.passes(.hours(1))
        #expect(world.learns(state, .capDay, of: owed).words == ["reached ask", "reached wait"])
        #expect(world.learns(state, .capDay, of: owed).isEmpty, "told again it has nothing to do")
    }

    private func rule(_ state: SendState) -> String {
        #"steps.mail.outcome = \"\#(state.rawValue)\" and steps.mail.reason = \"cap_day\""#
    }

    @Test func `a run whose step says leave leaves when its message was skipped or ran out of time`() throws {
        for state in [SendState.skipped, .expired] {
            var (world, owed) = try Self.resting(#""whenSkipped": "leave""#)
            #expect(world.learns(state, .capDay, of: owed).words == ["exited not_sent at mail"])
        }
        for (state, reason) in [(SendState.sent, nil), (.failed, .render), (.skipped, .captured)] as [(_, SendReason?)]
        {
            var (world, owed) = try Self.resting(#""whenSkipped": "leave""#)
            #expect(world.learns(state, reason, of: owed).words == ["reached wait"], "\(state)")
        }
    }

    @Test func `what a rehearsal keeps counts as sent, so it walks as the real thing would`() throws {
        var (world, owed) = try Self.resting(#""awaitOutcome": true"#)
        world.learns(.skipped, .captured, of: owed)
        let run = try #require(world.runs.waiting(of: owed.profile).first)
        #expect(run.memory.steps["mail"]?["outcome"] == "sent")
    }

    @Test func `a step with patience asks the ledger to try again until then, and lives at least as long`() throws {
        let (_, owed) = try Self.resting(#""whenSkipped": "P2D""#)
        #expect(owed.patientUntil == World.start + .days(2))
        #expect(owed.notAfter == World.start + .days(2))
        let (_, short) = try Self.resting(#""whenSkipped": "PT1H""#)
        #expect(short.notAfter == World.start + .hours(24))
    }

    @Test func `what comes later of a message that was spoken of is remembered, of another's not`() throws {
        var (world, owed) = try Self.resting(#""awaitOutcome": true"#)
        world.learns(.sent, of: owed)
        world.passes(.hours(1))
        #expect(world.learns(.bounced, .hardBounce, of: owed).isEmpty)
        var other = owed
        other.send = SendID(raw: 1)
        world.learns(.failed, of: other)
        let run = try #require(world.runs.waiting(of: owed.profile).first)
        #expect(run.step == "wait")
        #expect(run.memory.steps["mail"]?["outcome"] == "bounced")
        #expect(world.runs.changedRuns[run.id] == run, "and is saved")
    }

    @Test func `an exit rule reaches a run that rests for its message`() throws {
        let text = definition(
            exits: #"{"event": "Stop"}"#,
            first: "mail",
            #"{"id": "mail", "kind": "email", "class": "marketing", "awaitOutcome": true, "subject": "1", "html": "1", "#
                + #""next": "end"}"#
        )
        var world = try World(text)
        let owed = try #require(Self.obligations(world.happens("Begin")).first)
        #expect(world.happens("Stop").words == ["exited exit_rule at mail", "cancels exit_rule"])
        #expect(world.learns(.sent, of: owed).isEmpty)
    }

    @Test(arguments: [
        (#""whenSkipped": "sometimes""#, "journey.bad-period"), (#""whenSkipped": "P8D""#, "journey.bad-period"),
        (#""whenSkipped": "PT3H", "notAfter": "PT2H""#, "journey.contradiction"),
        (#""whenSkipped": "leave", "awaitOutcome": false"#, "journey.contradiction"),
        (#""awaitOutcome": "yes""#, "journey.wrong-type"),
    ])
    func `what a step says about outcomes must make sense`(more: String, code: String) {
        let found = JourneyDefinition.read(Self.mail("marketing", ", " + more)).diagnostics
        #expect(found.all.map(\.code) == [code])
        #expect(found.all.map(\.location) == ["mail"])
    }
}
