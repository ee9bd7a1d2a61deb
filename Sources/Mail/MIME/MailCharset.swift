/// The character sets mail is read in: UTF-8 (of which ASCII is a part) and Latin-1; others as UTF-8, damage shown.
enum MailCharset {
    static func decode(_ bytes: [UInt8], _ name: String) -> String {
        switch name.lowercased() {
        case "iso-8859-1", "latin1", "windows-1252": String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: String(decoding: bytes, as: UTF8.self)
        }
    }
}
