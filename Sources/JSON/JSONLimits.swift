/// What a document may be at most; beyond it parsing ends with an error, in bounded memory.
package struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects open at once.
    package var depth: Int
    /// Member names in the whole document.
    package var names: Int
    package var bytes: Int

    package init(depth: Int = 64, names: Int = 100_000, bytes: Int = 64 << 20) {
        self.depth = depth
        self.names = names
        self.bytes = min(bytes, Self.addressableBytes)
    }

    package static let standard = JSONLimits()

    /// The tape counts bytes in 32 bits.
    private static let addressableBytes = Int(UInt32.max) - 1
}
