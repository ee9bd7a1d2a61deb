/// What a server's answer to EHLO offers.
struct SMTPExtensions: Equatable {
    var hasPipelining = false
    var hasStartTLS = false
    var hasSMTPUTF8 = false
    var has8BitMIME = false
    var hasSize = false
    /// The largest message it takes; nil where it names none.
    var sizeLimit: Int?
    var mechanisms: Set<String> = []

    init() {}

    init(_ reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split(separator: " ").map(String.init)
            guard let keyword = words.first else { continue }
            switch keyword {
            case "PIPELINING": hasPipelining = true
            case "STARTTLS": hasStartTLS = true
            case "SMTPUTF8": hasSMTPUTF8 = true
            case "8BITMIME": has8BitMIME = true
            case "SIZE":
                hasSize = true
                sizeLimit = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            case "AUTH": mechanisms.formUnion(words.dropFirst())
            default:
                if keyword.hasPrefix("AUTH=") {
                    mechanisms.formUnion([String(keyword.dropFirst(5))] + words.dropFirst())
                }
            }
        }
    }
}
