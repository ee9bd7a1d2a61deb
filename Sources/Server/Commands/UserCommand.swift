import Accounts
import ArgumentParser
import JSON
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
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard User.Role(rawValue: role) != nil else {
                throw ValidationError("--role is viewer, author, publisher or admin")
            }
            guard (try? Users.normalized(email)) != nil else {
                throw ValidationError("\(email) is no email address")
            }
        }

        func run() async throws {
            guard let password = readLine(), password.count >= Users.passwordMinimum else {
                complain("the password has at least \(Users.passwordMinimum) characters")
                throw ExitCode(2)
            }
            let (email, role) = (email, User.Role(rawValue: role) ?? .viewer)
            let hash = try PasswordHash(of: password)
            do {
                try await store.withStores { stores in
                    try await stores.state.write { db in try Users.add(email, role: role, password: hash, in: db) }
                }
            } catch UserRefusal.exists {
                complain("there is a colleague \(email) already")
                throw ExitCode.failure
            }
            if json { print(#"{"email":"\#(email.lowercased())","role":"\#(role.rawValue)"}"#) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List colleagues.")

        @OptionGroup var store: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let users = try await store.withStores { stores in
                try await stores.state.read { db in try Users.all(in: db) }
            }
            guard json else {
                for user in users { print("\(user.email)  \(user.role.rawValue)") }
                return
            }
            var writer = JSONWriter()
            writer.array { array in
                for user in users {
                    array.object { object in
                        object.member("email", user.email)
                        object.member("role", user.role.rawValue)
                        object.member("created", user.created)
                    }
                }
            }
            print(String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}
