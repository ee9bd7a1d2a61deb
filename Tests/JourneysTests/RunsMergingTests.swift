import Testing
import Vocabulary

@testable import Journeys

/// Two persons turn out to be one.
@Suite struct RunsMergingTests {
    static let journey = definition(first: "wait", RunsTests.wait)

    @Test func `of two runs of one journey the older goes on, the younger exits`() throws {
        var world = try World(Self.journey)
        world.happens("Begin", to: "ada")
        world.passes(.days(1))
        world.happens("Begin", to: "bob")
        #expect(world.merge("ada", into: "bob").words == ["exited merged at wait", "cancels merged"])
        let left = world.runs.waiting(of: world["bob"].profile)
        #expect(left.map(\.enteredAt) == [World.start])
        #expect(left.map(\.bornTo) == [world["ada"].profile])
        #expect(world.places(of: "ada").isEmpty)
    }

    @Test func `runs under different keys both go on`() throws {
        var world = try World(definition(entry: #""key": "event.properties.order""#, first: "wait", RunsTests.wait))
        world.happens("Begin", to: "ada", ["order": 1])
        world.happens("Begin", to: "bob", ["order": 2])
        #expect(world.merge("ada", into: "bob").isEmpty)
        #expect(world.places(of: "bob") == ["wait", "wait"])
    }

    @Test func `what either was in before counts for both`() throws {
        var world = try World(definition(entry: #""reentrance": "once""#))
        world.happens("Begin", to: "ada")
        _ = world.merge("ada", into: "bob")
        #expect(world.happens("Begin", to: "bob").words == ["refused once"])
    }

    @Test func `the younger may be the survivor's own`() throws {
        var world = try World(Self.journey)
        world.happens("Begin", to: "bob")
        world.passes(.days(1))
        world.happens("Begin", to: "ada")
        #expect(world.merge("ada", into: "bob").words == ["exited merged at wait", "cancels merged"])
        #expect(world.runs.waiting(of: world["bob"].profile).map(\.bornTo) == [world["bob"].profile])
    }
}
