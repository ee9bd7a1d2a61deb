import ArgumentParser
import Foundation

/// The executable `sojourn`.
@main
struct Sojourn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sojourn",
        abstract: "A customer engagement platform: one server that listens, knows, and speaks at the right moment.",
        version: "0.1.0",
        subcommands: [
            Serve.self, DemoCommand.self, Import.self, Render.self, Eval.self, Classify.self, Simulate.self,
            Check.self, Apply.self, Export.self, ModeCommand.self, AllowanceCommand.self, HoldCommand.self,
            ReleaseCommand.self, PauseCommand.self, ResumeCommand.self, BackupCommand.self, RestoreCommand.self,
            Migrate.self, UserCommand.self, KeyCommand.self,
        ]
    )

    /// Exits 0 when all is well, 1 when the command failed, 2 when it was used wrongly.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if let fault = error as? Configuration.Fault {
                complain("\(fault)")
                Foundation.exit(2)
            }
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            complain(fullMessage(for: error))
            Foundation.exit(2)
        }
    }
}
