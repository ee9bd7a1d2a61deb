import Journeys
import Profiles
import Testing
import Vocabulary

@testable import Pipeline

@Suite struct CirclesTests {
    private let owners: [Identity: ProfileID] = [user("ada"): ProfileID(raw: 1), user("bob"): ProfileID(raw: 2)]
    private var circles = Circles()

    private mutating func join(_ identities: Identity..., need: HistoryNeed = .none) {
        circles.join(identities, owner: { [owners] in owners[$0] }, needing: need)
    }

    @Test mutating func `whoever meets no one is loaded for their own events only`() {
        join(user("ada"), need: .some(["Order"]))
        join(user("bob"))
        #expect(circles.meeting == [])
        #expect(circles.historyNeeds == [.some(["Order"]): [ProfileID(raw: 1)]])
    }

    @Test mutating func `two people in one event need what either needs`() {
        join(user("ada"), need: .some(["Order"]))
        join(user("bob"), need: .some(["Visit"]))
        join(user("ada"), user("bob"))
        #expect(Set(circles.meeting) == [ProfileID(raw: 1), ProfileID(raw: 2)])
        #expect(circles.historyNeeds == [.some(["Order", "Visit"]): [ProfileID(raw: 1), ProfileID(raw: 2)]])
    }

    @Test mutating func `two people who may become one by way of a stranger are in one circle`() {
        join(user("ada"), device("new"))
        join(device("new"), need: .all)
        join(device("new"), device("newer"))
        join(device("newer"), user("bob"))
        #expect(Set(circles.meeting) == [ProfileID(raw: 1), ProfileID(raw: 2)])
        #expect(circles.historyNeeds == [.all: [ProfileID(raw: 1), ProfileID(raw: 2)]])
    }

    @Test mutating func `what a person's runs read is needed by their circle`() {
        join(user("ada"), user("bob"))
        circles.add(.some(["Visit"]), to: ProfileID(raw: 2))
        #expect(circles.historyNeeds == [.some(["Visit"]): [ProfileID(raw: 1), ProfileID(raw: 2)]])
    }
}

private func user(_ value: String) -> Identity { Identity(namespace: "userId", value: value) }
private func device(_ value: String) -> Identity { Identity(namespace: "anonymousId", value: value) }
