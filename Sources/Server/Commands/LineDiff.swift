/// The difference of two texts, as `diff -u` shows it.
enum LineDiff {
    private static let context = 3

    private struct Line {
        let mark: Character
        let text: Substring
        /// Its place, counted from 1, in the old text and in the new.
        let old: Int
        let new: Int
    }

    /// Empty where the texts are the same.
    static func text(_ old: String, _ new: String, name: String) -> String {
        guard old != new else { return "" }
        let lines = merged(split(old), split(new))
        var output = "--- \(name)\n+++ \(name)\n"
        var shown = -1
        for index in lines.indices where isNearChange(index, lines) {
            if index != shown + 1 || shown < 0 { output += "@@ -\(lines[index].old) +\(lines[index].new) @@\n" }
            output += "\(lines[index].mark)\(lines[index].text)\n"
            shown = index
        }
        return output
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func merged(_ old: [Substring], _ new: [Substring]) -> [Line] {
        var (removed, inserted) = (Set<Int>(), Set<Int>())
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var (before, after) = (0, 0)
        while before < old.count || after < new.count {
            let isRemoved = removed.contains(before)
            let isInserted = !isRemoved && inserted.contains(after)
            let text = isInserted ? new[after] : old[before]
            let mark: Character = isRemoved ? "-" : isInserted ? "+" : " "
            lines.append(Line(mark: mark, text: text, old: before + 1, new: after + 1))
            if !isInserted { before += 1 }
            if !isRemoved { after += 1 }
        }
        return lines
    }

    private static func isNearChange(_ index: Int, _ lines: [Line]) -> Bool {
        let near = max(0, index - context)...min(lines.count - 1, index + context)
        return lines[near].contains { $0.mark != " " }
    }
}
