import ArgumentParser

/// The executable `sojourn`.
@main
struct Sojourn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sojourn",
        abstract: "A customer engagement platform: one server that listens, knows, and speaks at the right moment.",
        version: "0.1.0",
        subcommands: [
            Serve.self, DemoCommand.self, Import.self, Render.self, Eval.self, Simulate.self, Check.self, Apply.self,
            Export.self, HoldCommand.self, ReleaseCommand.self, Migrate.self, UserCommand.self, KeyCommand.self,
        ])
}
