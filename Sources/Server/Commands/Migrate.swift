import ArgumentParser
import EventLog

/// `sojourn migrate`: brings the schema up to date without starting the server.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the schema up to date.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await store.withStores { _ in }
        print("the schema is up to date")
    }
}
