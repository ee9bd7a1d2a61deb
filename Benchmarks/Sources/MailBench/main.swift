import Logging
import Mail
import NIOCore
import NIOPosix
import Vocabulary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a message costs, and how many a second go to a server.
///
///     MailBench costs
///     MailBench smtp HOST:PORT COUNT CONNECTIONS none|rsa|ed25519|both [NAME]

let body =
    "<!doctype html><html><body>\n"
    + String(
        repeating: "<p style=\"color: #333; margin: 0 auto\">Hello, wörld &amp; all who read this line.</p>\n",
        count: 230
    )
    + "</body></html>\n"
let html = Array(body.utf8)
let text = Array(String(repeating: "Hello, world and all who read this line.\n", count: 10).utf8)

func makeMessage(_ index: Int) throws -> MailMessage {
    MailMessage(
        from: Mailbox(name: "Sojourn", try EmailAddress("news@shop.example")),
        to: [Mailbox(name: "Anna Grüßer", try EmailAddress("anna\(index)@example.org"))],
        subject: "Ihre Bestellung \(index) – vielen Dank",
        html: html,
        text: text,
        headers: [
            try HeaderField("List-Unsubscribe", "<https://shop.example/u/\(index)>"),
            try HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ],
        messageID: try MessageID("m\(index)@mail.shop.example"),
        date: Moment(milliseconds: 1_790_000_000_000)
    )
}

func makeSigner(_ kinds: String) throws -> DKIMSigner {
    let algorithms: [DKIMKey.Algorithm] =
        switch kinds {
        case "rsa": [.rsa]
        case "ed25519": [.ed25519]
        case "both": [.rsa, .ed25519]
        default: []
        }
    return DKIMSigner(
        try algorithms.map { try DKIMIdentity(domain: "shop.example", selector: $0.rawValue, key: .generate($0)) }
    )
}

/// Processor time, so that a busy machine does not make our code look slow.
func measure(_ name: String, count: Int, _ body: (Int) throws -> Void) rethrows {
    for index in 0..<count / 10 { try body(index) }
    let start = clock()
    for index in 0..<count { try body(index) }
    let microseconds = Double(clock() - start) * 1_000_000 / Double(CLOCKS_PER_SEC) / Double(count)
    print("\(name): \((microseconds * 10).rounded() / 10) us")
}

func showCosts() throws {
    let bytes = try makeMessage(0).bytes()
    print("message: \(bytes.count) bytes")
    try measure("build", count: 5000) { _ = try makeMessage($0).bytes() }
    for kind in ["ed25519", "rsa", "both"] {
        let signer = try makeSigner(kind)
        try measure("sign \(kind)", count: 2000) { _ in _ = try signer.signed(bytes, at: .epoch) }
    }
    try measure("parse", count: 2000) { _ in _ = try ParsedMail(bytes) }
}

func showThroughput(_ arguments: [String]) async throws {
    let address = arguments[0].split(separator: ":").map(String.init)
    guard address.count == 2, let port = Int(address[1]), let count = Int(arguments[1]),
        let connections = Int(arguments[2])
    else { return print("MailBench smtp HOST:PORT COUNT CONNECTIONS none|rsa|ed25519|both") }
    var relay = SMTPRelay(host: address[0], port: port, security: .none, clientName: "bench.example")
    relay.maximumConnections = connections
    let client = try await SMTPClient(
        configuration: relay,
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        logger: Logger(label: "bench")
    )
    let signer = try makeSigner(arguments[3])
    let threads = DKIMSigningThreads(count: 2)
    let clock = ContinuousClock()
    let start = clock.now
    let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
        var accepted = 0
        for index in 0..<count {
            if index >= 256, try await group.next() == true { accepted += 1 }
            group.addTask {
                let message = try makeMessage(index)
                let bytes =
                    arguments[3] == "none"
                    ? message.bytes() : try await threads.signed(message, by: signer, at: message.date)
                let envelope = Envelope(sender: message.from.address, recipient: message.to[0].address)
                if case .accepted = await client.send(envelope, bytes).outcome { return true }
                return false
            }
        }
        for try await isAccepted in group where isAccepted { accepted += 1 }
        return accepted
    }
    let seconds = (clock.now - start) / .seconds(1)
    let rate = Int(Double(count) / seconds)
    print("\(arguments[3]), \(connections) connections: \(accepted) of \(count) accepted, \(rate) messages/s")
    try await client.shutdown()
    try await threads.shutdown()
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "smtp" where arguments.count >= 5: try await showThroughput(Array(arguments.dropFirst()))
default: try showCosts()
}
