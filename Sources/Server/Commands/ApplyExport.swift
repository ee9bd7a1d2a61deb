import ArgumentParser
import Deliveries
import Foundation
import JSON
import Journeys
import Store
import Vocabulary

/// `sojourn apply`: makes the store's definitions what the files of a folder say.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish the definitions in a folder (journeys/*.json).",
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
    ) throws -> Journey.Application {
        do {
            return try Journey.apply(file.text, people: people.choice(for: file.text, in: db), ids: &ids, in: db)
        } catch JourneyError.faulty(let faults) {
            throw Faults(text: "\(file.path):\n\(faults)")
        } catch JourneyError.badMove(let reason) {
            throw Faults(text: "\(file.path): \(reason)")
        }
    }

    /// From what the store says to what the file says.
    private static func diff(_ file: DefinitionFolder.File, in db: Transaction) throws -> String {
        let definition: JourneyDefinition
        do throws(Diagnostics) {
            definition = try JourneyDefinition(file.text)
        } catch {
            throw Faults(text: "\(file.path):\n\(error)")
        }
        let known = try JourneyReading.journey(named: definition.name, in: db)
        let stored = try known.map { try Journey.export($0.id, in: db) } ?? ""
        return LineDiff.text(stored, definition.text, name: file.path)
    }

    private func report(_ applied: [(file: DefinitionFolder.File, application: Journey.Application)]) {
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
        let journeys = try await store.withStores { stores in
            try await stores.state.read { db in
                try JourneyReading.list(in: db).sorted { $0.journey.id < $1.journey.id }.map {
                    (name: $0.journey.name, text: try Journey.export($0.journey.id, in: db))
                }
            }
        }
        let files = DefinitionFolder.files(for: journeys, in: folder)
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
}

extension Journey.Application {
    fileprivate var summary: String { version.map { "\(word), version \($0)" } ?? word }

    fileprivate var word: String {
        switch self {
        case .created: "created"
        case .changed: "changed"
        case .unchanged: "unchanged"
        }
    }

    fileprivate var version: Int? {
        switch self {
        case .created(_, let version), .changed(_, let version): version
        case .unchanged: nil
        }
    }
}
