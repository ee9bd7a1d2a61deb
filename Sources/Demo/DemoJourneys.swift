import Foundation

/// The three journeys of the record shop, as `apply` takes them.
package enum DemoJourneys {
    /// Their texts, in the order of their files' names.
    package static func texts() throws -> [String] {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Data/journeys") else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}
