import NIOCore

/// A message made ready for the wire: lines end in CRLF, dots are stuffed, the final dot is there.
///
/// No bare CR or LF goes out, because servers disagree about them and one could be taken for the end of the message.
struct SMTPMail: Sendable {
    let envelope: Envelope
    let body: ByteBuffer
    /// Of the message before stuffing.
    let size: Int
    let has8BitBytes: Bool
    let needsSMTPUTF8: Bool

    init(_ envelope: Envelope, _ message: [UInt8]) {
        let survey = Survey(message)
        var body = ByteBufferAllocator().buffer(capacity: message.count + message.count / 64 + 8)
        if survey.isReady {
            body.writeBytes(message)
        } else {
            body.writeBytes(Self.stuffed(message))
        }
        if !survey.isReady || !CRLF.ends(message) { Self.endLine(&body) }
        body.writeStaticString(".\r\n")
        self.envelope = envelope
        self.body = body
        size = message.count
        has8BitBytes = survey.has8BitBytes
        needsSMTPUTF8 =
            survey.has8BitHeaders || envelope.recipient.needsSMTPUTF8 || envelope.sender?.needsSMTPUTF8 == true
    }

    private static func endLine(_ body: inout ByteBuffer) {
        let isEnded = body.getBytes(at: max(body.readerIndex, body.writerIndex - 2), length: min(2, body.readableBytes))
        if isEnded != [13, 10] { body.writeStaticString("\r\n") }
    }

    private static func stuffed(_ message: [UInt8]) -> [UInt8] {
        let lines = CRLF.normalized(message)
        var output: [UInt8] = []
        output.reserveCapacity(lines.count + lines.count / 64)
        var isAtStart = true
        for byte in lines {
            if isAtStart && byte == UInt8(ascii: ".") { output.append(byte) }
            output.append(byte)
            isAtStart = byte == 10
        }
        return output
    }

    /// One pass over the bytes: whether they can go as they are, and what they ask of the server.
    private struct Survey {
        var isReady = true
        var has8BitBytes = false
        var has8BitHeaders = false

        init(_ message: [UInt8]) {
            message.withUnsafeBufferPointer { message in
                var lineStart = 0
                var isInHeaders = true
                for index in 0..<message.count {
                    let byte = message[index]
                    if byte > 13 && byte < 0x80 && byte != 46 { continue }
                    switch byte {
                    case 46: if index == lineStart { isReady = false }
                    case 13: if index + 1 == message.count || message[index + 1] != 10 { isReady = false }
                    case 10:
                        if index == 0 || message[index - 1] != 13 { isReady = false }
                        if index - lineStart <= 1 { isInHeaders = false }
                        lineStart = index + 1
                    case 0x80...:
                        has8BitBytes = true
                        has8BitHeaders = has8BitHeaders || isInHeaders
                    default: break
                    }
                }
            }
        }
    }
}
