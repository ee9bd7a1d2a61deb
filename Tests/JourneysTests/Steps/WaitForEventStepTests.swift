import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct WaitForEventStepTests {
    static let listen = #"""
        {"id": "listen", "kind": "waitForEvent", "event": "Order", "onEvent": "came", "timeout": "P3D",
         "onTimeout": "end"},
        {"id": "came", "kind": "end"}
        """#

    @Test(.row("ajo J1", .full)) func `an event goes one way, the timeout the other`() throws {
        var world = try World(definition(first: "listen", Self.listen))
        world.happens("Begin")
        #expect(world.happens("Order").words == ["reached came", "exited completed at came"])
        world.happens("Begin")
        #expect(world.passes(.days(3)).words == ["reached end", "exited completed at end"])
    }

    @Test func `an event received at the moment of the timeout comes first`() throws {
        var world = try World(definition(first: "listen", Self.listen))
        world.happens("Begin")
        world.passes(.days(3) - .milliseconds(1))
        #expect(world.passes(.zero).isEmpty)
        #expect(world.happens("Order").words.last == "exited completed at came")
        #expect(world.passes(.days(1)).isEmpty)
    }

    @Test func `the event that entered does not end the wait`() throws {
        var world = try World(
            definition(
                first: "listen",
                #"{"id": "listen", "kind": "waitForEvent", "event": "Begin", "onEvent": "end"}"#
            )
        )
        world.happens("Begin")
        #expect(world.places() == ["listen"])
    }

    @Test func `its condition sees the event that comes and the one that entered`() throws {
        var world = try World(
            definition(
                first: "listen",
                #"""
                {"id": "listen", "kind": "waitForEvent", "event": "Shipped",
                 "when": "event.properties.order = entry.properties.order", "onEvent": "end"}
                """#
            )
        )
        world.happens("Begin", ["order": 7])
        #expect(world.happens("Shipped", ["order": 8]).isEmpty)
        #expect(world.happens("Shipped", ["order": 7]).words.last == "exited completed at end")
    }

    static func scoped(_ scope: String) -> String {
        definition(
            first: "wait",
            #"{"id": "wait", "kind": "wait", "for": "P1D", "next": "listen"}"#,
            #"{"id": "listen", "kind": "waitForEvent", "event": "Order", "scope": "\#(scope)", "onEvent": "end"}"#
        )
    }

    @Test func `events count from when the step was reached`() throws {
        var world = try World(Self.scoped("step"))
        world.happens("Begin")
        world.happens("Order")
        #expect(world.passes(.days(1)).words == ["reached listen"])
        #expect(world.places() == ["listen"])
    }

    @Test func `or, if asked, since the run began`() throws {
        var world = try World(Self.scoped("run"))
        world.happens("Order")
        world.happens("Begin")
        #expect(world.happens("Order").isEmpty)
        #expect(world.passes(.days(1)).words == ["reached listen", "reached end", "exited completed at end"])
    }

    @Test func `what came can be used by the steps that follow`() throws {
        var world = try World(
            definition(
                first: "listen",
                #"{"id": "listen", "kind": "waitForEvent", "event": "Order", "onEvent": "note"}"#,
                #"""
                {"id": "note", "kind": "updateProfile", "set": {"paid": "steps.listen.properties.total"},
                 "next": "end"}
                """#
            )
        )
        world.happens("Begin", ["total": 1])
        world.happens("Order", ["total": 12])
        #expect(world["ada"].attributes == ["paid": 12])
    }
}
