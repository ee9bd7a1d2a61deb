import Vocabulary

/// Who is to be woken next: a binary heap by moment, then person.
///
/// Plans that were overtaken stay in it until they come up; whoever takes one asks whether it still holds.
struct WakeQueue: Sendable {
    struct Plan: Comparable, Sendable {
        var moment: Moment
        var profile: ProfileID

        static func < (a: Plan, b: Plan) -> Bool { (a.moment, a.profile) < (b.moment, b.profile) }
    }

    private var heap: [Plan] = []

    var first: Plan? { heap.first }

    mutating func insert(_ plan: Plan) {
        heap.append(plan)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var place = 0
        while let child = [2 * place + 1, 2 * place + 2].filter({ $0 < heap.count }).min(by: { heap[$0] < heap[$1] }),
            heap[child] < heap[place]
        {
            heap.swapAt(child, place)
            place = child
        }
    }
}
