import NIOCore

/// A message on its way in: removes stuffed dots and finds the final one, in whatever pieces the bytes come.
///
/// Only CRLF dot CRLF ends a message. A bare LF is content like any other byte, so nobody can smuggle a second message
/// into the first.
struct SMTPContent {
    private(set) var bytes: [UInt8] = []
    private(set) var isTooLarge = false
    private var size = 0
    private var keptSize = Int.max
    private var state = State.lineStart

    private enum State { case lineStart, dot, dotReturn, text, carriageReturn }

    /// Takes what it can from `buffer`; returns whether the final dot came.
    ///
    /// - Parameters:
    ///   - limit: of what is taken.
    ///   - kept: of what is kept of it.
    mutating func read(_ buffer: inout ByteBuffer, limit: Int, keeping kept: Int = .max) -> Bool {
        keptSize = kept
        var isComplete = false
        let count = buffer.withUnsafeReadableBytes { source in
            for index in 0..<source.count where take(source[index]) {
                isComplete = true
                return index + 1
            }
            return source.count
        }
        buffer.moveReaderIndex(forwardBy: count)
        if size > limit {
            // What is too large is read to its end, so that the reply is heard, but not kept.
            isTooLarge = true
            bytes.removeAll(keepingCapacity: true)
        }
        return isComplete
    }

    private mutating func keep(_ byte: UInt8) {
        size += 1
        if size <= keptSize { bytes.append(byte) }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        switch state {
        case .text:
            keep(byte)
            if byte == 13 { state = .carriageReturn }
        case .carriageReturn:
            keep(byte)
            if byte == 10 { state = .lineStart } else if byte != 13 { state = .text }
        case .lineStart where byte == 46: state = .dot
        case .lineStart:
            keep(byte)
            state = byte == 13 ? .carriageReturn : .text
        case .dot where byte == 13: state = .dotReturn
        case .dot:
            keep(byte)
            state = .text
        case .dotReturn where byte == 10: return true
        case .dotReturn:
            keep(13)
            state = .carriageReturn
            return take(byte)
        }
        return false
    }
}
