/// Base64 (RFC 4648 4), over bytes.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")
    /// RFC 2045 6.8: lines of at most 76 characters, which hold 57 bytes.
    private static let bytesPerLine = 57

    static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        append(bytes, to: &output)
        return output
    }

    static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { appendAll($0, to: &output) }
        if done == nil { Array(bytes).withUnsafeBufferPointer { appendAll($0, to: &output) } }
    }

    /// As the body of a part, in lines that end in CRLF.
    static func appendLines(_ bytes: [UInt8], to output: inout [UInt8]) {
        output.reserveCapacity(output.count + bytes.count / bytesPerLine * 78 + 80)
        bytes.withUnsafeBufferPointer { bytes in
            for start in stride(from: 0, to: bytes.count, by: bytesPerLine) {
                let end = min(bytes.count, start + bytesPerLine)
                appendAll(UnsafeBufferPointer(rebasing: bytes[start..<end]), to: &output)
                output.append(13)
                output.append(10)
            }
        }
    }

    private static func appendAll(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        digits.withUnsafeBufferPointer { digits in
            var index = 0
            while index + 2 < bytes.count {
                let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
                output.append(digits[group >> 18])
                output.append(digits[group >> 12 & 63])
                output.append(digits[group >> 6 & 63])
                output.append(digits[group & 63])
                index += 3
            }
            guard index < bytes.count else { return }
            let second = index + 1 < bytes.count ? Int(bytes[index + 1]) : nil
            let group = Int(bytes[index]) << 16 | (second ?? 0) << 8
            output.append(digits[group >> 18])
            output.append(digits[group >> 12 & 63])
            output.append(second == nil ? pad : digits[group >> 6 & 63])
            output.append(pad)
        }
    }

    /// The bytes `text` stands for; blanks and line breaks between are skipped, anything else ends it.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var bits = 0
        var count = 0
        for byte in text {
            let value = values[Int(byte)]
            if value == blank { continue }
            guard value < 64 else { break }
            bits = (bits << 6 | Int(value)) & 0xFFFFFF
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return output
    }

    private static let blank: UInt8 = 254
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        for byte in [9, 10, 13, 32] { values[byte] = blank }
        return values
    }()
}
