/// Puts tracked addresses and parameters into rendered HTML and leaves every other byte as it is.
struct LinkRewriter {
    let tracking: MessageTracking
    /// Those of `tracking`, made once for all messages.
    let parameters: [LinkTarget.Parameter]
    /// `nil`: nothing is counted, parameters are appended all the same.
    let trackers: MessageTrackers?
    /// The system's own links, which stay as they are.
    let own: [String]

    func rewrite(_ html: [UInt8], _ places: [MarkedLinks.Place]) -> [UInt8] {
        guard tracking.clicks && trackers != nil || !parameters.isEmpty else { return html }
        var output: [UInt8] = []
        output.reserveCapacity(html.count + places.count * 200)
        var copied = 0
        for place in places where place.index >= copied {
            guard let attributes = TagAttributes(html, from: place.index), let href = attributes.first("href"),
                let address = address(of: href, place.link, attributes, html)
            else { continue }
            output += html[copied..<href.value.lowerBound] + Self.written(address, in: href.quote)
            copied = href.value.upperBound
        }
        return output + html[copied...]
    }

    /// What shall stand in the place of a link's address; `nil`: leave it.
    private func address(
        of href: TagAttributes.Attribute,
        _ link: Int,
        _ attributes: TagAttributes,
        _ html: [UInt8]
    ) -> String? {
        if let mode = attributes.first("data-track"), html[mode.value].map(HTMLTag.lowered).elementsEqual("off".utf8) {
            return nil
        }
        let text = HTMLEntity.resolved(html[href.value])
        guard !Self.hasUnknownEntity(text), let written = LinkTarget(text), !isOwn(written) else { return nil }
        let target = written.adding(parameters)
        if tracking.clicks, let trackers { return trackers.click(target, link) }
        return target == written ? nil : target.description
    }

    private func isOwn(_ target: LinkTarget) -> Bool {
        own.contains { !$0.isEmpty && target.description.hasPrefix($0) }
    }

    /// A named character that is not in our table would lead elsewhere than the browser goes: better left alone.
    private static func hasUnknownEntity(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return false }
        let bytes = Array(text.utf8)
        var index = 0
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "&")) {
            let end = bytes[(start + 1)...].firstIndex { byte in
                !((97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == UInt8(ascii: "#"))
            }
            if let end, end > start + 1, bytes[end] == UInt8(ascii: ";") { return true }
            index = start + 1
        }
        return false
    }

    /// A bare value gets quotes: an address may hold what must not stand without.
    private static func written(_ address: String, in quote: UInt8?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(address.utf8.count + 16)
        if quote == nil { bytes.append(UInt8(ascii: "\"")) }
        for byte in address.utf8 {
            if byte == UInt8(ascii: "&") { bytes += "&amp;".utf8 } else { bytes.append(byte) }
        }
        if quote == nil { bytes.append(UInt8(ascii: "\"")) }
        return bytes
    }

    // MARK: Counting

    /// With what counts opens and shows programs, before the end of the body.
    func adding(to html: [UInt8]) -> [UInt8] {
        guard let trackers else { return html }
        var added = ""
        if tracking.clicks, !trackers.trap.isEmpty {
            added += #"<a href="\#(trackers.trap)" style="display:none" tabindex="-1" aria-hidden="true"></a>"#
        }
        if tracking.opens { added += OpenPixel.start + trackers.pixel + OpenPixel.end }
        let end = Self.endOfBody(html)
        return html[..<end] + Array(added.utf8) + html[end...]
    }

    /// The last `</body`, else the end.
    private static func endOfBody(_ html: [UInt8]) -> Int {
        let mark = Array("</body".utf8)
        var index = html.count - mark.count
        while index >= 0 {
            if zip(html[index...], mark).allSatisfy({ HTMLTag.lowered($0) == $1 }) { return index }
            index -= 1
        }
        return html.count
    }
}

/// The picture that counts opens, as it stands in a mail.
package enum OpenPixel {
    static let start = #"<img src=""#
    static let end = #"" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">"#

    /// `html` without it: who looks at a sent mail in the console is not its reader.
    package static func removed(from html: String) -> String {
        guard let end = html.ranges(of: end).last,
            let start = html[..<end.lowerBound].ranges(of: start).last
        else { return html }
        return String(html[..<start.lowerBound] + html[end.upperBound...])
    }
}
