import Journeys
import Profiles
import Vocabulary

/// The people of a batch in circles: those whom its events may make one. What one of a circle needs of the past, all
/// need, for each may be the one that the others become.
struct Circles {
    private var parents: [Int] = []
    private var needs: [HistoryNeed] = []
    private var strangers: [Identity: Int] = [:]
    private var people: [ProfileID: Int] = [:]

    /// An event names `identities`; the people who have them, and whoever will, may be one.
    mutating func join(_ identities: [Identity], owner: (Identity) -> ProfileID?, needing need: HistoryNeed) {
        var circle: Int?
        for identity in identities {
            let place = owner(identity).map { self.place(of: $0) } ?? self.place(of: identity)
            circle = circle.map { unite($0, place) } ?? root(of: place)
        }
        if let circle, need != .none { needs[circle] = needs[circle].union(need) }
    }

    mutating func add(_ need: HistoryNeed, to profile: ProfileID) {
        let place = place(of: profile)
        let circle = root(of: place)
        needs[circle] = needs[circle].union(need)
    }

    /// Those who have somebody else in their circle.
    var meeting: [ProfileID] {
        Dictionary(grouping: people.keys) { root(of: people[$0] ?? 0) }.values.filter { $0.count > 1 }.flatMap(\.self)
    }

    /// Who needs what; those who need nothing are left out.
    var historyNeeds: [HistoryNeed: Set<ProfileID>] {
        var all: [HistoryNeed: Set<ProfileID>] = [:]
        for (profile, place) in people {
            let need = needs[root(of: place)]
            if need != .none { all[need, default: []].insert(profile) }
        }
        return all
    }

    private mutating func place(of profile: ProfileID) -> Int {
        if let place = people[profile] { return place }
        people[profile] = parents.count
        return newPlace()
    }

    private mutating func place(of stranger: Identity) -> Int {
        if let place = strangers[stranger] { return place }
        strangers[stranger] = parents.count
        return newPlace()
    }

    private mutating func newPlace() -> Int {
        parents.append(parents.count)
        needs.append(.none)
        return parents.count - 1
    }

    private func root(of place: Int) -> Int {
        var place = place
        while parents[place] != place { place = parents[place] }
        return place
    }

    private mutating func unite(_ a: Int, _ b: Int) -> Int {
        let (a, b) = (root(of: a), root(of: b))
        guard a != b else { return a }
        parents[max(a, b)] = min(a, b)
        needs[min(a, b)] = needs[a].union(needs[b])
        return min(a, b)
    }
}
