/// A priority queue: the least element first.
struct BinaryHeap<Element: Comparable> {
    private var elements: [Element] = []

    init(_ elements: some Sequence<Element>) {
        for element in elements { insert(element) }
    }

    var min: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeMin() {
        guard let last = elements.popLast(), !elements.isEmpty else { return }
        elements[0] = last
        var parent = 0
        while true {
            let children = (2 * parent + 1..<Swift.min(2 * parent + 3, elements.count))
            guard let least = children.min(by: { elements[$0] < elements[$1] }), elements[least] < elements[parent]
            else { return }
            elements.swapAt(least, parent)
            parent = least
        }
    }
}
