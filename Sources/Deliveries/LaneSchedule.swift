/// Shares a take among the lanes by their weights, so that the urgent goes first and none starves.
///
/// Smooth weighted round robin: each place goes to the lane with the highest credit, which then pays the total. Credits
/// survive between takes, so even takes of one row keep the proportion.
package struct LaneSchedule: Hashable, Sendable {
    private var credits = [Int](repeating: 0, count: Lane.allCases.count)

    package init() {}

    /// How many of each lane's `waiting` sends to take, `capacity` in all.
    package mutating func shares(of waiting: [Lane: Int], capacity: Int) -> [Lane: Int] {
        var rest = waiting.filter { $0.value > 0 }
        var shares: [Lane: Int] = [:]
        for _ in 0..<max(0, capacity) {
            guard let lane = nextLane(among: rest) else { break }
            shares[lane, default: 0] += 1
            rest[lane, default: 0] -= 1
            if rest[lane] == 0 { rest[lane] = nil }
        }
        return shares
    }

    private mutating func nextLane(among waiting: [Lane: Int]) -> Lane? {
        let lanes = Lane.allCases.filter { waiting[$0] != nil }
        for lane in lanes { credits[lane.rawValue] += lane.weight }
        guard let highest = lanes.map({ credits[$0.rawValue] }).max(),
            let chosen = lanes.first(where: { credits[$0.rawValue] == highest })
        else { return nil }
        credits[chosen.rawValue] -= lanes.reduce(0) { $0 + $1.weight }
        return chosen
    }
}
