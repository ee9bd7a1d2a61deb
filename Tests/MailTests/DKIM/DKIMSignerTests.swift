import Testing
import Vocabulary

@testable import Mail

/// That signatures verify is for `Tests/Judges/mail` to say; here is what they are made of.
struct DKIMSignerTests {
    @Test(arguments: DKIMKey.Algorithm.allCases)
    func `a generated key survives its PEM and signs`(algorithm: DKIMKey.Algorithm) throws {
        let key = try DKIMKey.generate(algorithm)
        let read = try DKIMKey(pem: key.pem())
        #expect(read.algorithm == algorithm)
        #expect(try read.publicKey() == key.publicKey())
        #expect(try read.sign([1, 2, 3]) == key.sign([1, 2, 3]))
        let identity = try DKIMIdentity(domain: "Shop.example", selector: "s1", key: key)
        #expect(identity.recordName == "s1._domainkey.shop.example")
        #expect(try identity.recordText().hasPrefix("v=DKIM1; k=\(algorithm.rawValue); p="))
        #expect(try identity.zoneLine().split(separator: "\"").allSatisfy { $0.utf8.count <= 255 })
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func `what is no key is refused`(pem: String) {
        let diagnostic = #expect(throws: Diagnostic.self) { try DKIMKey(pem: pem) }
        #expect(diagnostic?.code == "mail.dkim-key-unreadable")
    }

    @Test(arguments: ["", "localhost", "münchen.example", "a b.example", "a.example; x=y", "-a.example"])
    func `what is no domain cannot sign`(domain: String) throws {
        let key = try DKIMKey.generate(.ed25519)
        #expect(throws: Diagnostic.self) { try DKIMIdentity(domain: domain, selector: "s", key: key) }
    }

    @Test func `every identity signs and headers are signed once more than they occur`() throws {
        let identities = try DKIMKey.Algorithm.allCases.map {
            try DKIMIdentity(domain: "shop.example", selector: $0.rawValue, key: .generate($0))
        }
        let bytes = try message(text: "x").bytes()
        let signed = try DKIMSigner(identities).signed(bytes, at: Moment(milliseconds: 1_700_000_000_123))
        #expect(signed.suffix(bytes.count) == bytes[...])
        let text = String(decoding: signed, as: UTF8.self)
        #expect(
            text.hasPrefix(
                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.example; s=rsa;\r\n t=1700000000;"
            )
        )
        #expect(text.contains("a=ed25519-sha256;"))
        #expect(text.contains("h=From:From:Reply-To:Subject:Subject:To:To:"))
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    }

    @Test(
        arguments: zip(
            ["", "\r\n\r\n", "a \t b \r\n\r\n", "a\r\nb", " \r\n\r\n"],
            ["", "", "a b\r\n", "a\r\nb\r\n", ""]
        )
    )
    func `a body is relaxed as RFC 6376 has it`(body: String, relaxed: String) {
        #expect(DKIMCanonicalization.bodyHash(Array(body.utf8)[...]) == SHA256Digest.of(Array(relaxed.utf8)))
    }

    @Test func `a message without From is not signed`() throws {
        let signer = DKIMSigner([try DKIMIdentity(domain: "a.example", selector: "s", key: .generate(.ed25519))])
        #expect(throws: Diagnostic.self) { try signer.signed(Array("To: a@b\r\n\r\nx".utf8), at: .epoch) }
    }

    @Test func `threads sign what they are given`() async throws {
        let threads = DKIMSigningThreads(count: 2)
        let signer = DKIMSigner([try DKIMIdentity(domain: "a.example", selector: "s", key: .generate(.ed25519))])
        let message = try message(text: "x")
        let signed = try await threads.signed(message, by: signer, at: .epoch)
        #expect(try signed == signer.signed(message.bytes(), at: .epoch))
        try await threads.shutdown()
    }
}
