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

    private static func relax(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var end = 0
        var hasBlank = false
        // The end of the last line that was not empty, its CRLF included.
        var contentEnd = 0
        var isLineEmpty = true
        for index in 0..<source.count {
            let byte = source[index]
            switch byte {
            case 32, 9: hasBlank = true
            case 13 where index + 1 < source.count && source[index + 1] == 10: continue
            case 10, 13:
                target[end] = 13
                target[end + 1] = 10
                end += 2
                if !isLineEmpty { contentEnd = end }
                hasBlank = false
                isLineEmpty = true
            default:
                if hasBlank {
                    target[end] = 32
                    end += 1
                    hasBlank = false
                }
                target[end] = byte
                end += 1
                isLineEmpty = false
            }
        }
        guard !isLineEmpty else { return contentEnd }
        target[end] = 13
        target[end + 1] = 10
        return end + 2
    }
}
