import Foundation
import Testing
import Vocabulary

@testable import Mail

/// Writes what Python's parser and dkimpy then judge (`Tests/Judges/mail/judge.py`).
struct JudgedMessagesTests {
    private static let folder = ProcessInfo.processInfo.environment["SOJOURN_JUDGE_DIR"]

    private static let texts = [
        "Hello", "", "Grüße aus München", "=?utf-8?Q?not_encoded?=", "a\r\nBcc: all@example.org\r\n\r\n<b>",
        " blanks  everywhere ", "a \"quoted\" \\ name, with; specials <>@()[]:.", "日本語の件名はとても長いので何行にも分けて書かなければなりません",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{1F1E9}\u{1F1EA} e\u{301} \u{202E}abc",
        String(repeating: "word ", count: 60) + "end",
        String(repeating: "x", count: 1200), String(repeating: "ü", count: 300), "tab\tnul\0bell\u{7}end", "a?=b =?c",
        "%00${7*7}{{x}}",
        "Re: [list] \"x\" =?", "\"", "\\", "'", "a@b.example", "x: y", "über-“Zitate” – Gedanken…",
    ]

    private static let bodies = [
        "Hello\r\n", "no line end", "", "trailing blanks  \r\n\t\r\nend ", "=3D = == =\r\n.\r\n..\r\n",
        "--=_alt\r\n--\r\n-- \r\nme\r\n",
        "From me\r\nFrom you\r\n", "Ünïcödé \u{1F600} 日本語\r\n", String(repeating: "a", count: 5000) + "\r\n",
        String(repeating: "é ", count: 3000) + "\r\n", String(repeating: "\r\n", count: 50),
        "mixed\nends\r\nof\rlines\r\n",
        "<!doctype html><html><body>"
            + String(repeating: "<p style=\"color: #333\">Hello, wörld &amp; all.</p>", count: 400)
            + "</body></html>\r\n",
    ]

    @Test(.enabled(if: folder != nil, "SOJOURN_JUDGE_DIR is not set"))
    func `messages are written for the judges`() throws {
        let folder = URL(filePath: try #require(Self.folder))
        let identities = try DKIMKey.Algorithm.allCases.map {
            try DKIMIdentity(domain: "shop.example", selector: $0.rawValue, key: .generate($0))
        }
        var lines = Data()
        for (index, text) in Self.texts.enumerated() {
            for (offset, body) in Self.bodies.enumerated() {
                let judged = try Judged.make(index * Self.bodies.count + offset, text: text, body: body, identities)
                lines += try JSONEncoder().encode(judged) + [10]
            }
        }
        try lines.write(to: folder.appending(path: "mail.jsonl"))
    }
}

/// A message and what was put into it.
private struct Judged: Codable {
    var eml: Data
    var subject: String
    var fromName: String
    var recipient: String
    var text: String?
    var html: String?
    var attachment: String?
    var headers: [[String]]
    /// Where each public key is published, and what.
    var records: [String: String]

    /// Text and HTML by turns; every fifth with an attachment, every seventh to an address in UTF-8.
    static func make(_ index: Int, text: String, body: String, _ identities: [DKIMIdentity]) throws -> Judged {
        let recipient = index % 7 == 6 ? "grüße\(index)@münchen.example" : "anna\(index)@example.org"
        let headers = try [
            HeaderField(
                "List-Unsubscribe",
                "<https://shop.example/u/\(index)>, <mailto:u@shop.example?subject=\(index)>"
            ),
            HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            HeaderField("X-Text", oneLine(text)),
        ]
        let attachments =
            index % 5 == 4
            ? [MailMessage.Attachment(name: text, type: try MediaType("image/png"), bytes: [0, 1, 2, 255])]
            : []
        let message = try message(
            from: text,
            to: text,
            recipient: recipient,
            subject: text,
            html: index % 3 == 0 ? nil : body,
            text: index % 3 == 1 ? nil : body,
            headers: headers,
            attachments: attachments,
            id: "m\(index)@mail.shop.example"
        )
        let signed = try DKIMSigner(identities).signed(message.bytes(), at: Moment(milliseconds: 1_790_000_000_000))
        return Judged(
            eml: Data(signed),
            subject: text,
            fromName: text,
            recipient: recipient,
            text: index % 3 == 1 ? nil : body,
            html: index % 3 == 0 ? nil : body,
            attachment: attachments.first?.name,
            headers: headers.map { [$0.name, $0.value] },
            records: try Dictionary(uniqueKeysWithValues: identities.map { ($0.recordName, try $0.recordText()) })
        )
    }

    /// What a header of the author's own may hold: no controls, no word that cannot be folded, nothing encoded already.
    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 && $0 != "=" }
        return String(String.UnicodeScalarView(scalars).prefix(400)).trimmingCharacters(in: .whitespaces)
    }
}
