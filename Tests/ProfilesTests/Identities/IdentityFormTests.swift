import Profiles
import TestKit
import Testing
import Vocabulary

struct IdentityFormTests {
    @Test(
        .row("ajo W22", .full),
        .row("ajo P15", .better),
        arguments: [
            ("email: Ann.Lee+News@Example.ORG ", "email:ann.lee+news@example.org"),
            ("email:müller@bücher.example", "email:müller@bücher.example"),
            ("email:o'hara@mail.co.example", "email:o'hara@mail.co.example"),
            ("phone:+44 (20) 7946-0958", "phone:+442079460958"),
            ("phone:0049 30 901820", "phone:+4930901820"),
            ("phone:tel:+1.202.555.0143", "phone:+12025550143"),
            ("userId:  42 ", "userId:42"),
            ("userId:0", "userId:0"),
            ("crm.number:A-7", "crm.number:A-7"),
            ("userId:Cafe\u{301}", "userId:Caf\u{E9}"),
        ]
    )
    func `an identity has one form, however it is written`(written: String, stored: String) throws {
        let normalized = try Namespaces.standard.normalized(Identity(written))
        #expect(Array("\(normalized.namespace):\(normalized.value)".utf8) == Array(stored.utf8))
    }

    @Test(arguments: [
        ("email", "nobody", ProfileReason.Code.identityEmail), ("email", "a@b", .identityEmail),
        ("email", "a b@example.org", .identityEmail), ("email", "a\u{A0}b@example.org", .identityEmail),
        ("email", "a@@example.org", .identityEmail),
        ("email", "a@-example.org", .identityEmail), ("email", ".a@example.org", .identityEmail),
        ("email", "a@example..org", .identityEmail), ("email", "a@exa_mple.org", .identityEmail),
        ("email", "a@example.org\nBcc: b@example.org", .identityCharacters),
        ("phone", "030 901820", .identityPhoneCountry), ("phone", "+12", .identityPhone),
        ("phone", "+1234567890123456", .identityPhone), ("phone", "+1 202 CALL NOW", .identityPhone),
        ("userId", "   ", .identityEmpty), ("userId", "NULL", .identityNobody),
        ("userId", "undefined", .identityNobody),
        ("anonymousId", "00000000-0000-0000-0000-000000000000", .identityNobody),
        ("userId", "a\u{0}b", .identityCharacters), ("userId", "a\u{200B}b", .identityCharacters),
        ("userId", String(repeating: "x", count: 257), .identityTooLong),
        ("bad name", "x", .identityNamespace), ("", "x", .identityNamespace), ("email:x", "x", .identityNamespace),
    ])
    func `what identifies nobody is refused with its reason`(
        namespace: String,
        value: String,
        code: ProfileReason.Code
    ) {
        #expect {
            try Namespaces.standard.normalized(Identity(namespace: namespace, value: value))
        } throws: { ($0 as? ProfileReason)?.code == code }
    }
}
