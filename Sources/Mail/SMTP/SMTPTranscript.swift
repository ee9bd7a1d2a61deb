import NIOCore

/// What was said, with times, for the person who asks why a message did not arrive. Secrets are masked.
package struct SMTPTranscript: Sendable {
    package struct Line: Hashable, Sendable {
        package enum Speaker: String, Sendable { case client, server, note }

        /// Since the session began, or since the message was handed to the client.
        package let offset: Duration
        package let speaker: Speaker
        package let text: String
    }

    /// Greeting, EHLO, TLS and AUTH of the connection, which messages share.
    package private(set) var session: Block
    package private(set) var message: Block

    package struct Block: Sendable {
        package private(set) var lines: [Line] = []
        let start: NIODeadline

        private static let lineLimit = 64
        private static let textLimit = 500

        init(start: NIODeadline) { self.start = start }

        mutating func note(_ speaker: Line.Speaker, _ text: String, _ now: NIODeadline) {
            guard lines.count < Self.lineLimit else { return }
            let offset = Duration.nanoseconds((now - start).nanoseconds)
            let text = text.utf8.count > Self.textLimit ? String(text.prefix(Self.textLimit)) + "…" : text
            lines.append(Line(offset: offset, speaker: speaker, text: text))
        }
    }

    init(session: Block, message: Block) {
        self.session = session
        self.message = message
    }
}

extension SMTPTranscript: CustomStringConvertible {
    /// `+0.012 C: MAIL FROM:<a@example.org>`, one line each, the session's first.
    package var description: String {
        (session.lines + message.lines).map { line in
            let mark =
                switch line.speaker {
                case .client: "C:"
                case .server: "S:"
                case .note: "--"
                }
            let milliseconds = line.offset / .milliseconds(1)
            return "+\(milliseconds.rounded() / 1000) \(mark) \(line.text)"
        }.joined(separator: "\n")
    }
}
