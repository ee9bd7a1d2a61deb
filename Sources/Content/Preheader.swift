/// The line that inboxes show after the subject: put first in the body, unseen there.
enum Preheader {
    private static let before = Array(
        #"<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">"#.utf8
    )
    private static let after = Array("</div>".utf8)

    /// `html` with `preheader` right after its opening body tag, or at its start where there is none.
    static func insert(_ preheader: [UInt8]?, into html: [UInt8]) -> [UInt8] {
        guard let preheader, !preheader.isEmpty else { return html }
        let place = endOfBodyTag(html) ?? 0
        return html[..<place] + before + preheader + after + html[place...]
    }

    private static func endOfBodyTag(_ html: [UInt8]) -> Int? {
        let name = Array("<body".utf8)
        var index = 0
        while index + name.count < html.count {
            let isTag = html[index] == name[0] && zip(html[index...], name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            if isTag, !isNameByte(html[index + name.count]) {
                return html[index...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
            }
            index += 1
        }
        return nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "-")
    }
}
