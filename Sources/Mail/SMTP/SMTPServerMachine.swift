import NIOCore
import Vocabulary

/// One SMTP connection from the server's side, without a socket: bytes in, one action at a time out.
struct SMTPServerMachine {
    enum Action: Equatable {
        case say(SMTPReply)
        /// A whole message: its reply is the handler's.
        case deliver(ReceivedMail)
        /// Say this and hang up.
        case hangUp(SMTPReply)
    }

    private enum State {
        /// Waits for EHLO or HELO.
        case strange
        /// Takes MAIL, RCPT, DATA and the rest.
        case greeted
        /// Reads a message up to its final dot, then is `greeted` again.
        case data
    }

    private let configuration: SMTPServer.Configuration
    private var state = State.strange
    private var buffer = ByteBuffer()
    private var content = SMTPContent()
    /// The open transaction's sender; the inner nil is the null path.
    private var sender: EmailAddress??
    private var recipients: [EmailAddress] = []
    private var faultCount = 0

    /// RFC 5321 4.5.3.1.4 with room for the parameters of extensions.
    private static let lineLimit = 2048
    private static let faultLimit = 20

    init(_ configuration: SMTPServer.Configuration) { self.configuration = configuration }

    var greeting: SMTPReply { SMTPReply(220, nil, "\(configuration.hostName) ESMTP Sojourn") }

