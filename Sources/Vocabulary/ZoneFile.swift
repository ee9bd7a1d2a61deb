#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The system's compiled zone files.
enum ZoneFile {
    private static let folder = "/usr/share/zoneinfo/"
    /// The largest real one has 4 KB.
    private static let maximumSize = 1 << 18

    /// The bytes of a zone file; `name` has been checked to stay inside the folder.
    static func bytes(named name: String) -> [UInt8]? {
        guard let file = fopen(folder + name, "rb") else { return nil }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: maximumSize) { buffer, count in
            count = fread(buffer.baseAddress, 1, maximumSize, file)
        }
        return bytes.isEmpty ? nil : bytes
    }
}
