import ArgumentParser
import Deliveries
import Store
import Vocabulary

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

/// `sojourn release`: lets what was held go, unless it expired meanwhile; after a restore it also opens the lanes.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Resume sending; after a restore, with a choice what of the gap to skip."
    )

    @OptionGroup var options: HoldOptions
    @Option(help: "After a restore: what was due before this moment (ISO 8601, or now) expires and does not go.")
    var skipDueBefore: String?
    @Flag(help: "After a restore: everything goes that has not outlived its own time.") var skipNothing = false

    func validate() throws {
        guard skipDueBefore == nil || !skipNothing else {
            throw ValidationError("one of --skip-due-before and --skip-nothing")
        }
        guard let skipDueBefore, skipDueBefore != "now", Moment(iso8601: skipDueBefore) == nil else { return }
        throw ValidationError("--skip-due-before takes a moment such as 2026-03-01T12:00:00Z, or now")
    }

    func run() async throws {
        let scope = try options.scope()
        let isChosen = skipNothing || skipDueBefore != nil
        let freed = try await options.store.withStores { stores in
            let gap = try await stores.state.read { db in try SendingPolicy.load(in: db).gap }
            if let gap, scope == .all {
                guard isChosen else { return try await refuse(gap, in: stores.state) }
                try await choose(in: stores.state)
            } else if isChosen {
                complain("there is no gap to choose of: nothing was restored, or the choice is made")
                throw ExitCode.failure
            }
            return try await Holding.release(scope, in: stores.state)
        }
        print(options.json ? #"{"released":\#(freed)}"# : "\(freed) sends released")
    }

    private func choose(in store: Store) async throws {
        let text = skipDueBefore
        try await store.write { db in
            let moment = text.flatMap { $0 == "now" ? db.now : Moment(iso8601: $0) }
            try RestoredGap.choose(skipDueBefore: moment, in: db)
        }
    }

    private func refuse(_ gap: RestoredGap, in store: Store) async throws -> Int {
        let ages = try await store.read { db in try RestoredGap.waiting(in: db) }
        complain(
            """
            release.gap-unchosen: restored at \(gap.restored) from the state of \(gap.backup).
            What was due since then may have gone before. Waiting now:
            """
        )
        for age in ages where age.count > 0 {
            complain("  due \(age.words): \(age.marketing) marketing, \(age.transactional) transactional")
        }
        if ages.allSatisfy({ $0.count == 0 }) { complain("  nothing, but people's waits may still end in it") }
        complain("Choose --skip-due-before MOMENT (what was due before it expires) or --skip-nothing.")
        throw ExitCode.failure
    }
}
