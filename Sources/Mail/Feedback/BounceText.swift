/// A report's text with every sign in it found: phrases, statuses.
struct BounceText {
    struct Sign {
        let meaning: BounceSign
        let start: Int
        let end: Int
    }

    let text: FoldedText
    let signs: [Sign]
    private let statuses: [StatusFinder.Found]
    /// Where the report ends and the message begins that it returns.
    let end: Int

    init(_ bytes: [UInt8]) {
        let text = FoldedText(bytes)
        self.text = text
        let all = BouncePhrases.finder.matches(in: text.bytes).map {
            Sign(meaning: BouncePhrases.signs[$0.phrase], start: $0.start, end: $0.end)
        }
        end = all.first { $0.meaning == .cut }?.start ?? text.count
        signs = all.filter { [end] in $0.start < end }
        statuses = StatusFinder.statuses(in: text.bytes)
    }

    /// Whether the first line that is not empty is one that reports begin with.
    var beginsAsReport: Bool {
        guard let first = (0..<text.lineCount).first(where: { !text.range(ofLine: $0).isEmpty }) else { return false }
        let line = text.range(ofLine: first)
        return signs.contains { $0.meaning == .title && line.contains($0.start) && text.bytes[line.lowerBound] != 62 }
    }

    /// Whether the message is there that the report returns.
    var isCut: Bool { end < text.count }

    func has(_ meaning: BounceSign) -> Bool { signs.contains { $0.meaning == meaning } }

    /// Says that the server goes on trying, and not that it gave up.
    var isDelay: Bool { has(.delay) && !has(.final) }

    /// What `range` says about why, next to a status that was given apart.
    func diagnosis(_ range: Range<Int>, given: EnhancedStatus? = nil) -> Diagnosis {
        let range = range.clamped(to: 0..<end)
        var certain: (cause: FeedbackCause, rank: Int)?
        var likely: FeedbackCause?
        for sign in signs where sign.start >= range.lowerBound && sign.end <= range.upperBound {
            if case .cause(let cause, let rank) = sign.meaning, rank < certain?.rank ?? .max { certain = (cause, rank) }
            if case .hint(let cause) = sign.meaning, likely == nil { likely = cause }
        }
        let written = statuses.filter { range.contains($0.position) }.map(\.status)
        let precise = ([given].compactMap(\.self) + written).first { $0.subject != 0 || $0.detail != 0 }
        return Diagnosis(
            certain: certain?.cause,
            likely: likely,
            status: given ?? precise ?? written.first,
            precise: precise,
            level: given?.level ?? written.first?.level ?? StatusFinder.replyLevel(in: text.bytes[range]),
            detail: text.detail(range)
        )
    }
}

/// Why a message came back: from words, a status, or neither.
struct Diagnosis {
    let cause: FeedbackCause
    let kind: FeedbackKind
    let status: EnhancedStatus?
    let detail: String

    init(
        certain: FeedbackCause?,
        likely: FeedbackCause?,
        status: EnhancedStatus?,
        precise: EnhancedStatus?,
        level: Int?,
        detail: String
    ) {
        let byStatus = precise.flatMap { StatusTable.cause(of: $0) }
        let fallback: FeedbackCause = level == 4 ? .temporary : .unspecified
        cause = certain ?? byStatus ?? likely ?? fallback
        // What is temporary by its number never condemns an address, whatever its words.
        kind = level == 4 ? .soft : cause.kind
        self.status = status
        self.detail = detail
    }

    var isTelling: Bool { cause != .unspecified && cause != .temporary }
}
