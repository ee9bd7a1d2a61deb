import ArgumentParser
import Deliveries
import Journeys
import Store
import Vocabulary

/// `sojourn pause`: nobody enters a journey and none of its messages go, until it is resumed.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pause a journey: nobody enters, its messages are held, waits run on."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "The journey's name or id.") var journey: String
    @Option(help: "Those who would enter: queue (they wait outside, up to 7 days) or drop (they are counted).")
    var newEntries: Journey.NewEntries

    func run() async throws {
        try await store.change(journey, to: .paused, newEntries)
        print("paused")
    }
}

/// `sojourn resume`: lets those who wait outside in, and messages go that are not too old.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Resume a paused journey.",
        discussion: """
            A server that runs meanwhile lets those in who wait outside when it next hears an event, or within the hour; \
            the console and the API act at once.
            """
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "The journey's name or id.") var journey: String

    func run() async throws {
        let freed = try await store.change(journey, to: .live)
        print("resumed, \(freed) sends released")
    }
}

extension Journey.NewEntries: ExpressibleByArgument {}

extension StoreOptions {
    /// - Returns: how many sends were let go by it.
    @discardableResult
    fileprivate func change(
        _ name: String,
        to status: Journey.Status,
        _ newEntries: Journey.NewEntries? = nil
    ) async throws -> Int {
        do {
            return try await withStores { stores in
                _ = try await stores.state.write { db in
                    let known = try JourneyReading.journey(named: name, in: db)?.id ?? JourneyID(name)
                    guard let known else { throw ValidationError("there is no journey “\(name)”") }
                    let who = "command line"
                    return try Journey.change(known, to: status, newEntries: newEntries, by: who, in: db).id
                }
                return try await Holding.free(in: stores.state)
            }
        } catch let error as JourneyError {
            complain(error.message)
            throw ExitCode.failure
        }
    }
}
