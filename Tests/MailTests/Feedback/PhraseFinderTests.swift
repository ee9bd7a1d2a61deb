import Testing

@testable import Mail

struct PhraseFinderTests {
    private func found(_ phrases: [String], in text: String) -> [String] {
        PhraseFinder(phrases).matches(in: Array(text.utf8)).map { "\(phrases[$0.phrase]) \($0.start)" }
    }

    @Test func `phrases inside, behind and across others are all found`() {
        #expect(found(["he", "she", "his", "hers"], in: "ushers") == ["she 1", "he 2", "hers 2"])
        #expect(found(["aa"], in: "aaaa") == ["aa 0", "aa 1", "aa 2"])
        let phrases = ["unknown user", "user unknown"]
        #expect(found(phrases, in: "unknown user unknown") == ["unknown user 0", "user unknown 8"])
    }

    @Test func `a wrapped phrase is found, one across paragraphs is not`() {
        #expect(found(["not delivered to"], in: "not\ndelivered to") == ["not delivered to 0"])
        #expect(found(["not delivered to"], in: "not\n\ndelivered to").isEmpty)
    }

    @Test func `every phrase of the tables is written as it is looked for`() {
        for phrase in CausePhrases.certain.flatMap(\.phrases) + CausePhrases.likely.flatMap(\.phrases) {
            let folded = FoldedText(Array(phrase.utf8)).bytes
            #expect(String(decoding: folded, as: UTF8.self) == phrase.drop { $0 == " " }, "\(phrase)")
        }
    }

    @Test func `no phrase has two meanings`() {
        #expect(Set(BouncePhrases.phrases).count == BouncePhrases.phrases.count)
    }

    @Test(arguments: [
        ("550 5.1.1 x", ["5.1.1"]), ("(#5.2.2)", ["5.2.2"]), ("host 10.5.1.1 said", []), ("version 5.5.2653.19", []),
        ("4.4.7.", ["4.4.7"]), ("v5.1.1", []), ("5.1.1234", []), ("3.1.1", []),
        ("550-5.7.26 and 2.0.0", ["5.7.26", "2.0.0"]),
    ])
    func `statuses are told from addresses and versions`(text: String, expected: [String]) {
        #expect(StatusFinder.statuses(in: Array(text.utf8)).map(\.status.description) == expected)
    }
}
