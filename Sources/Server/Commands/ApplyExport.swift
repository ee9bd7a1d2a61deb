import ArgumentParser
import Foundation
import Journeys
import Store
import Vocabulary

/// `sojourn apply`: makes the store's definitions what the files of a folder say.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Publish the definitions in a folder (journeys/*.json).")

    @OptionGroup var store: StoreOptions
    @Argument(help: "The folder.") var folder: String

    func run() async throws {
        let files = try Self.files(in: "\(folder)/journeys")
        let texts = try files.map { ($0, try String(contentsOfFile: $0, encoding: .utf8)) }
        do {
            let lines = try await store.withStores { stores in
                try await stores.state.write { db in try Self.apply(texts, in: db) }
            }
            print(lines.joined(separator: "\n"))
        } catch let faults as Faults {
            complain(faults.text)
            throw ExitCode.failure
        }
    }

    /// What is wrong with a file; thrown, so that nothing of the others is applied either.
    private struct Faults: Error { var text: String }

    private static func apply(_ texts: [(file: String, text: String)], in db: Transaction) throws -> [String] {
        var ids = IDGenerator()
        return try texts.map { file, text in
            do {
                return "\(file): \(try Journey.apply(text, ids: &ids, in: db).summary)"
            } catch JourneyError.faulty(let faults) {
                throw Faults(text: "\(file):\n\(faults)")
            }
        }
    }

    private static func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
            .map { "\(folder)/\($0)" }
    }
}

/// `sojourn export`: writes the definitions as text files that `apply` takes.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write the definitions as text files to a folder.")

    @OptionGroup var store: StoreOptions
    @Argument(help: "The folder.") var folder: String

    func run() async throws {
        let journeys = try await store.withStores { stores in
            try await stores.state.read { db in
                try JourneyReading.list(in: db).map { ($0.journey.name, try Journey.export($0.journey.id, in: db)) }
            }
        }
        try FileManager.default.createDirectory(atPath: "\(folder)/journeys", withIntermediateDirectories: true)
        for (name, text) in journeys {
            let file = "\(folder)/journeys/\(Self.fileName(name)).json"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            print(file)
        }
    }

    /// Letters, digits and hyphens only, so that no name leaves the folder.
    static func fileName(_ name: String) -> String {
        let safe = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return safe.isEmpty ? "journey" : String(safe)
    }
}

extension Journey.Application {
    fileprivate var summary: String {
        switch self {
        case .created(_, let version): "created, version \(version)"
        case .changed(_, let version): "changed, version \(version)"
        case .unchanged: "unchanged"
        }
    }
}
