/// Every function of the language.
enum FunctionCatalog {
    static let all: [FunctionEntry] = text + conversion + date + math + list

    /// Where each name and alias stands in `all`.
    static let index: [String: Int] = {
        var index: [String: Int] = [:]
        for (place, entry) in all.enumerated() {
            for name in [entry.name] + entry.aliases { index[name] = place }
        }
        return index
    }()

    /// The name most like `name`, if one is alike enough to be meant.
    static func nearest(to name: String) -> String? {
        let wanted = name.lowercased()
        if let same = index.keys.first(where: { $0.lowercased() == wanted }) { return same }
        guard name.utf8.count <= 40 else { return nil }
        let distances = index.keys.sorted().map { ($0, editDistance(Array($0.lowercased().utf8), Array(wanted.utf8))) }
        guard let best = distances.min(by: { $0.1 < $1.1 }), best.1 <= max(1, name.utf8.count / 3) else { return nil }
        return best.0
    }

    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                (diagonal, row[j + 1]) = (row[j + 1], min(diagonal + (x == y ? 0 : 1), row[j] + 1, row[j + 1] + 1))
            }
        }
        return row[b.count]
    }

    static func parameter(_ name: String, _ kinds: Kinds) -> FunctionEntry.Parameter { .init(name: name, kinds: kinds) }
}
