import Accounts
import ArgumentParser
import Store

/// `sojourn user add`: lets colleagues in.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Colleagues who may sign in.",
        subcommands: [Add.self, List.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a colleague; the password is read from standard input."
        )

        @OptionGroup var store: StoreOptions
        @Argument(help: "Email address.") var email: String
        @Option(help: "viewer, author, publisher or admin.") var role: String

        func validate() throws {
            guard User.Role(rawValue: role) != nil else {
                throw ValidationError("--role is viewer, author, publisher or admin")
            }
        }

        func run() async throws {
            guard let password = readLine(), password.count >= Users.passwordMinimum else {
                complain("the password has at least \(Users.passwordMinimum) characters")
                throw ExitCode(2)
            }
            let (email, role) = (email, User.Role(rawValue: role) ?? .viewer)
            let hash = try PasswordHash(of: password)
            try await store.withStores { stores in
                try await stores.state.write { db in try Users.add(email, role: role, password: hash, in: db) }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List colleagues.")

        @OptionGroup var store: StoreOptions

        func run() async throws {
            let users = try await store.withStores { stores in
                try await stores.state.read { db in try Users.all(in: db) }
            }
            for user in users { print("\(user.email)  \(user.role.rawValue)") }
        }
    }
}
