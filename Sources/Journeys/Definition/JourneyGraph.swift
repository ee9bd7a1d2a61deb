import Vocabulary

/// The shape of a definition: finds what no single step can see of itself.
struct JourneyGraph {
    private struct Node {
        var id: StepID
        var ways: [Way]
        var isEntry: Bool
    }

    private var nodes: [Node] = []
    private var places: [StepID: Int] = [:]
    private var duplicates: [StepID] = []

    mutating func add(_ step: JourneyStep) {
        add(Node(id: step.id, ways: step.ways, isEntry: step.kind == EntryStep.kind))
    }

    /// A step that could not be read: its ways are guessed from its fields, so that what it leads to is not reported
    /// as unreachable on top.
    mutating func addUnread(_ id: StepID, from object: AttributeObject, isEntry: Bool = false) {
        add(Node(id: id, ways: Self.ways(in: .object(object)), isEntry: isEntry))
    }

    private static let wayNames: Set = ["next", "onEvent", "onTimeout", "otherwise"]

    private static func ways(in value: AttributeValue) -> [Way] {
        switch value {
        case .object(let object):
            object.flatMap { name, member in
                wayNames.contains(name) ? member.string.map { [Way(name, to: StepID($0))] } ?? [] : ways(in: member)
            }
        case .array(let elements): elements.flatMap(ways)
        case .null, .bool, .integer, .decimal, .double, .string, .moment: []
        }
    }

    private mutating func add(_ node: Node) {
        if places[node.id] != nil {
            duplicates.append(node.id)
        } else {
            places[node.id] = nodes.count
        }
        nodes.append(node)
    }

    func faults() -> [Diagnostic] {
        let dangling = danglingFaults()
        // A way that leads nowhere leaves what was meant unreached: one fault, not two.
        let unreachable = dangling.isEmpty ? unreachableFaults() : []
        return duplicateFaults() + entryFaults() + dangling + cycleFaults() + unreachable
    }

    private func duplicateFaults() -> [Diagnostic] {
        Set(duplicates).sorted().map { id in
            fault(.duplicateStepID, at: id, "more than one step is called `\(id)`", hint: "give each its own id")
        }
    }

    private func entryFaults() -> [Diagnostic] {
        let entries = nodes.filter(\.isEntry)
        guard !entries.isEmpty else {
            return [
                Diagnostic(
                    code: DefinitionFault.missingEntry.rawValue,
                    message: "no step of kind `entry`: nobody can come in",
                    location: JourneyDefinition.journeyLocation
                )
            ]
        }
        return entries.dropFirst().map { fault(.secondEntry, at: $0.id, "a journey has one entry; this is another") }
    }

    private func danglingFaults() -> [Diagnostic] {
        nodes.flatMap { node in
            node.ways.filter { places[$0.target] == nil }.map { way in
                fault(.danglingEdge, at: node.id, "`\(way.name)` leads to `\(way.target)`, which does not exist")
            }
        }
    }

    /// One fault a cycle, at the step that closes it.
    private func cycleFaults() -> [Diagnostic] {
        var search = CycleSearch(targets: targets)
        return search.closings().map { path in
            let names = path.map { nodes[$0].id.raw }
            return fault(
                .cycle,
                at: nodes[path[path.count - 1]].id,
                "leads back to `\(names[0])`: \((names + [names[0]]).joined(separator: " → "))",
                hint: "let them leave and come in again, by the entry's `reentrance`"
            )
        }
    }

    private func unreachableFaults() -> [Diagnostic] {
        let entries = nodes.indices.filter { nodes[$0].isEntry }
        guard !entries.isEmpty else { return [] }
        let targets = targets
        var reached = Set(entries)
        var open = entries
        while let place = open.popLast() {
            for target in targets[place] where reached.insert(target).inserted { open.append(target) }
        }
        return places.values.sorted().filter { !reached.contains($0) }.map { place in
            fault(.unreachable, at: nodes[place].id, "no way leads here", severity: .warning)
        }
    }

    private var targets: [[Int]] { nodes.map { $0.ways.compactMap { places[$0.target] } } }

    private func fault(
        _ fault: DefinitionFault,
        at id: StepID,
        _ message: String,
        hint: String? = nil,
        severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        Diagnostic(severity, code: fault.rawValue, message: message, location: id.raw, hint: hint)
    }
}

/// Depth-first search for edges that lead back into the path being walked; its own stack, so depth costs no stack.
private struct CycleSearch {
    private enum Mark { case fresh, open, done }

    private let targets: [[Int]]
    private var marks: [Mark]
    private var path: [(place: Int, nextWay: Int)] = []
    private var found: [[Int]] = []

    init(targets: [[Int]]) {
        self.targets = targets
        marks = Array(repeating: .fresh, count: targets.count)
    }

    /// Each cycle as the places on it, from the one that is entered again to the one that closes it.
    mutating func closings() -> [[Int]] {
        for start in targets.indices where marks[start] == .fresh {
            open(start)
            while !path.isEmpty { step() }
        }
        return found
    }

    private mutating func open(_ place: Int) {
        marks[place] = .open
        path.append((place, 0))
    }

    private mutating func step() {
        let (place, way) = path[path.count - 1]
        guard way < targets[place].count else {
            marks[place] = .done
            path.removeLast()
            return
        }
        path[path.count - 1].nextWay += 1
        let target = targets[place][way]
        switch marks[target] {
        case .fresh: open(target)
        case .open: found.append(path.map(\.place).drop { $0 != target }.map(\.self))
        case .done: break
        }
    }
}
