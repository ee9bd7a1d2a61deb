/// What an `Authorization` header says.
enum Credentials {
    /// The user name of `Basic` (clients put the key there and leave the password empty) or the token of `Bearer`.
    static func token(of header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        let value = parts[1].drop { $0 == " " }
        switch parts[0].lowercased() {
        case "bearer": return String(value)
        case "basic": return decoded(base64: value.utf8).flatMap(userName)
        default: return nil
        }
    }

    private static func userName(_ bytes: [UInt8]) -> String? {
        String(validating: bytes.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }

    /// RFC 4648, with or without padding, in either alphabet.
    static func decoded(base64 text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for letter in text where letter != UInt8(ascii: "=") {
            guard let value = value(of: letter) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter) + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
