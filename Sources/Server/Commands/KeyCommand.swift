import Accounts
import ArgumentParser
import Store
import Vocabulary

/// `sojourn key create`: lets programs in.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Keys of programs: write keys send events, manage keys do what the console can.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key; its token is shown once.")

        @OptionGroup var store: StoreOptions
        @Option(help: "write or manage.") var kind: String
        @Option(help: "What it is for.") var name = "made on the command line"
        @Flag(help: "A write key for web pages, which any visitor can read.") var browser = false
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard AccessKey.Kind(rawValue: kind) != nil else { throw ValidationError("--kind is write or manage") }
        }

        func run() async throws {
            let (kind, name, browser) = (AccessKey.Kind(rawValue: kind) ?? .write, name, browser)
            let issued = try await store.withStores { stores in
                try await stores.state.write { db in
                    try Keys.issue(kind, name: name, isBrowser: browser, in: db)
                }
            }
            print(json ? #"{"id":"\#(issued.key.id)","key":"\#(issued.token)"}"# : issued.token)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List keys, without their tokens.")

        @OptionGroup var store: StoreOptions

        func run() async throws {
            let keys = try await store.withStores { stores in
                try await stores.state.read { db in try Keys.all(in: db) }
            }
            for key in keys {
                print(
                    "\(key.id)  \(key.kind.rawValue)  \(key.created)  \(key.revoked == nil ? "live" : "revoked")  \(key.name)"
                )
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key; a running server obeys after a restart, or at once from the console."
        )

        @OptionGroup var store: StoreOptions
        @Argument(help: "The key's id.") var id: String

        func run() async throws {
            guard let id = KeyID(id) else { throw ValidationError("not a key id: \(id)") }
            let didRevoke = try await store.withStores { stores in
                try await stores.state.write { db in try Keys.revoke(id, in: db) }
            }
            guard didRevoke else { throw ExitCode.failure }
        }
    }
}
