import Vocabulary

/// A loop over a list that is in progress.
struct Frame {
    var items: [AttributeValue]
    var position = -1
    /// The event types to look at, an index into the program's guards, or -1.
    var guardIndex: Int
    var kept: [AttributeValue] = []
    var hits: Int64 = 0
    /// When elements that are not counted may come to be, and those that are may cease to.
    var rises: [Int64] = []
    var falls: [Int64] = []
    /// The least bound of the elements so far.
    var least = Int64.max
    /// The longest bound of those that decide the loop by themselves.
    var deciding: Int64?
    /// The bound before the loop.
    var outer: Int64
}

extension Evaluator {
    /// Takes a list; false where no element is to be looked at, with the result pushed.
    mutating func begin(_ kind: LoopKind, guardIndex: Int) -> Bool {
        let list = pop()
        settle(list)
        guard case .array(let items) = list.value else {
            push(.null)
            return false
        }
        frames.append(Frame(items: items, guardIndex: guardIndex, outer: exchangeBound(with: .max)))
        return step(kind)
    }

    /// Takes the body's answer; true where another element follows.
    mutating func advance(_ kind: LoopKind) -> Bool {
        let answer = pop()
        let isTrue = answer.value == .bool(true)
        if kind == .map { settle(answer) }
        let bound = exchangeBound(with: .max)
        let top = frames.count - 1
        switch kind {
        case .keep:
            if isTrue { frames[top].kept.append(frames[top].items[frames[top].position]) }
            frames[top].least = min(frames[top].least, bound)
        case .map:
            frames[top].kept.append(answer.value)
            frames[top].least = min(frames[top].least, bound)
        case .count:
            if isTrue { frames[top].hits += 1 }
            if bound < .max, isTrue { frames[top].falls.append(bound) }
            if bound < .max, !isTrue { frames[top].rises.append(bound) }
        case .any: note(bound, decides: isTrue)
        case .all: note(bound, decides: !isTrue)
        }
        if frames[top].deciding == .max { return finish(kind) }
        return step(kind)
    }

    /// One element that decides is enough, so the loop's answer holds as long as the longest-lived of them.
    private mutating func note(_ bound: Int64, decides: Bool) {
        let top = frames.count - 1
        if decides {
            frames[top].deciding = max(frames[top].deciding ?? .min, bound)
        } else {
            frames[top].least = min(frames[top].least, bound)
        }
    }

    /// Moves to the next element that the guard lets through.
    private mutating func step(_ kind: LoopKind) -> Bool {
        let top = frames.count - 1
        let count = frames[top].items.count
        var position = frames[top].position + 1
        if frames[top].guardIndex >= 0 {
            let types = program.guards[frames[top].guardIndex]
            let start = position
            while position < count, !Self.passes(frames[top].items[position], types) { position += 1 }
            charge((position - start) / 4)
        }
        frames[top].position = position
        return position < count ? true : finish(kind)
    }

    private static func passes(_ event: AttributeValue, _ types: [String]) -> Bool {
        guard case .string(let type) = event["eventType"] else { return false }
        return types.contains(type)
    }

    /// Pushes the result; always false, for no element follows.
    private mutating func finish(_ kind: LoopKind) -> Bool {
        guard let frame = frames.popLast() else { return false }
        _ = exchangeBound(with: frame.outer)
        switch kind {
        case .keep, .map:
            hold(until: frame.least)
            push(.array(frame.kept))
        case .count:
            let isStill = frame.rises.isEmpty && frame.falls.isEmpty
            let motion = isStill ? Motion.still : .changes(rises: frame.rises, falls: frame.falls)
            stack.append(Slot(value: .integer(frame.hits), motion: motion))
        case .any, .all:
            hold(until: frame.deciding ?? frame.least)
            push(.bool((frame.deciding != nil) == (kind == .any)))
        }
        return false
    }
}
