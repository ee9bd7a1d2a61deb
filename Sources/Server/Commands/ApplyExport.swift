import ArgumentParser
import Campaigns
import Deliveries
import Foundation
import JSON
import Journeys
import Store
import Vocabulary

/// `sojourn apply`: makes the store's definitions what the files of a folder say.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish the definitions in a folder (journeys/*.json, campaigns/*.json).",
        discussion: "All files are applied, or none: a fault in one keeps the others from changing anything."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: "The folder.") var folder: String
    @OptionGroup var people: PeopleOptions
    @Flag(help: "Print what would change, line by line, and change nothing.") var diff = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let files = try DefinitionFolder.read(folder)
        do {
            if diff {
                let texts = try await store.withStores { stores in
                    try await stores.state.read { db in try files.map { try Self.diff($0, in: db) } }
                }
                return print(texts.joined(), terminator: "")
            }
            let applied = try await store.withStores { [people] stores in
                let applied = try await stores.state.write { db in
                    var ids = IDGenerator()
                    return try files.map { ($0, try Self.apply($0, people, ids: &ids, in: db)) }
                }
                // Publishing opens a paused journey.
                try await Holding.free(in: stores.state)
                return applied
            }
            report(applied)
        } catch let faults as Faults {
            complain(faults.text)
            throw ExitCode.failure
        }
    }

    /// What is wrong with a file; thrown, so that nothing of the others is applied either.
    private struct Faults: Error { var text: String }

    private static func apply(
        _ file: DefinitionFolder.File,
        _ people: PeopleOptions,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> Applied {
        do {
            return switch file.kind {
            case .journey:
                Applied(try Journey.apply(file.text, people: people.choice(for: file.text, in: db), ids: &ids, in: db))
            case .campaign: Applied(try Campaign.apply(file.text, ids: &ids, in: db))
            }
        } catch JourneyError.faulty(let faults) {
            throw Faults(text: "\(file.path):\n\(faults)")
        } catch CampaignError.faulty(let faults) {
            throw Faults(text: "\(file.path):\n\(faults)")
        } catch JourneyError.badMove(let reason) {
            throw Faults(text: "\(file.path): \(reason)")
        }
    }

    /// From what the store says to what the file says.
    private static func diff(_ file: DefinitionFolder.File, in db: Transaction) throws -> String {
        do {
            let (stored, text) = try texts(of: file, in: db)
            return LineDiff.text(stored, text, name: file.path)
        } catch let faults as Diagnostics {
            throw Faults(text: "\(file.path):\n\(faults)")
        }
    }

    /// What the store has under the file's name, and what the file would make of it.
    private static func texts(of file: DefinitionFolder.File, in db: Transaction) throws -> (String, String) {
        switch file.kind {
        case .journey:
            let definition = try JourneyDefinition(file.text)
            let known = try JourneyReading.journey(named: definition.name, in: db)
            return (try known.map { try Journey.export($0.id, in: db) } ?? "", definition.text)
        case .campaign:
            let definition = try CampaignDefinition(file.text)
            let known = try CampaignReading.campaign(called: definition.name, in: db)
            return (try known.map { try Campaign.export($0.id, in: db) } ?? "", definition.text)
        }
    }

    private func report(_ applied: [(file: DefinitionFolder.File, application: Applied)]) {
        guard json else {
            for (file, application) in applied { print("\(file.path): \(application.summary)") }
            return
        }
        var writer = JSONWriter()
        writer.array { array in
            for (file, application) in applied {
                array.object { object in
                    object.member("file", file.path)
                    object.member("result", application.word)
                    object.member("version", application.version.map(Int64.init))
                }
            }
        }
        print(String(decoding: writer.bytes, as: UTF8.self))
    }
}

/// `sojourn export`: writes the definitions as text files that `apply` takes.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write the definitions as text files to a folder.")

    @OptionGroup var store: StoreOptions
    @Argument(help: "The folder.") var folder: String
    @Flag(help: "Print how the files would change, line by line, and write nothing.") var diff = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let folder = folder
        let files = try await store.withStores { stores in
            try await stores.state.read { db in try Self.files(in: folder, of: db) }
        }
        if diff {
            let texts = files.map { LineDiff.text(DefinitionFolder.present($0.path), $0.text, name: $0.path) }
            return print(texts.joined(), terminator: "")
        }
        try DefinitionFolder.write(files, in: folder)
        if json {
            print(AttributeValue.array(files.map { .string($0.path) }).jsonText)
        } else {
            for file in files { print(file.path) }
        }
    }

    private static func files(in folder: String, of db: Transaction) throws -> [DefinitionFolder.File] {
        let journeys = try JourneyReading.list(in: db).sorted { $0.journey.id < $1.journey.id }.map {
            (name: $0.journey.name, text: try Journey.export($0.journey.id, in: db))
        }
        let campaigns = try CampaignReading.list(in: db).map {
            (name: $0.name, text: try Campaign.export($0.id, in: db))
        }
        return DefinitionFolder.files(of: .journey, journeys, in: folder)
            + DefinitionFolder.files(of: .campaign, campaigns, in: folder)
    }
}

/// What `apply` did with a file, whatever it defines.
private struct Applied: Sendable {
    var word: String
    var version: Int?

    var summary: String { version.map { "\(word), version \($0)" } ?? word }

    init(_ application: Journey.Application) {
        switch application {
        case .created(_, let version): (word, self.version) = ("created", version)
        case .changed(_, let version): (word, self.version) = ("changed", version)
        case .unchanged: (word, version) = ("unchanged", nil)
        }
    }

    init(_ application: Campaign.Application) {
        switch application {
        case .created(_, let version): (word, self.version) = ("created", version)
        case .changed(_, let version): (word, self.version) = ("changed", version)
        case .unchanged: (word, version) = ("unchanged", nil)
        }
    }
}
