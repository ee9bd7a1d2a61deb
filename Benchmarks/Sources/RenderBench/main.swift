import Content
import JSON
import Templates
import Vocabulary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What it costs to render a mail of 24 KB for one person, from the text of their row on.
///
///     RenderBench [--json]
///
/// Processor time, so that a busy machine does not make the code look slow; the median of five.

let rounds = 4_000
let budget = 25.0
let printsRows = CommandLine.arguments.contains("--json")

func microseconds(_ body: () throws -> Void) rethrows -> Double {
    for _ in 0..<rounds / 10 { try body() }
    var found: [Double] = []
    for _ in 0..<5 {
        let start = clock()
        for _ in 0..<rounds { try body() }
        found.append(Double(clock() - start) * 1_000_000 / Double(CLOCKS_PER_SEC) / Double(rounds))
    }
    return found.sorted()[2]
}

/// A line for people, or a row for `Scripts/bench`.
func show(_ name: String, _ microseconds: Double, ceiling: Double? = nil, budget: Double? = nil) {
    let figure = (microseconds * 100).rounded() / 100
    if printsRows {
        let row: AttributeValue = [
            "bench": .string("render, \(name)"), "database": "none", "figure": .double(figure), "unit": "us",
            "ceiling": ceiling.map(AttributeValue.double) ?? .null,
            "budget": budget.map(AttributeValue.double) ?? .null,
            "better": "lower",
        ]
        print(row.jsonText)
    } else {
        let verdict = budget.map { "  (budget \($0): \(microseconds <= $0 ? "met" : "MISSED"))" } ?? ""
        print(name + String(repeating: " ", count: max(1, 58 - name.count)) + "\(figure) us" + verdict)
    }
}

let (profileText, contextText) = (OrderMail.profile, OrderMail.context)
let links = SystemLinks(
    unsubscribe: "https://mail.example/t/u/0abc1234567890defghijk",
    mirror: "https://mail.example/m/0abc1234567890defghijk"
)

/// What the ledger's worker does with a row it took (`Sender.prepare`).
func makeContext() throws -> RenderContext {
    let profile = try AttributeValue(json: Array(profileText.utf8))
    return RenderContext(profile: profile, origin: try AttributeValue(json: Array(contextText.utf8)), links: links)
}

let template = try Template(OrderMail.html)
let context = try makeContext()
let value = context.value
let output = try template.render(value)
if !printsRows {
    print("template \(OrderMail.html.utf8.count) bytes, mail \(output.count) bytes")
    print("profile \(profileText.utf8.count) bytes of JSON, the origin's context \(contextText.utf8.count)")
}

var buffer = [UInt8](repeating: 0, count: output.count)
let copy = microseconds {
    output.withUnsafeBytes { from in buffer.withUnsafeMutableBytes { $0.copyMemory(from: from) } }
    withExtendedLifetime(buffer) {}
}
show("memcpy of the mail", copy)

let pieces = Pieces(of: output, values: Pieces.written(by: value))
let appending = microseconds { precondition(pieces.write().count == output.count) }
show("pieces appended and escaped by hand", appending)

let parsing = try microseconds { _ = try makeContext().value }
show("the context from its text", parsing)
let rendering = try microseconds { _ = try template.render(value) }
show("the template on a context", rendering, ceiling: appending)
let both = try microseconds { _ = try template.render(try makeContext().value) }
show("mail from the text of the row", both, ceiling: appending, budget: budget)

for (name, text) in [("its own plain text", Optional("{{profile.person.name.firstName}}")), ("plain text made", nil)] {
    let message = try CompiledMessage(
        Message(
            subject: OrderMail.subject,
            preheader: "Thank you",
            html: OrderMail.html,
            text: text,
            from: OrderMail.from
        )
    )
    let whole = try microseconds { _ = try message.render(try makeContext()) }
    show("the whole message: subject, preheader, \(name)", whole)
}