    mutating func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
    }

    /// The next thing to do; nil when more bytes are needed.
    mutating func next() -> Action? {
        switch state {
        case .data: return nextOfData()
        case .strange, .greeted:
            guard let line = nextLine() else {
                guard buffer.readableBytes >= Self.lineLimit else { return nil }
                return .hangUp(SMTPReply(500, EnhancedStatus(5, 5, 2), "Line too long"))
            }
            let reply = handle(line)
            guard reply.code >= 500 else { return reply.code == 221 ? .hangUp(reply) : .say(reply) }
            faultCount += 1
            return faultCount <= Self.faultLimit ? .say(reply) : .hangUp(Self.tooManyFaults)
        }
    }

    /// Only CRLF ends a line: what a bare LF means is where servers disagree.
    private mutating func nextLine() -> [UInt8]? {
        let view = buffer.readableBytesView.prefix(Self.lineLimit)
        var start = view.startIndex
        while let end = view[start...].firstIndex(of: 10) {
            if end > view.startIndex, view[end - 1] == 13 {
                let line = buffer.readBytes(length: end + 1 - view.startIndex) ?? []
                return Array(line.dropLast(2))
            }
            start = end + 1
        }
        return nil
    }

    private mutating func nextOfData() -> Action? {
        let isComplete = content.read(&buffer, limit: configuration.maximumSize, keeping: configuration.keptSize)
        guard isComplete else { return nil }
        let mail = ReceivedMail(sender: sender ?? nil, recipients: recipients, bytes: content.bytes)
        let isTooLarge = content.isTooLarge
        reset()
        state = .greeted
        return isTooLarge ? .say(Self.tooLarge) : .deliver(mail)
    }

    private mutating func reset() {
        sender = nil
        recipients = []
        content = SMTPContent()
    }

    private mutating func handle(_ line: [UInt8]) -> SMTPReply {
        let verb = String(decoding: line.prefix { $0 != 32 && $0 != 58 }, as: UTF8.self).uppercased()
        let argument = SMTPArgument(line, verb: verb)
        switch verb {
        case "EHLO": return greet(argument, isExtended: true)
        case "HELO": return greet(argument, isExtended: false)
        case "MAIL": return mail(argument)
        case "RCPT": return recipient(argument)
        case "DATA": return data()
        case "RSET":
            reset()
            return Self.ok
        case "NOOP": return Self.ok
        case "VRFY": return SMTPReply(252, EnhancedStatus(2, 5, 0), "Send it and see")
        case "QUIT": return SMTPReply(221, EnhancedStatus(2, 0, 0), "Bye")
        default: return SMTPReply(500, EnhancedStatus(5, 5, 1), "Command unknown")
        }
    }

    private mutating func greet(_ argument: SMTPArgument, isExtended: Bool) -> SMTPReply {
        guard !argument.text.isEmpty else { return SMTPReply(501, EnhancedStatus(5, 5, 4), "A name is missing") }
        reset()
        state = .greeted
        guard isExtended else { return SMTPReply(250, nil, configuration.hostName) }
        return SMTPReply(
            code: 250,
            enhanced: nil,
            lines: [
                configuration.hostName, "PIPELINING", "SIZE \(configuration.maximumSize)", "8BITMIME", "SMTPUTF8",
                "ENHANCEDSTATUSCODES",
            ]
        )
    }

    private mutating func mail(_ argument: SMTPArgument) -> SMTPReply {
        guard state == .greeted, sender == nil else { return Self.badSequence }
        guard let path = argument.path(after: "FROM:") else { return Self.badSyntax }
        if let size = argument.size, size > configuration.maximumSize { return Self.tooLarge }
        guard !path.isEmpty else {
            sender = .some(nil)
            return Self.ok
        }
        do {
            sender = try EmailAddress(path)
            return Self.ok
        } catch { return SMTPReply(553, EnhancedStatus(5, 1, 7), error.message) }
    }

    private mutating func recipient(_ argument: SMTPArgument) -> SMTPReply {
        guard sender != nil else { return Self.badSequence }
        guard let path = argument.path(after: "TO:") else { return Self.badSyntax }
        guard recipients.count < configuration.maximumRecipients else {
            return SMTPReply(452, EnhancedStatus(4, 5, 3), "Too many recipients")
        }
        do {
            let address = try EmailAddress(path)
            guard configuration.accepts(address) else {
                return SMTPReply(550, EnhancedStatus(5, 1, 1), "No such address here")
            }
            recipients.append(address)
            return Self.ok
        } catch { return SMTPReply(553, EnhancedStatus(5, 1, 3), error.message) }
    }

    private mutating func data() -> SMTPReply {
        guard sender != nil, !recipients.isEmpty else { return Self.badSequence }
        state = .data
        return SMTPReply(354, nil, "Go on, end with a dot on a line of its own")
    }

    private static let tooManyFaults = SMTPReply(421, EnhancedStatus(4, 7, 0), "Too many errors")
    private static let ok = SMTPReply(250, EnhancedStatus(2, 0, 0), "Ok")
    private static let badSequence = SMTPReply(503, EnhancedStatus(5, 5, 1), "Not now")
    private static let badSyntax = SMTPReply(501, EnhancedStatus(5, 5, 4), "Syntax error")
    private static let tooLarge = SMTPReply(552, EnhancedStatus(5, 3, 4), "The message is too large")
}

/// What stands after a verb: `FROM:<a@example.org> SIZE=1024`.
private struct SMTPArgument {
    let text: String

    init(_ line: [UInt8], verb: String) {
        text = String(decoding: line.dropFirst(verb.utf8.count).drop { $0 == 32 }, as: UTF8.self)
    }

    /// The path between angle brackets; nil where there is none.
    func path(after keyword: String) -> String? {
        guard text.uppercased().hasPrefix(keyword) else { return nil }
        let rest = text.dropFirst(keyword.count).drop { $0 == " " }
        guard rest.first == "<" else { return nil }
        var isQuoted = false
        for index in rest.indices.dropFirst() {
            if rest[index] == "\"" { isQuoted.toggle() }
            if rest[index] == ">" && !isQuoted { return String(rest[rest.index(after: rest.startIndex)..<index]) }
        }
        return nil
    }

    var size: Int? {
        for word in text.split(separator: " ") where word.uppercased().hasPrefix("SIZE=") {
            return Int(word.dropFirst(5))
        }
        return nil
    }
}
