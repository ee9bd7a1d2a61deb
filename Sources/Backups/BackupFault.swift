/// Why a copy cannot be made, read or put back; each code has its paragraph in `docs/errors.md`.
package struct BackupFault: Error, Hashable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        case noStore = "backup.no-store"
        case folderNotEmpty = "backup.folder-not-empty"
        case cannotWrite = "backup.cannot-write"
        case unfinished = "backup.unfinished"
        case damaged = "backup.damaged"
        case newer = "backup.newer"
        case storeInUse = "restore.store-in-use"
        case otherInstallation = "restore.other-installation"
        case checkFailed = "restore.check-failed"
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
