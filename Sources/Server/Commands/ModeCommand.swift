import ArgumentParser
import Deliveries
import JSON
import Store
import Vocabulary

/// `sojourn mode`: how far messages go.
struct ModeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mode",
        abstract: "Show or set how far messages go: capture (kept and shown, not sent), allowlist, live."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "capture, allowlist or live; shows the present mode without it.") var mode: String?
    @Argument(help: "For allowlist: addresses (a@example.org) and domains (@example.org).") var entries: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard let mode else { return }
        guard ["capture", "allowlist", "live"].contains(mode) else {
            throw ValidationError("the mode is capture, allowlist or live")
        }
        guard (mode == "allowlist") == !entries.isEmpty else {
            throw ValidationError("allowlist takes at least one entry, the others take none")
        }
    }

    func run() async throws {
        let wanted = chosen
        let mode = try await store.withStores { stores in
            try await stores.state.write { db in
                var policy = try SendingPolicy.load(in: db)
                if let wanted {
                    policy.mode = wanted
                    try policy.save(in: db)
                }
                return policy.mode
            }
        }
        let (name, entries) = Self.words(for: mode)
        guard json else { return print(([name] + entries).joined(separator: " ")) }
        let value: AttributeValue = ["mode": .string(name), "entries": .array(entries.map(AttributeValue.string))]
        print(value.jsonText)
    }

    private static func words(for mode: SendingMode) -> (name: String, entries: [String]) {
        switch mode {
        case .capture: ("capture", [])
        case .live: ("live", [])
        case .allowlist(let entries): ("allowlist", entries)
        }
    }

    private var chosen: SendingMode? {
        switch mode {
        case "live": .live
        case "allowlist": .allowlist(entries)
        case .some: .capture
        case nil: nil
        }
    }
}
