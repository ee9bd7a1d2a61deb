import TestKit
import Testing
import Vocabulary

@testable import Content

@Suite struct MarketingRulesTests {
    private static let brand = Brand(postalAddress: "1 High Street, Springfield")

    private static func faults(_ html: String, text: String? = nil, _ brand: Brand = brand) throws -> [String] {
        let message = try CompiledMessage(Message(subject: "s", html: html, text: text, from: "a@b.example"))
        return message.marketingFaults(brand).map { "\($0.location ?? "") \($0.code)" }
    }

    @Test(.row("ajo M7"))
    func `marketing offers a way out and says where its sender is, in every part that is written`() throws {
        let good = #"<a href="{{links.unsubscribe}}">x</a> {{brand.postalAddress}}"#
        #expect(try Self.faults(good) == [])
        #expect(try Self.faults("{{#with links}}{{preferences}}{{/with}} {{{brand.postalAddress}}}") == [])
        #expect(try Self.faults("<p>Buy</p>") == ["html message.no-way-out", "html message.no-postal-address"])
        #expect(try Self.faults(good, text: "Buy {{brand.postalAddress}}") == ["text message.no-way-out"])
        #expect(try Self.faults(good, text: good) == [])
        #expect(try Self.faults(good, Brand()) == ["html brand.no-postal-address"])
        #expect(
            try Self.faults("{{links.mirror}} 1 High Street").count == 2,
            "the address is the setting's, not typed in"
        )
    }
}
