import CZlib

/// Why a compressed body could not be unpacked.
enum InflateError: Error, Hashable {
    case malformed
    case tooLarge(limit: Int)
}

/// Unpacks gzip bodies. The output is bounded, so a bomb costs its bound and no more.
enum Inflate {
    /// 15 bits of window, and 32 to take gzip's header or zlib's.
    private static let windowBits: Int32 = 15 + 32
    private static let step = 64 << 10

    static func bytes(_ packed: [UInt8], limit: Int) throws(InflateError) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else { throw .malformed }
        defer { inflateEnd(&stream) }
        return try packed.withUnsafeBufferPointer { (input) throws(InflateError) in
            // zlib only reads what next_in points to.
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            return try unpack(&stream, limit: limit)
        }
    }

    private static func unpack(_ stream: inout z_stream, limit: Int) throws(InflateError) -> [UInt8] {
        var output: [UInt8] = []
        while true {
            let (chunk, status) = nextChunk(of: &stream)
            output += chunk
            guard output.count <= limit else { throw .tooLarge(limit: limit) }
            switch status {
            case Z_STREAM_END where stream.avail_in == 0: return output
            // A gzip file may have several members, one after the other.
            case Z_STREAM_END where inflateReset(&stream) == Z_OK: continue
            case Z_OK where !chunk.isEmpty: continue
            default: throw .malformed
            }
        }
    }

    private static func nextChunk(of stream: inout z_stream) -> ([UInt8], status: Int32) {
        var status: Int32 = Z_OK
        let chunk = [UInt8](unsafeUninitializedCapacity: step) { buffer, count in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(step)
            status = inflate(&stream, Z_NO_FLUSH)
            count = step - Int(stream.avail_out)
        }
        return (chunk, status)
    }
}
