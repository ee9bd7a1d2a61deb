/// Lets work that is in no hurry have its share of the time, and no more, while there is other work.
struct SideWork {
    /// Of the time, at most so much: 0.05.
    private let share: Double
    private var next = ContinuousClock.now

    init(share: Double) { self.share = share }

    var isDue: Bool { ContinuousClock.now >= next }

    /// Does a piece of it; the next is due once the other work has had as much more time as it is to have.
    mutating func measure<Value>(_ piece: () async throws -> Value) async rethrows -> Value {
        let began = ContinuousClock.now
        defer {
            let end = ContinuousClock.now
            next = end + (end - began) * (1 / share - 1)
        }
        return try await piece()
    }
}
