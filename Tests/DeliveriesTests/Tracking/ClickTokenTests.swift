import Content
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct ClickTokenTests {
    private static let tokens = ClickTokens(secret: Array("a secret for tests".utf8))
    private static let day = CivilTime(year: 2027, month: 4, day: 1).utcMoment

    private static func click(_ url: String = "https://shop.example/?a=1", link: Int = 3) throws -> Click {
        Click(send: SendID(raw: 1 << 60 + 7), link: link, target: try #require(LinkTarget(url)), expires: day)
    }

    @Test(.row("campaign 187")) func `a token says again what was sealed, and shows nothing of it`() throws {
        let click = try Self.click()
        let token = Self.tokens.seal(click)
        #expect(Self.tokens.open(token) == click)
        #expect(Self.tokens.seal(click) == token, "the same link is the same token")
        #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        #expect(Base64URL.decode(token)?.contains(subsequence: Array("shop".utf8)) == false)
        let trap = try Self.click(link: Click.trap)
        #expect(Self.tokens.open(Self.tokens.seal(trap)) == trap)
    }

    @Test func `the longest target makes less than 4 KB`() throws {
        let click = try Self.click("https://a.example/" + String(repeating: "x", count: 1982))
        let token = Self.tokens.seal(click)
        #expect(token.utf8.count == 2706)
        #expect(Self.tokens.open(token) == click)
    }

    @Test func `a moment within a day lasts to its end, and for ever is long`() throws {
        var click = try Self.click()
        click.expires = Self.day + .milliseconds(1)
        #expect(Self.tokens.open(Self.tokens.seal(click))?.expires == Self.day + .days(1))
        click.expires = .distantFuture
        let read = try #require(Self.tokens.open(Self.tokens.seal(click)))
        #expect(read.expires > CivilTime(year: 2140, month: 1, day: 1).utcMoment)
    }

    @Test func `whoever changes a letter, cuts, adds or takes another secret gets nothing`() throws {
        let token = Array(Self.tokens.seal(try Self.click()).utf8)
        for index in token.indices {
            for digit in "Az09-_%/".utf8 where digit != token[index] {
                var forged = token
                forged[index] = digit
                #expect(Self.tokens.open(String(decoding: forged, as: UTF8.self)) == nil)
            }
            #expect(Self.tokens.open(String(decoding: token[..<index], as: UTF8.self)) == nil)
        }
        let text = String(decoding: token, as: UTF8.self)
        let others = [text + "A", text + "=", "A" + text, text + text, "", " ", text.lowercased()]
        for forged in others + [String(repeating: "A", count: 5000)] {
            #expect(Self.tokens.open(forged) == nil)
        }
        #expect(ClickTokens(secret: Array("another".utf8)).open(text) == nil)
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{0}\u{1}\u{2}\u{FF}"])
    func `base 64 comes back, and each value has one text`(text: String) {
        let bytes = Array(text.utf8)
        let encoded = Base64URL.encode(bytes)
        #expect(Base64URL.decode(encoded) == bytes)
        #expect(!encoded.contains("="))
    }

    @Test(arguments: ["A", "AB", "Zh", "Zm9=", "Zm 9", "Zm9\n", "AAAAA"])
    func `what is no base 64 of ours is none`(text: String) { #expect(Base64URL.decode(text) == nil) }
}

extension Array where Element: Equatable {
    fileprivate func contains(subsequence: [Element]) -> Bool {
        indices.contains { self[$0...].starts(with: subsequence) }
    }
}
