import Accounts
import ArgumentParser
import JSON
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
        static let configuration = CommandConfiguration(
            abstract: "Make a key; its token is shown once. A running server takes it at once."
        )

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
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let keys = try await store.withStores { stores in
                try await stores.state.read { db in try Keys.all(in: db) }
            }
            guard !json else { return print(Self.json(keys)) }
            for key in keys {
                print(
                    "\(key.id)  \(key.kind.rawValue)  \(key.created)  \(key.revoked == nil ? "live" : "revoked")  \(key.name)"
                )
            }
        }

        private static func json(_ keys: [AccessKey]) -> String {
            var writer = JSONWriter()
            writer.array { array in
                for key in keys {
                    array.object { object in
                        object.member("id", key.id)
                        object.member("kind", key.kind.rawValue)
                        object.member("name", key.name)
                        object.member("browser", key.isBrowser)
                        object.member("created", key.created)
                        object.member("revoked", key.revoked)
                    }
                }
            }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key; a running server refuses it within seconds."
        )

        @OptionGroup var store: StoreOptions
        @Argument(help: "The key's id.") var id: String

        func validate() throws { _ = try key() }

        private func key() throws -> KeyID {
            guard let id = KeyID(id) else { throw ValidationError("not a key id: \(id)") }
            return id
        }

        func run() async throws {
            let id = try key()
            let didRevoke = try await store.withStores { stores in
                try await stores.state.write { db in try Keys.revoke(id, in: db) }
            }
            guard didRevoke else {
                complain("there is no live key \(id)")
                throw ExitCode.failure
            }
        }
    }
}
