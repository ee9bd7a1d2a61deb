import Vocabulary

/// An open or a click as the server saw it, before anybody judged who did it.
package struct Hit: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable { case open, click }

    package var kind: Kind
    package var send: SendID
    /// The link of a click; 0 of an open.
    package var link: Int
    package var moment: Moment
    /// Tells two hits of one moment apart, and one that is written twice from two.
    package var nonce: Int64
    package var visitor: HitVisitor

    package init(kind: Kind, send: SendID, link: Int, moment: Moment, nonce: Int64, visitor: HitVisitor) {
        self.kind = kind
        self.send = send
        self.link = link
        self.moment = moment
        self.nonce = nonce
        self.visitor = visitor
    }
}

/// What a request says of who makes it. Kept until the hit is judged, then only its class: no address, no full text.
package struct HitVisitor: Hashable, Sendable {
    /// `User-Agent`, cut.
    package var agent: String
    package var isHead: Bool
    /// It asks ahead of need: `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz` say so.
    package var isPrefetch: Bool

    package static let agentLimit = 256

    package init(agent: String, isHead: Bool = false, isPrefetch: Bool = false) {
        self.agent = String(decoding: agent.utf8.prefix(Self.agentLimit).map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
        self.isHead = isHead
        self.isPrefetch = isPrefetch
    }
}

// MARK: On disk

extension Hit {
    /// One line of the spool, ended by its checksum: a torn one is known for what it is.
    var line: [UInt8] {
        let flags = (visitor.isHead ? "h" : "") + (visitor.isPrefetch ? "p" : "")
        let numbers = [send.raw, Int64(link), moment.milliseconds, nonce].map(String.init)
        let text = ([kind.rawValue] + numbers + [flags, visitor.agent]).joined(separator: "\t")
        return Array("\(text)\t\(Self.checksum(text.utf8))\n".utf8)
    }

    /// `nil` for a line that was not written to its end.
    init?(line: some Collection<UInt8>) {
        let fields = String(decoding: line, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 8, let kind = Kind(rawValue: String(fields[0])), let send = Int64(fields[1]),
            let link = Int(fields[2]), let moment = Int64(fields[3]), let nonce = Int64(fields[4]),
            String(Self.checksum(fields[0..<7].joined(separator: "\t").utf8)) == fields[7]
        else { return nil }
        self.init(
            kind: kind,
            send: SendID(raw: send),
            link: link,
            moment: Moment(milliseconds: moment),
            nonce: nonce,
            visitor: HitVisitor(
                agent: String(fields[6]),
                isHead: fields[5].contains("h"),
                isPrefetch: fields[5].contains("p")
            )
        )
    }

    /// FNV-1a: finds what a crash tore, not what somebody forged.
    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
