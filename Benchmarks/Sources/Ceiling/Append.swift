#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes to a file, made durable group by group: what no log of any kind can be faster than.
func append(file: String, bytes: Int, group: Int, seconds: Double) -> Double {
    let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    guard descriptor >= 0 else { fail("cannot open \(file)") }
    defer { unlink(file) }
    let block = [UInt8](repeating: UInt8(ascii: "x"), count: bytes * group)
    return perSecond(group, for: seconds) {
        guard write(descriptor, block, block.count) == block.count else { fail("cannot write") }
        #if canImport(Glibc)
        guard fdatasync(descriptor) == 0 else { fail("cannot sync") }
        #else
        guard fsync(descriptor) == 0 else { fail("cannot sync") }
        #endif
    }
}
