import Store

/// Values as libpq takes them: numbers and text as text, bytes as they are.
struct PostgresArguments {
    private var storage: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// - Throws: `StoreError` where a text holds U+0000, which PostgreSQL's text cannot and libpq would cut.
    init(_ values: [SQLValue]) throws(StoreError) {
        for value in values {
            if case .text(let text) = value, text.utf8.contains(0) {
                throw StoreError(cause: .constraint, message: "a text with U+0000 cannot be stored")
            }
            append(value)
        }
    }

    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        storage.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                let pointers = offsets.map { offset in offset.flatMap { characters.baseAddress?.advanced(by: $0) } }
                return body(pointers, lengths, formats)
            }
        }
    }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null:
            offsets.append(nil)
            lengths.append(0)
            formats.append(0)
        case .integer(let integer): append(String(integer).utf8, format: 0)
        case .double(let double): append(String(double).utf8, format: 0)
        case .text(let text): append(text.utf8, format: 0)
        case .bytes(let bytes): append(bytes, format: 1)
        }
    }

    /// Text ends with a zero byte, as libpq asks of text arguments.
    private mutating func append(_ bytes: some Collection<UInt8>, format: Int32) {
        offsets.append(storage.count)
        lengths.append(Int32(bytes.count))
        formats.append(format)
        storage += bytes
        storage.append(0)
    }
}
