#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension [UInt8] {
    /// Where `byte` stands first in `start..<end`, found by the C library's vectorised search.
    func place(of byte: UInt8, from start: Int, before end: Int) -> Int? {
        guard start < end else { return nil }
        return withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base + start, Int32(byte), end - start) else {
                return nil
            }
            return UnsafeRawPointer(found) - base
        }
    }
}
