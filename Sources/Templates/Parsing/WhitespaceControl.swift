/// Takes away the white space that `~` asks for, and the lines that hold nothing but a block's tag.
///
/// A port of handlebars.js's `WhitespaceControl` in behaviour: which neighbour is looked at, and in which order,
/// decides what is left of the white space, so the order here is the order there.
struct WhitespaceControl {
    let source: SourceText
    let ignoresStandalone: Bool

    /// What a statement says about the white space around it.
    private struct Edges {
        var strip: Strip
        var isInline = false
        var isOpenStandalone = false
        var isCloseStandalone = false
    }

    func apply(to sequence: StatementList, isRoot: Bool = false) {
        for index in sequence.body.indices {
            guard let edges = edges(of: sequence.body[index]) else { continue }
            let isAfterLine = isLineBefore(index, in: sequence, isRoot: isRoot)
            let isBeforeLine = isLineAfter(index, in: sequence, isRoot: isRoot)
            if edges.strip.close { omitRight(after: index, in: sequence, all: true) }
            if edges.strip.open { omitLeft(before: index, in: sequence, all: true) }
            guard !ignoresStandalone else { continue }
            if edges.isInline, isAfterLine, isBeforeLine { stripLine(of: index, in: sequence) }
            if edges.isOpenStandalone, isAfterLine { stripOpening(of: index, in: sequence) }
            if edges.isCloseStandalone, isBeforeLine { stripClosing(of: index, in: sequence) }
        }
    }

    private func edges(of statement: Statement) -> Edges? {
        switch statement {
        case .content: nil
        case .mustache(let node): Edges(strip: node.strip)
        case .comment(let strip): Edges(strip: strip, isInline: true)
        case .partial(let node): Edges(strip: node.strip, isInline: true)
        case .block(let node): edges(of: node)
        }
    }

    /// Strips inside the block, and says what it asks of its surroundings.
    private func edges(of block: BlockNode) -> Edges? {
        if let program = block.program { apply(to: program) }
        if let inverse = block.inverse { apply(to: inverse) }
        guard let first = block.program ?? block.inverse else { return nil }
        let alternative = block.program == nil ? nil : block.inverse
        let (firstInverse, lastInverse) = Self.ends(of: alternative)
        let last = firstInverse ?? first
        let edges = Edges(
            strip: Strip(open: block.openStrip.open, close: block.closeStrip.close),
            isOpenStandalone: isLineAfter(-1, in: first, isRoot: false),
            isCloseStandalone: isLineBefore(last.body.count, in: last, isRoot: false)
        )
        if block.openStrip.close { omitRight(after: -1, in: first, all: true) }
        guard let firstInverse, let lastInverse else {
            if block.closeStrip.open { omitLeft(before: first.body.count, in: first, all: true) }
            return edges
        }
        if block.inverseStrip.open { omitLeft(before: first.body.count, in: first, all: true) }
        if block.inverseStrip.close { omitRight(after: -1, in: firstInverse, all: true) }
        if block.closeStrip.open { omitLeft(before: lastInverse.body.count, in: lastInverse, all: true) }
        if !ignoresStandalone, isLineBefore(first.body.count, in: first, isRoot: false),
            isLineAfter(-1, in: firstInverse, isRoot: false)
        {
            omitLeft(before: first.body.count, in: first)
            omitRight(after: -1, in: firstInverse)
        }
        return edges
    }

    /// The parts after the first and last `{{else}}` that handlebars.js looks at.
    private static func ends(of alternative: StatementList?) -> (first: StatementList?, last: StatementList?) {
        guard let alternative, alternative.isChained, case .block(let block)? = alternative.body.first else {
            return (alternative, alternative)
        }
        return (block.program, block.program)
    }

    private func stripLine(of index: Int, in sequence: StatementList) {
        omitRight(after: index, in: sequence)
        guard omitLeft(before: index, in: sequence), case .partial(let partial) = sequence.body[index],
            case .content(let before) = sequence.body[index - 1]
        else { return }
        partial.indent = blanks(before: before.original.upperBound, notBefore: before.original.lowerBound)
    }

    private func stripOpening(of index: Int, in sequence: StatementList) {
        guard case .block(let block) = sequence.body[index] else { return }
        if let inside = block.program ?? block.inverse { omitRight(after: -1, in: inside) }
        omitLeft(before: index, in: sequence)
    }

    private func stripClosing(of index: Int, in sequence: StatementList) {
        guard case .block(let block) = sequence.body[index] else { return }
        omitRight(after: index, in: sequence)
        if let inside = block.inverse ?? block.program { omitLeft(before: inside.body.count, in: inside) }
    }
}

/// White space of one text.
extension WhitespaceControl {
    private func content(_ index: Int, in sequence: StatementList) -> ContentNode? {
        guard sequence.body.indices.contains(index), case .content(let node) = sequence.body[index] else { return nil }
        return node
    }

    /// Whether only white space stands before `index` on its line.
    private func isLineBefore(_ index: Int, in sequence: StatementList, isRoot: Bool) -> Bool {
        guard index > 0 else { return isRoot }
        guard let text = content(index - 1, in: sequence) else { return false }
        let range = text.original
        var start = range.upperBound
        while case let width = source.whitespace(before: start, notBefore: range.lowerBound), width > 0 {
            start -= width
            if source.bytes[start] == 10 { return true }
        }
        return start == range.lowerBound && index == 1 && isRoot
    }

    /// Whether only white space stands after `index` on its line.
    private func isLineAfter(_ index: Int, in sequence: StatementList, isRoot: Bool) -> Bool {
        guard index + 1 < sequence.body.count else { return isRoot }
        guard let text = content(index + 1, in: sequence) else { return false }
        let range = text.original
        var end = range.lowerBound
        while end < range.upperBound, case let width = source.whitespace(at: end), width > 0 {
            if source.bytes[end] == 10 { return true }
            end += width
        }
        return end >= range.upperBound && index + 2 == sequence.body.count && isRoot
    }

    /// Takes all white space, or the blanks and one line end, from the beginning of the text after `index`.
    private func omitRight(after index: Int, in sequence: StatementList, all: Bool = false) {
        guard let text = content(index + 1, in: sequence), all || !text.isRightStripped else { return }
        var start = text.value.lowerBound
        let end = text.value.upperBound
        if all {
            while start < end, case let width = source.whitespace(at: start), width > 0 { start += width }
        } else {
            start = afterLine(from: start, to: end)
        }
        text.isRightStripped = start != text.value.lowerBound
        text.value = min(start, end)..<end
    }

    private func afterLine(from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, isBlank(source.bytes[index]) { index += 1 }
        if index + 1 < end, source.has("\r\n", at: index) { return index + 2 }
        return index < end && source.bytes[index] == 10 ? index + 1 : index
    }

    /// Takes all white space, or the blanks, from the end of the text before `index`.
    @discardableResult
    private func omitLeft(before index: Int, in sequence: StatementList, all: Bool = false) -> Bool {
        guard let text = content(index - 1, in: sequence), all || !text.isLeftStripped else { return false }
        let start = text.value.lowerBound
        var end = text.value.upperBound
        if all {
            while case let width = source.whitespace(before: end, notBefore: start), width > 0 { end -= width }
        } else {
            end = blanks(before: end, notBefore: start).lowerBound
        }
        text.isLeftStripped = end != text.value.upperBound
        text.value = start..<end
        return text.isLeftStripped
    }

    private func blanks(before end: Int, notBefore start: Int) -> Range<Int> {
        var first = end
        while first > start, isBlank(source.bytes[first - 1]) { first -= 1 }
        return first..<end
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
}
