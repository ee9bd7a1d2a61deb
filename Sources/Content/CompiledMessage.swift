import Templates
import Vocabulary

/// A message ready to be rendered many times.
package struct CompiledMessage: Sendable {
    private let subject: Template
    private let preheader: Template?
    private let html: Template
    private let text: Template?
    private let from: Template
    private let replyTo: Template?
    private let tracking: MessageTracking
    private let parameters: [LinkTarget.Parameter]
    /// The links of its HTML in the order in which they stand.
    package let links: [MessageLink]

    /// Compiles every part and throws what is wrong with any of them, each fault at its part.
    package init(_ message: Message) throws(Diagnostics) {
        var faults: [Diagnostic] = []
        let parts = Self.compile(message, faults: &faults)
        let marked = MarkedLinks(message.html)
        // Compiled as it was written first, so that faults are where its author sees them.
        guard faults.isEmpty, let subject = parts[.subject], let from = parts[.from],
            let html = try? Template(marked.source, options: Message.Part.html.options)
        else { throw Diagnostics(faults) }
        self.subject = subject
        self.html = html
        links = marked.links
        tracking = message.tracking
        parameters = message.tracking.parameters
        self.from = from
        preheader = message.preheader.isEmpty ? nil : parts[.preheader]
        text = parts[.text]
        replyTo = parts[.replyTo]
    }

    /// The places in the context that its parts read, each once.
    package var paths: [String] {
        var known: Set<String> = []
        let parts = [subject, preheader, html, text, from, replyTo].compactMap(\.self)
        return parts.flatMap(\.paths).filter(\.isResolved).map(\.text).filter { known.insert($0).inserted }
    }

    /// The message for one person: `context` holds the profile, what the origin knows and the system's links.
    ///
    /// - Parameter trackers: what counts opens and clicks of this send; `nil`: nothing does.
    package func render(
        _ context: RenderContext,
        _ trackers: MessageTrackers? = nil
    ) throws(Diagnostics) -> RenderedMessage {
        let value = context.value
        let printed = try Self.render(html, .html, value)
        let (body, places) = links.isEmpty ? (printed, []) : MarkedLinks.take(from: printed)
        let rewriter = LinkRewriter(
            tracking: tracking,
            parameters: parameters,
            trackers: trackers,
            own: context.links.all
        )
        let tracked = rewriter.adding(to: rewriter.rewrite(body, places))
        let html = Preheader.insert(try Self.renderPart(preheader, .preheader, value), into: tracked)
        return RenderedMessage(
            subject: Self.line(try Self.render(subject, .subject, value)),
            html: html,
            text: try Self.renderPart(text, .text, value) ?? PlainText.from(html: body),
            from: Self.line(try Self.render(from, .from, value)),
            replyTo: try Self.renderPart(replyTo, .replyTo, value).map(Self.line)
        )
    }

    /// The places in the context that `part` reads; `nil` where the message has no such part.
    func paths(in part: Message.Part) -> Set<String>? {
        let template: Template? =
            switch part {
            case .subject: subject
            case .preheader: preheader
            case .html: html
            case .text: text
            case .from: from
            case .replyTo: replyTo
            }
        return template.map { Set($0.paths.filter(\.isResolved).map(\.text)) }
    }

    private static func renderPart(
        _ template: Template?,
        _ part: Message.Part,
        _ context: AttributeValue
    ) throws(Diagnostics) -> [UInt8]? {
        guard let template else { return nil }
        return try render(template, part, context)
    }

    private static func compile(_ message: Message, faults: inout [Diagnostic]) -> [Message.Part: Template] {
        var templates: [Message.Part: Template] = [:]
        for part in Message.Part.allCases {
            guard let source = message.source(of: part) else { continue }
            do {
                templates[part] = try Template(source, options: part.options)
            } catch {
                faults += error.all.map { $0.at(part) }
            }
        }
        return templates
    }

    private static func render(
        _ template: Template,
        _ part: Message.Part,
        _ context: AttributeValue
    ) throws(Diagnostics) -> [UInt8] {
        do throws(RenderFailure) {
            return try template.render(context)
        } catch {
            throw Diagnostics([error.diagnostic.at(part)])
        }
    }

    /// One line, trimmed: a subject cannot break out of its header.
    private static func line(_ bytes: [UInt8]) -> String {
        let flat = bytes.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }
        let text = String(decoding: flat, as: UTF8.self)
        return text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}

extension Message.Part {
    /// Values are escaped where they land in HTML, and stand as they are everywhere else.
    fileprivate var options: TemplateOptions {
        var options = TemplateOptions()
        switch self {
        case .html, .preheader: options.noEscape = false
        case .subject, .text, .from, .replyTo: options.noEscape = true
        }
        return options
    }
}

extension Diagnostic {
    /// The same fault, said to be in `part` of the message.
    fileprivate func at(_ part: Message.Part) -> Diagnostic {
        var located = self
        located.location = part.rawValue
        return located
    }
}
