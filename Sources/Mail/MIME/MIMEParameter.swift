/// A parameter of a structured header: `charset=utf-8`, `boundary="=_x"`, `filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf`.
struct MIMEParameter {
    let name: String
    let value: String

    /// RFC 2231 3: longer values are continued in numbered pieces.
    private static let pieceLimit = 60

    /// As words of a header, each but the last with its semicolon.
    var words: [[UInt8]] {
        let value = HeaderText(self.value)
        if !value.mustBeEncoded && value.bytes.count <= Self.pieceLimit {
            return [Array("\(name)=".utf8) + Self.plain(value.bytes)]
        }
        let pieces = Self.pieces(value.bytes)
        return pieces.enumerated().map { index, piece in
            let section = pieces.count == 1 ? "" : "*\(index)"
            let head = "\(name)\(section)*=\(index == 0 ? "utf-8''" : "")"
            return Array(head.utf8) + piece + (index == pieces.count - 1 ? [] : [UInt8(ascii: ";")])
        }
    }

    /// A token bare, anything else in quotes; what RFC 2231 gave a meaning (`*`, `'`, `%`) is no token to all readers.
    private static func plain(_ value: [UInt8]) -> [UInt8] {
        if !value.isEmpty, value.allSatisfy({ isAttributeCharacter[Int($0)] }) { return value }
        var quoted = [UInt8(ascii: "\"")]
        for byte in value {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return quoted + [UInt8(ascii: "\"")]
    }

    /// Of whole characters, because some readers decode each piece alone.
    private static func pieces(_ value: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        for byte in value {
            let isInside = byte & 0xC0 == 0x80
            if !isInside, pieces[pieces.count - 1].count + 12 > pieceLimit { pieces.append([]) }
            if isAttributeCharacter[Int(byte)] {
                pieces[pieces.count - 1].append(byte)
            } else {
                pieces[pieces.count - 1] += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return pieces
    }

    private static let isAttributeCharacter: [Bool] = (0..<256).map { value in
        switch Unicode.Scalar(UInt8(value)) {
        case "(", ")", "<", ">", "@", ",", ";", ":", "\\", "\"", "/", "[", "]", "?", "=", "*", "'", "%": false
        default: (33...126).contains(value)
        }
    }
}
