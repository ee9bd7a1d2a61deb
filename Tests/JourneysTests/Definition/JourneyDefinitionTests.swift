import TestKit
import Testing
import Vocabulary

@testable import Journeys

@Suite struct JourneyDefinitionTests {
    /// Every kind of step, every field.
    static let full = """
        {
          "format": "sojourn.journey/1",
          "name": "Everything",
          "description": [
            "Two",
            "lines"
          ],
          "exitRules": [
            {
              "event": "Unsubscribed",
              "when": "event.properties.list = \\"news\\"",
              "label": "Left"
            }
          ],
          "steps": [
            {
              "id": "in",
              "kind": "entry",
              "label": "Ordered",
              "event": "Order Completed",
              "when": "event.properties.total >= 100",
              "key": "event.properties.orderId",
              "reentrance": "PT720H",
              "maximumAge": "P2D",
              "next": "which"
            },
            {
              "id": "which",
              "kind": "condition",
              "cases": [
                {
                  "when": "plan = \\"gold\\"",
                  "label": "Gold",
                  "next": "rest"
                },
                {
                  "when": "xEvent[eventType = \\"Order Completed\\"].count() > 3",
                  "next": "mail"
                }
              ],
              "otherwise": "until"
            },
            {
              "id": "rest",
              "kind": "wait",
              "for": "P1DT12H",
              "next": "mail"
            },
            {
              "id": "until",
              "kind": "wait",
              "until": "birthday",
              "next": "mail",
              "otherwise": "end"
            },
            {
              "id": "mail",
              "kind": "email",
              "class": "marketing",
              "topic": "news",
              "notAfter": "PT6H",
              "from": "Shop <shop@example.org>",
              "replyTo": "help@example.org",
              "subject": "Hello {{profile.firstName}}",
              "preheader": "Look",
              "html": [
                "<p>Hello</p>",
                "",
                "<p>Bye</p>"
              ],
              "text": "Hello",
              "tracking": {
                "opens": false,
                "utmSource": "shop",
                "utmCampaign": "hello"
              },
              "next": "listen"
            },
            {
              "id": "listen",
              "kind": "waitForEvent",
              "event": "Order Shipped",
              "when": "event.properties.orderId = entry.properties.orderId",
              "key": "event.properties.orderId",
              "scope": "run",
              "onEvent": "note",
              "timeout": "P7D",
              "onTimeout": "end"
            },
            {
              "id": "note",
              "kind": "updateProfile",
              "set": {
                "shipped.at": "now()",
                "shipped.id": "steps.listen.properties.orderId"
              },
              "next": "end"
            },
            {
              "id": "end",
              "kind": "end"
            }
          ]
        }

        """

    @Test func `opening and saving changes nothing`() throws {
        #expect(try JourneyDefinition(Self.full).text == Self.full)
    }

    @Test func `compact text and other field order read the same`() throws {
        let read = try JourneyDefinition(definition())
        #expect(try JourneyDefinition(read.text) == read)
        #expect(read.entry?.step.reentrance == .always)
    }

