import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct UpdateProfileStepTests {
    @Test(.row("ajo W12"), .row("ajo J25", .better))
    func `attributes are set from event, profile and clock, seen by the next step`()
        throws
    {
        var world = try World(
            definition(
                first: "set",
                #"""
                {"id": "set", "kind": "updateProfile",
                 "set": {"last.total": "event.properties.total", "last.at": "now()", "count": "count + 1"},
                 "next": "which"}
                """#,
                #"""
                {"id": "which", "kind": "condition",
                 "cases": [{"when": "last.total = 12 and dateDiff(last.at, now()) = 0", "next": "end"}]}
                """#
            )
        )
        world["ada"].attributes = ["count": 1, "last": ["other": true]]
        let effects = world.happens("Begin", ["total": 12])
        #expect(effects.words.last == "exited completed at end")
        let at = AttributeValue.string(World.start.description)
        #expect(world["ada"].attributes == ["count": 2, "last": ["other": true, "total": 12, "at": at]])
        let updates = effects.compactMap { if case .updateProfile(_, let updates) = $0 { updates } else { nil } }
        #expect(updates.first?.map(\.path) == ["last.total", "last.at", "count"])
        #expect(updates.first?.map(\.value) == [12, .moment(World.start), 2])
    }

    @Test func `null says that it is not known any more`() throws {
        var world = try World(
            definition(
                first: "set",
                #"{"id": "set", "kind": "updateProfile", "set": {"a": "null", "b": "a"}, "next": "end"}"#
            )
        )
        world["ada"].attributes = ["a": 1]
        world.happens("Begin")
        #expect(world["ada"].attributes == ["a": nil, "b": 1])
    }
}
