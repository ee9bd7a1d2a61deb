/// Finds all of many phrases in one pass over a text (Aho and Corasick, 1975): its time does not depend on how many
/// phrases there are, nor on how the text repeats their beginnings.
///
/// Made for folded text; a line break counts as a blank, so a phrase is found although it was wrapped.
struct PhraseFinder: Sendable {
    struct Match {
        let phrase: Int
        let start: Int
        let end: Int
    }

    /// By node and letter class.
    private var next: [Int32] = []
    /// The phrase that ends at a node, -1 for none, and the next node on its chain of suffixes at which one ends.
    private var phrase: [Int32] = []
    private var shorter: [Int32] = []
    private var lengths: [Int] = []
    private var letterClass = [UInt8](repeating: 0, count: 256)
    private var classes = 1

    init(_ phrases: [String]) {
        let phrases = phrases.map { Array($0.utf8) }
        for byte in phrases.joined() where letterClass[Int(byte)] == 0 {
            letterClass[Int(byte)] = UInt8(classes)
            classes += 1
        }
        letterClass[10] = letterClass[32]
        addNode()
        for (index, text) in phrases.enumerated() { insert(text, index) }
        link()
    }

    private mutating func addNode() {
        next.append(contentsOf: repeatElement(-1, count: classes))
        phrase.append(-1)
        shorter.append(0)
    }

    private mutating func insert(_ text: [UInt8], _ index: Int) {
        var node = 0
        for byte in text {
            let slot = node * classes + Int(letterClass[Int(byte)])
            if next[slot] < 0 {
                next[slot] = Int32(phrase.count)
                addNode()
            }
            node = Int(next[slot])
        }
        phrase[node] = Int32(index)
        lengths.append(text.count)
    }

    /// Breadth first: where a node has no letter of its own, it goes where its longest suffix goes.
    private mutating func link() {
        var queue = [0]
        var suffix = [Int](repeating: 0, count: phrase.count)
        var done = 0
        while done < queue.count {
            let node = queue[done]
            done += 1
            for letter in 0..<classes {
                let slot = node * classes + letter
                let fallback = node == 0 ? 0 : Int(next[suffix[node] * classes + letter])
                guard next[slot] >= 0 else {
                    next[slot] = Int32(fallback)
                    continue
                }
                let child = Int(next[slot])
                suffix[child] = fallback
                shorter[child] = phrase[fallback] >= 0 ? Int32(fallback) : shorter[fallback]
                queue.append(child)
            }
        }
    }

    /// In the order of their ends, at most `limit`.
    func matches(in text: [UInt8], limit: Int = FeedbackLimits.phraseMatches) -> [Match] {
        var matches: [Match] = []
        var node = 0
        for (index, byte) in text.enumerated() {
            node = Int(next[node * classes + Int(letterClass[Int(byte)])])
            guard phrase[node] >= 0 || shorter[node] > 0 else { continue }
            var ending = phrase[node] >= 0 ? node : Int(shorter[node])
            while ending > 0, matches.count < limit {
                let found = Int(phrase[ending])
                matches.append(Match(phrase: found, start: index + 1 - lengths[found], end: index + 1))
                ending = Int(shorter[ending])
            }
        }
        return matches
    }

    func isFound(in text: String) -> Bool { !matches(in: Array(text.lowercased().utf8), limit: 1).isEmpty }
}