    /// Each fault is made by one replacement in the full text.
    @Test(arguments: [
        (#""id": "rest""#, #""id": "which""#, "journey.duplicate-step-id", "which"),
        (#""id": "rest""#, #""id": "a b""#, "journey.bad-step-id", "a b"),
        (#""next": "listen""#, #""next": "nowhere""#, "journey.dangling-edge", "mail"),
        (#""next": "listen""#, #""nxt": "listen""#, "journey.dangling-edge", "mail"),
        (#""otherwise": "until""#, #""otherwise": "nowhere""#, "journey.dangling-edge", "which"),
        (#""onTimeout": "end""#, #""onTimeout": "mail""#, "journey.cycle", "listen"),
        (#""next": "end""#, #""next": "in""#, "journey.cycle", "note"),
        (#""kind": "entry""#, #""kind": "end""#, "journey.missing-entry", "journey"),
        (#""kind": "wait""#, #""kind": "nap""#, "journey.unknown-kind", "rest"),
        (#""for": "P1DT12H""#, #""for": "P1M""#, "journey.bad-period", "rest"),
        (#""for": "P1DT12H""#, #""for": "P2000D""#, "journey.bad-period", "rest"),
        (#""for": "P1DT12H""#, #""for": "P1D", "until": "birthday""#, "journey.contradiction", "rest"),
        (#""for": "P1DT12H","#, "", "journey.contradiction", "rest"),
        (#""class": "marketing""#, #""class": "spam""#, "journey.bad-choice", "mail"),
        (#""opens": false"#, #""opens": "no""#, "journey.wrong-type", "mail"),
        (#""utmSource""#, #""utm_source""#, "journey.unknown-field", "mail"),
        (#""class": "marketing","#, "", "journey.missing-field", "mail"),
        (#""subject": "Hello {{profile.firstName}}""#, #""subject": """#, "journey.bad-text", "mail"),
        (#""timeout": "P7D","#, "", "journey.missing-field", "listen"),
        (#""event": "Order Shipped""#, #""event": 7"#, "journey.wrong-type", "listen"),
        (#""scope": "run""#, #""scop": "run""#, "journey.unknown-field", "listen"),
        (#""reentrance": "PT720H""#, #""reentrance": "twice""#, "journey.bad-period", "in"),
        (#""birthday""#, #""birthday +""#, "expression.expected-value", "until"),
        (#""plan = \"gold\"""#, #""plan = = 2""#, "expression.expected-value", "which"),
        (#""now()""#, #""nwo()""#, "expression.unknown-function", "note"),
        (#"sojourn.journey/1"#, "sojourn.journey/9", "journey.wrong-format", "journey"),
        (#""name": "Everything","#, "", "journey.missing-field", "journey"),
    ])
    func `every fault is reported at its step`(from: String, to: String, code: String, location: String) {
        let text = Self.full.replacingFirst(from, with: to)
        let reading = JourneyDefinition.read(text)
        #expect(reading.definition == nil)
        let found = reading.diagnostics.all.map { [$0.code, $0.location ?? "-"] }
        #expect(found.contains([code, location]), "found \(reading.diagnostics)")
    }

    @Test func `a fault of a template is reported at its step, with its part`() {
        let text = Self.full.replacingFirst("Hello {{profile.firstName}}", with: "Hello {{#if profile.firstName}}")
        let faults = JourneyDefinition.read(text).diagnostics.all
        #expect(faults.map(\.location) == ["mail"])
        #expect(faults.first?.message.hasPrefix("`subject`: ") == true)
    }

    @Test func `all faults are reported at once`() {
        var text = Self.full.replacingFirst(#""for": "P1DT12H""#, with: #""for": "soon""#)
        text = text.replacingFirst(#""class": "marketing""#, with: #""class": "spam""#)
        text = text.replacingFirst(#""onTimeout": "end""#, with: #""onTimeout": "nowhere""#)
        let codes = JourneyDefinition.read(text).diagnostics.all.map(\.code)
        #expect(codes == ["journey.bad-period", "journey.bad-choice", "journey.dangling-edge"])
    }

    @Test func `a step that no way leads to is a warning, and the definition stands`() {
        let reading = JourneyDefinition.read(definition(#"{"id": "island", "kind": "end"}"#))
        #expect(reading.definition != nil)
        #expect(reading.diagnostics.all.map(\.code) == ["journey.unreachable"])
        #expect(reading.diagnostics.all.map(\.location) == ["island"])
    }

    @Test(arguments: ["", "{", "[]", "null", "{} x", #"{"format": "sojourn.journey/1"}"#, #"{"steps": 7}"#])
    func `what is no definition is refused with a reason`(text: String) {
        let reading = JourneyDefinition.read(text)
        #expect(reading.definition == nil)
        #expect(reading.diagnostics.hasErrors)
    }

    @Test(.row("ajo W4")) func `a chain of two hundred steps is read, one more is too many`() {
        func chain(_ count: Int) -> JourneyDefinition.Reading {
            let waits = (0..<count).map { index in
                let next = index + 1 == count ? "end" : "w\(index + 1)"
                return #"{"id": "w\#(index)", "kind": "wait", "for": "PT1S", "next": "\#(next)"}"#
            }
            return JourneyDefinition.read(definition(first: "w0", waits.joined(separator: ",")))
        }
        #expect(chain(JourneyDefinition.maximumSteps - 2).definition != nil)
        #expect(chain(JourneyDefinition.maximumSteps - 1).diagnostics.all.map(\.code).contains("journey.too-many"))
    }
}

extension String {
    /// Expects the piece to be there, so that a test cannot pass by changing nothing.
    func replacingFirst(_ piece: String, with other: String) -> String {
        guard let range = firstRange(of: piece) else {
            Issue.record("no \(piece)")
            return self
        }
        return String(self[..<range.lowerBound]) + other + self[range.upperBound...]
    }
}
