import Templates

/// A link of a message as its author wrote it; loops may print it many times.
package struct MessageLink: Hashable, Sendable {
    /// Its place among the message's links, from 0: the number that clicks carry.
    package var index: Int
    /// Its `data-label`, else its words, else its place. Links of one label may be summed.
    package var label: String
}

/// A template of HTML in which each link's tag carries its number, so that a rendered link is known for the one its
/// author wrote, whatever its target was made of. The marks never leave the process: `Place.take` removes them.
struct MarkedLinks {
    /// The template with its marks.
    let source: String
    let links: [MessageLink]

    /// In no HTML: a control character. A template that has one is left alone.
    private static let mark: UInt8 = 1
    private static let labelLimit = 80

    init(_ source: String) {
        let bytes = Array(source.utf8)
        guard !bytes.contains(Self.mark) else {
            (self.source, links) = (source, [])
            return
        }
        let blank = Self.blanked(bytes, literals: Template.literals(of: source))
        var scanner = LinkScanner(blank)
        var (marked, links, copied): ([UInt8], [MessageLink], Int) = ([], [], 0)
        while let found = scanner.next() {
            // What follows the name is an expression that may print anything: it is not known what tag this is.
            guard bytes[found.place] == blank[found.place] else { continue }
            marked += bytes[copied..<found.place] + Self.text(of: links.count)
            copied = found.place
            links.append(MessageLink(index: links.count, label: Self.label(of: found, links.count, blank)))
        }
        marked += bytes[copied...]
        self.source = String(decoding: marked, as: UTF8.self)
        self.links = links
    }

    /// The source with blanks in place of everything that is not written as it stands: its quotes and angles are none
    /// of HTML.
    private static func blanked(_ bytes: [UInt8], literals: [Range<Int>]) -> [UInt8] {
        var blank = [UInt8](repeating: 0x20, count: bytes.count)
        for range in literals { blank.replaceSubrange(range, with: bytes[range]) }
        return blank
    }

    private static func text(of index: Int) -> [UInt8] { [mark] + Array(String(index).utf8) + [mark] }

    private static func label(of link: LinkScanner.Found, _ index: Int, _ html: [UInt8]) -> String {
        let given = link.attributes.first("data-label").map { HTMLEntity.resolved(html[$0.value]) }
        let end = HTMLTag.start(of: "</a", in: html, from: link.attributes.end) ?? link.attributes.end
        let words = link.name == "a" ? PlainText.from(html: Array(html[link.attributes.end..<end])) : []
        let alternative = link.attributes.first("alt").map { HTMLEntity.resolved(html[$0.value]) }
        let candidates = [given ?? "", String(decoding: words, as: UTF8.self), alternative ?? ""].map { text in
            text.split { $0.isWhitespace }.joined(separator: " ")
        }
        return candidates.first { !$0.isEmpty }.map { String($0.prefix(labelLimit)) } ?? "link \(index + 1)"
    }

    /// Where a rendered link's tag goes on after its name, and which link it is.
    struct Place {
        var index: Int
        var link: Int
    }

    /// Takes the marks out of rendered HTML; all else stays byte for byte.
    static func take(from html: [UInt8]) -> (html: [UInt8], places: [Place]) {
        guard var next = html.firstIndex(of: mark) else { return (html, []) }
        var (output, places, copied): ([UInt8], [Place], Int) = ([], [], 0)
        output.reserveCapacity(html.count)
        while true {
            if let (link, end) = number(in: html, at: next), isAfterName(html, next) {
                output += html[copied..<next]
                places.append(Place(index: output.count, link: link))
                copied = end
            }
            guard let following = html[max(copied, next + 1)...].firstIndex(of: mark) else { break }
            next = following
        }
        output += html[copied...]
        return (output, places)
    }

    private static func number(in html: [UInt8], at start: Int) -> (link: Int, end: Int)? {
        guard let end = html[(start + 1)...].prefix(6).firstIndex(of: mark),
            let link = Int(String(decoding: html[(start + 1)..<end], as: UTF8.self)), link >= 0
        else { return nil }
        return (link, end + 1)
    }

    /// Only where this type puts marks: what data bring along stays.
    private static func isAfterName(_ html: [UInt8], _ index: Int) -> Bool {
        ["<a", "<area"].contains { name in
            index >= name.utf8.count
                && html[(index - name.utf8.count)..<index].map(HTMLTag.lowered).elementsEqual(name.utf8)
        }
    }
}
