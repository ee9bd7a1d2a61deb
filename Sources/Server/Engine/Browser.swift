import Foundation

/// The visitor's own browser.
enum Browser {
    /// Tells it to show `address`.
    ///
    /// - Returns: false where there is no display, or nothing that could open one.
    static func open(_ address: String) -> Bool {
        guard hasDisplay, let opener = find(["xdg-open", "open"]) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: opener)
        process.arguments = [address]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        return true
    }

    /// On a Mac there always is one; elsewhere the session says so.
    private static var hasDisplay: Bool {
        #if os(macOS)
        true
        #else
        ["DISPLAY", "WAYLAND_DISPLAY"].contains { ProcessInfo.processInfo.environment[$0]?.isEmpty == false }
        #endif
    }

    private static func find(_ names: [String]) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
}
