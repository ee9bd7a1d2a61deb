import ArgumentParser
import Foundation

/// A folder of definitions as text: `journeys/NAME.json`.
enum DefinitionFolder {
    struct File: Sendable {
        let path: String
        let text: String
    }

    static func read(_ folder: String) throws -> [File] {
        let place = "\(folder)/journeys"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            complain("there is no folder \(place)")
            throw ExitCode.failure
        }
        return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            let path = "\(place)/\(name)"
            guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
            else {
                complain("\(path) cannot be read as UTF-8 text")
                throw ExitCode.failure
            }
            return File(path: path, text: text)
        }
    }

    /// A file a journey; of names that make the same file name the later ones are numbered.
    static func files(for journeys: [(name: String, text: String)], in folder: String) -> [File] {
        var taken: Set<String> = []
        return journeys.map { name, text in
            let plain = fileName(name)
            var free = plain
            var number = 2
            while !taken.insert(free).inserted {
                free = "\(plain)-\(number)"
                number += 1
            }
            return File(path: "\(folder)/journeys/\(free).json", text: text)
        }
    }

    static func write(_ files: [File], in folder: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/journeys", withIntermediateDirectories: true)
        for file in files { try file.text.write(toFile: file.path, atomically: true, encoding: .utf8) }
    }

    /// What stands in a file now; nothing where there is none.
    static func present(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Letters, digits and hyphens only, so that no name leaves the folder.
    private static func fileName(_ name: String) -> String {
        let safe = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return safe.contains { $0 != "-" } ? String(safe) : "journey"
    }
}
