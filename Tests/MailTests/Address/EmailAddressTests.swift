import Mail
import Testing
import Vocabulary

struct EmailAddressTests {
    @Test(arguments: [
        "anna@example.org", "a.b+c@x.example", "o'hara@example.org", "\"a b\"@example.org", "root@localhost",
        "grüße@münchen.example", "x@xn--mnchen-3ya.example", "用户@例え.example",
    ])
    func `a good address is kept as given`(text: String) throws {
        #expect(try EmailAddress(text).description == text)
    }

    @Test(arguments: [
        ("", "no-at"), ("anna", "no-at"), ("@example.org", "no-local"), ("anna@", "no-domain"),
        ("a b@example.org", "character"), (".a@example.org", "dots"), ("a..b@example.org", "dots"),
        ("a@b@example.org", "character"), ("\"ab@example.org", "quotes"), ("\"\"@example.org", "quotes"),
        ("a@-b.example", "label"), ("a@b..example", "label"), ("a@[127.0.0.1]", "character"),
        ("a\r\nb@example.org", "character"), ("a@example.org\r\nRCPT TO:<x@y.example>", "character"),
        ("a\0@example.org", "character"), ("\"a\r\n\"@example.org", "character"),
        ("a@exam\u{200B}ple.org", "character"),
        ("a\u{202E}b@example.org", "character"), ("a@a\u{3002}b", "character"), ("a>@example.org", "character"),
        (String(repeating: "a", count: 65) + "@example.org", "local-too-long"),
        ("a@" + String(repeating: "b", count: 64) + ".org", "label"),
        ("a@" + Array(repeating: "bbbbbbbbbb", count: 24).joined(separator: "."), "too-long"),
    ])
    func `what is no address says why`(text: String, code: String) {
        let diagnostic = #expect(throws: Diagnostic.self) { try EmailAddress(text) }
        #expect(diagnostic?.code == "mail.address-\(code)")
    }

    @Test func `the diagnostic points at the character`() {
        let diagnostic = #expect(throws: Diagnostic.self) { try EmailAddress("ü@exa mple.org") }
        #expect(diagnostic?.range == 6..<7)
    }

    @Test func `only addresses beyond ASCII need SMTPUTF8`() throws {
        #expect(try !EmailAddress("a@xn--mnchen-3ya.example").needsSMTPUTF8)
        #expect(try EmailAddress("a@münchen.example").needsSMTPUTF8)
        #expect(try EmailAddress("ü@example.org").needsSMTPUTF8)
        #expect(try EmailAddress("Anna@Example.org").folded == "anna@example.org")
    }
}
