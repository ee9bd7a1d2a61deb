import ArgumentParser
import Deliveries
import Store

/// What a hold or its release is about.
struct HoldOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @Flag(help: "Everything (the default).") var all = false
    @Option(help: "One channel: email.") var channel: String?
    @Option(help: "One origin: KIND:ID, such as journey:0abc….") var origin: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        let chosen = [all, channel != nil, origin != nil].filter(\.self).count
        guard chosen <= 1 else { throw ValidationError("one of --all, --channel and --origin") }
        _ = try scope()
    }

    func scope() throws -> HoldScope {
        if let channel { return .channel(ChannelName(channel)) }
        guard let origin else { return .all }
        guard let scope = HoldScope(origin) else { throw ValidationError("--origin is KIND:ID") }
        return scope
    }
}

/// `sojourn hold`: stops sending, at once, whatever runs.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "hold", abstract: "Stop sending, within a second.")

    @OptionGroup var options: HoldOptions

    func run() async throws {
        let scope = try options.scope()
        let isNew = try await options.store.withStores { stores in
            try await stores.state.write { db in try Holding.hold(scope, by: "command line", in: db) }
        }
        guard !options.json else { return print(#"{"held":true,"new":\#(isNew)}"#) }
        print(isNew ? "sending is on hold" : "sending was on hold already")
    }
}

/// `sojourn release`: lets what was held go, unless it expired meanwhile.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "release", abstract: "Resume sending.")

    @OptionGroup var options: HoldOptions

    func run() async throws {
        let scope = try options.scope()
        let freed = try await options.store.withStores { stores in
            try await Holding.release(scope, in: stores.state)
        }
        print(options.json ? #"{"released":\#(freed)}"# : "\(freed) sends released")
    }
}
