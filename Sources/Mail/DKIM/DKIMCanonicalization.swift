/// The `relaxed` forms of RFC 6376 3.4: what survives the harmless rewriting done on the way.
enum DKIMCanonicalization {
    /// Appends `name:value` with the name in lower case, the value unfolded, each run of blanks one, none at its ends.
    static func appendHeader(_ field: ArraySlice<UInt8>, nameLength: Int, to output: inout [UInt8]) {
        let nameEnd = field.startIndex + nameLength
        for byte in field[..<nameEnd] where byte != 32 && byte != 9 {
            output.append(byte >= 65 && byte <= 90 ? byte | 0x20 : byte)
        }
        output.append(58)
        var hasBlank = false
        var isEmpty = true
        for byte in field[(nameEnd + 1)...] {
            switch byte {
            case 13, 10: continue
            case 32, 9: hasBlank = true
            default:
                if hasBlank && !isEmpty { output.append(32) }
                output.append(byte)
                hasBlank = false
                isEmpty = false
            }
        }
    }

    /// The SHA-256 of the relaxed body: runs of blanks are one blank, none at the end of a line, no empty lines at the
    /// end of the body.
    static func bodyHash(_ body: ArraySlice<UInt8>) -> [UInt8] {
        body.withUnsafeBufferPointer { source in
            // A lone CR or LF becomes CRLF, as it does when it is sent, so a body can double.
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: source.count * 2 + 2) { target in
                let count = relax(source, into: target)
                return SHA256Digest.of(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(target)[..<count]))
            }
        }
    }

    /// Without a branch for blanks, which no processor could foretell.
    private static func relax(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var (end, lineStart, wasBlank) = (0, 0, false)
        // The end of the last line that was not empty, its CRLF included.
        var contentEnd = 0
        for index in 0..<source.count {
            let byte = source[index]
            if byte == 10 || byte == 13 {
                if byte == 13, index + 1 < source.count, source[index + 1] == 10 { continue }
                let lineEnd = wasBlank ? end - 1 : end
                let next = writeLineBreak(at: lineEnd, of: target)
                if lineEnd > lineStart { contentEnd = next }
                (end, lineStart, wasBlank) = (next, next, false)
                continue
            }
            let isBlank = byte == 32 || byte == 9
            target[end] = isBlank ? 32 : byte
            end &+= isBlank && wasBlank ? 0 : 1
            wasBlank = isBlank
        }
        let lineEnd = wasBlank ? end - 1 : end
        return lineEnd > lineStart ? writeLineBreak(at: lineEnd, of: target) : contentEnd
    }

    private static func writeLineBreak(at end: Int, of target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        target[end] = 13
        target[end + 1] = 10
        return end + 2
    }
}
