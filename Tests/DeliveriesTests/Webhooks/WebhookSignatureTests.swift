import Testing

@testable import Deliveries

/// The signatures were made by Python's `hmac` and by the `openssl` command.
struct WebhookSignatureTests {
    private static let mailgun = "789244a146c6637126bae16cc09e8755be4ea925e0cff2854851cd2b3f9dfcaf"
    private static let token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"

    @Test(arguments: [
        ("1529006854", token, mailgun, "signing-key", true),
        ("1529006854", token, mailgun.uppercased(), "signing-key", true),
        ("1529006855", token, mailgun, "signing-key", false),
        ("1529006854", "a" + token, mailgun, "signing-key", false),
        ("1529006854", token, mailgun, "another-key", false), ("1529006854", token, "", "signing-key", false),
        ("1529006854", token, String(mailgun.dropLast()), "signing-key", false),
        ("1529006854", token, mailgun, "", false),
    ])
    func `a call of Mailgun is theirs if its digest is`(
        timestamp: String,
        token: String,
        signature: String,
        key: String,
        holds: Bool
    ) {
        let isTheirs = WebhookSignature.isMailgun(timestamp: timestamp, token: token, signature: signature, key: key)
        #expect(isTheirs == holds)
    }

    private static let key =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEuDSBirpqGdLhoI/zriAS342yEbEzDX5X1T1Z6nFltz/lSAdlFoRRwPDBdoLqEE8GGLnMeM5CG8g+"
        + "MdULqGpShA=="
    private static let signature =
        "MEYCIQCt31tf1i8c582FKTVKgRbAc/mP7JEwbsRA9OOQ6KzXtQIhANO1lhAkbmxnYCdpil6NxTMJswVntKoRAEGCq0JFu/lt"
    private static let body =
        #"[{"email":"anna@b.example","event":"bounce","status":"5.1.1","reason":"550 No such user","sg_event_id":"e1","#
        + #""smtp-id":"<TOKEN@shop.example>"}]"#

    private func isSendGrid(_ timestamp: String, _ body: String, _ signature: String, _ key: String) -> Bool {
        WebhookSignature.isSendGrid(timestamp: timestamp, body: Array(body.utf8), signature: signature, key: key)
    }

    @Test func `a call of SendGrid is theirs if their key signed it`() {
        let (body, signature, key) = (Self.body, Self.signature, Self.key)
        #expect(isSendGrid("1600112502", body, signature, key))
        #expect(!isSendGrid("1600112503", body, signature, key))
        #expect(!isSendGrid("1600112502", body + " ", signature, key))
        #expect(!isSendGrid("1600112502", body, String(signature.dropFirst(4)), key))
    }

    @Test(arguments: ["", "=", "====", "AAAA", "not base 64!", String(repeating: "A", count: 8_000)])
    func `what is no key and no signature is refused`(text: String) {
        #expect(!isSendGrid("1600112502", Self.body, text, Self.key))
        #expect(!isSendGrid("1600112502", Self.body, Self.signature, text))
    }
}
