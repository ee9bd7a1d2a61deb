/// Finds who is meant in a report written for people.
struct BounceRecipients {
    struct Found: Hashable {
        let address: String
        /// In the text; -1 for one that a header names.
        let position: Int
    }

    private let bounce: BounceText
    private let finder: AddressFinder
    private let origin: MailOrigin
    private(set) var found: [Found] = []
    private var known: Set<String> = []

    init(_ bounce: BounceText, _ origin: MailOrigin, named: [String]) {
        self.bounce = bounce
        self.origin = origin
        finder = AddressFinder(bounce.text.original)
        for address in named { add(address, -1) }
        for sign in bounce.signs { read(sign) }
        readLists()
        if let line = firstLine(of: .headerOpening) { addFromHeader(after: line) }
        if let line = firstLine(of: .nameOpening) { addNames(after: line) }
        if found.isEmpty, origin.isFromSystem, origin.hasBounceSubject { readLoneLines() }
        found.sort { $0.position < $1.position }
    }

    private mutating func add(_ address: String, _ position: Int) {
        let folded = address.lowercased()
        let local = folded.prefix { $0 != "@" }
        guard found.count < FeedbackLimits.recipients, !Self.systems.contains(String(local)),
            known.insert(folded).inserted
        else { return }
        found.append(Found(address: address, position: position))
    }

    /// Named in a report as whom to ask, never as who did not get it.
    private static let systems: Set<String> = ["postmaster", "mailer-daemon", "abuse", "hostmaster", "helpdesk"]

    // MARK: One address, beside a phrase

    private mutating func read(_ sign: BounceText.Sign) {
        let line = bounce.text.line(at: sign.start)
        guard !isQuoted(line) else { return }
        switch sign.meaning {
        case .opening: addFirst(after: sign)
        case .label: addLabelled(sign)
        case .systemLabel: if origin.isFromSystem { addLabelled(sign) }
        case .trailer: addLeading(line)
        case .headerOpening, .nameOpening, .title, .listEnd, .cut, .final, .delay, .cause, .hint: break
        }
    }

    /// A person's answer quotes a report with such a mark, and so do list posts.
    private func isQuoted(_ line: Int) -> Bool {
        let range = bounce.text.range(ofLine: line)
        return !range.isEmpty && bounce.text.bytes[range.lowerBound] == UInt8(ascii: ">")
    }

    private func restOfLine(_ sign: BounceText.Sign) -> Range<Int> {
        let line = bounce.text.line(at: max(sign.start, sign.end - 1))
        let end = bounce.text.range(ofLine: line).upperBound
        return sign.end..<max(sign.end, min(end, sign.end + FeedbackLimits.lineBytes))
    }

    private func firstLine(of meaning: BounceSign) -> Int? {
        bounce.signs.first { $0.meaning == meaning && !isQuoted(bounce.text.line(at: $0.start)) }
            .map { bounce.text.line(at: max($0.start, $0.end - 1)) }
    }

    private mutating func addFirst(after sign: BounceText.Sign) {
        if let address = finder.first(in: restOfLine(sign)) { add(address, sign.end) }
    }

    /// On the line, or at the start of the next one that is not empty.
    private mutating func addLabelled(_ sign: BounceText.Sign) {
        let rest = restOfLine(sign)
        if let leading = finder.leading(rest) { return add(leading.address, sign.end) }
        let line = bounce.text.line(at: max(sign.start, sign.end - 1))
        guard let next = lines(after: line, atMost: 2).first(where: { !bounce.text.range(ofLine: $0).isEmpty }) else {
            return
        }
        addLeading(next)
    }

    private mutating func addLeading(_ line: Int) {
        let range = bounce.text.range(ofLine: line)
        if let leading = finder.leading(range) { add(leading.address, range.lowerBound) }
    }

    private func lines(after line: Int, atMost count: Int) -> Range<Int> {
        (line + 1)..<max(line + 1, min(line + 1 + count, bounce.text.lineCount))
    }

    // MARK: Addresses at the starts of lines

    /// Below the first opening each line may begin with one; `<anna@example.org>:` at the start of a line always is one,
    /// as qmail, Postfix and their descendants write it under whatever introduction.
    private mutating func readLists() {
        let first = firstLine(of: .opening).map { $0 + 1 } ?? .max
        let last = firstLine(of: .listEnd).flatMap { $0 > first ? $0 : nil } ?? .max
        var looks = 0
        for line in 0..<bounce.text.lineCount where looks < FeedbackLimits.addressLines {
            let range = bounce.text.range(ofLine: line)
            guard range.lowerBound < bounce.end else { return }
            let isListed = line >= first && line < last
            let mayBeBracketed = origin.isFromSystem && !range.isEmpty && bounce.text.bytes[range.lowerBound] == 60
            guard isListed || mayBeBracketed, let leading = finder.leading(range) else { continue }
            looks += 1
            let rest = bounce.text.original[leading.end..<range.upperBound]
            let isBracketed = mayBeBracketed && rest.starts(with: [UInt8(ascii: ">"), UInt8(ascii: ":")])
            if isBracketed || isListed && !isSentence(rest) { add(leading.address, range.lowerBound) }
        }
    }

    /// `mike@example.org fails if` tells of an address; `anna@example.org on Friday` (Exchange) and
    /// `anna@example.org Invalid address` (Zoho) name one.
    private func isSentence(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.first == 32, let next = rest.dropFirst().first, next.isLetter else { return false }
        return next.lowercase == next && !rest.starts(with: " on ".utf8)
    }

    /// In a language whose openings we do not know: addresses that are alone on their lines.
    private mutating func readLoneLines() {
        for line in (0..<bounce.text.lineCount).prefix(FeedbackLimits.addressLines) {
            let range = bounce.text.range(ofLine: line)
            guard range.lowerBound < bounce.end else { return }
            guard let leading = finder.leading(range) else { continue }
            let rest = bounce.text.original[leading.end..<range.upperBound]
            if rest.allSatisfy({ Self.closers.contains($0) }) { add(leading.address, range.lowerBound) }
        }
    }

    private static let closers = Set(">)]\"':;,. ".utf8)

    // MARK: Formats of their own

    private static let nearbyLines = 20

    private mutating func addFromHeader(after line: Int) {
        for next in lines(after: line, atMost: Self.nearbyLines) {
            let range = bounce.text.range(ofLine: next)
            guard bounce.text.bytes[range].starts(with: "to:".utf8) else { continue }
            if let address = finder.first(in: range) { add(address, range.lowerBound) }
            return
        }
    }

    /// One word a line, without a domain.
    private mutating func addNames(after line: Int) {
        guard let systemDomain = origin.domain else { return }
        for next in lines(after: line, atMost: Self.nearbyLines) {
            let range = bounce.text.range(ofLine: next)
            let name = bounce.text.original[range]
            guard range.lowerBound < bounce.end, !name.isEmpty, !name.contains(32), name.last != UInt8(ascii: ":")
            else { continue }
            let written = "\(String(decoding: name, as: UTF8.self))@\(systemDomain)"
            if let address = AddressFinder(written).first(in: 0..<written.utf8.count) { add(address, range.lowerBound) }
        }
    }
}
