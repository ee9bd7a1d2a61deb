import ArgumentParser
import Foundation

/// A folder of definitions as text: `journeys/NAME.json`, `campaigns/NAME.json`.
enum DefinitionFolder {
    enum Kind: String, CaseIterable, Sendable {
        case journey, campaign

        var folder: String { "\(rawValue)s" }
    }

    struct File: Sendable {
        let kind: Kind
        let path: String
        let text: String
    }

    /// All files of the kinds that the folder has; it must have one of them.
    static func read(_ folder: String) throws -> [File] {
        let kinds = Kind.allCases.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0.folder)") }
        guard !kinds.isEmpty else {
            let places = Kind.allCases.map { "\(folder)/\($0.folder)" }.joined(separator: " or ")
            complain("there is no folder \(places)")
            throw ExitCode.failure
        }
        return try kinds.flatMap { try read($0, in: folder) }
    }

    private static func read(_ kind: Kind, in folder: String) throws -> [File] {
        let place = "\(folder)/\(kind.folder)"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            complain("\(place) cannot be read")
            throw ExitCode.failure
        }
        return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            let path = "\(place)/\(name)"
            guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
            else {
                complain("\(path) cannot be read as UTF-8 text")
                throw ExitCode.failure
            }
            return File(kind: kind, path: path, text: text)
        }
    }

    /// A file a definition; of names that make the same file name the later ones are numbered.
    static func files(of kind: Kind, _ definitions: [(name: String, text: String)], in folder: String) -> [File] {
        var taken: Set<String> = []
        return definitions.map { name, text in
            let plain = fileName(name, of: kind)
            var free = plain
            var number = 2
            while !taken.insert(free).inserted {
                free = "\(plain)-\(number)"
                number += 1
            }
            return File(kind: kind, path: "\(folder)/\(kind.folder)/\(free).json", text: text)
        }
    }

    static func write(_ files: [File], in folder: String) throws {
        // Of an empty store too something comes that `apply` takes.
        for kind in Set(files.map(\.kind)).union([.journey]) {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(kind.folder)",
                withIntermediateDirectories: true
            )
        }
        for file in files { try file.text.write(toFile: file.path, atomically: true, encoding: .utf8) }
    }

    /// What stands in a file now; nothing where there is none.
    static func present(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Letters, digits and hyphens only, so that no name leaves the folder.
    private static func fileName(_ name: String, of kind: Kind) -> String {
        let safe = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return safe.contains { $0 != "-" } ? String(safe) : kind.rawValue
    }
}
