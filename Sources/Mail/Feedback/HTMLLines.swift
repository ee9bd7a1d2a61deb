/// HTML as lines of text, good enough to find addresses and phrases in; nothing of it is shown to anyone.
///
/// Its own line breaks stay: servers call texts HTML that are none, and phrases are found across them anyway.
enum HTMLLines {
    static func text(of html: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(html.count)
        var index = 0
        while index < html.count {
            switch html[index] {
            case UInt8(ascii: "<"): index = skipTag(html, index, &output)
            case UInt8(ascii: "&"): index = appendEntity(html, index, &output)
            case let byte:
                output.append(byte)
                index += 1
            }
        }
        return output
    }

    /// An unclosed `<` is text, and the next one ends the search: otherwise each would be searched to the limit.
    private static func skipTag(_ html: [UInt8], _ start: Int, _ output: inout [UInt8]) -> Int {
        let limit = min(html.count, start + tagLimit)
        guard start + 1 < limit, html[start + 1].isLetter || html[start + 1] == 47 || html[start + 1] == 33,
            let end = html[(start + 1)..<limit].firstIndex(where: { $0 == 60 || $0 == 62 }), html[end] == 62
        else {
            output.append(html[start])
            return start + 1
        }
        let name = html[(start + 1)..<end].drop { $0 == 47 }.prefix { $0.isLetter || $0.isDigit }.map(\.lowercase)
        if breaking.contains(String(decoding: name, as: UTF8.self)) { output.append(10) }
        return end + 1
    }

    private static let tagLimit = 1000
    private static let breaking: Set<String> = [
        "br", "p", "div", "tr", "td", "li", "h1", "h2", "h3", "h4", "hr", "table", "pre", "blockquote", "title",
    ]

    private static func appendEntity(_ html: [UInt8], _ start: Int, _ output: inout [UInt8]) -> Int {
        let limit = min(html.count, start + 8)
        guard let end = html[start..<limit].firstIndex(of: UInt8(ascii: ";")),
            let byte = entities[String(decoding: html[(start + 1)..<end], as: UTF8.self)]
        else {
            output.append(html[start])
            return start + 1
        }
        output.append(byte)
        return end + 1
    }

    private static let entities: [String: UInt8] = [
        "nbsp": 32, "lt": 60, "gt": 62, "amp": 38, "quot": 34, "apos": 39, "#39": 39, "#64": 64, "#60": 60, "#62": 62,
        "#8203": 32, "#160": 32,
    ]
}
