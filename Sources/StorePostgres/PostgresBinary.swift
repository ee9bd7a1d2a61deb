import Store

/// The types of columns that rows are written to in bulk, by their names in `information_schema`.
enum PostgresType: String, Sendable {
    case bigint, integer, text, bytea, boolean
    case double = "double precision"

    /// Fixed in `pg_type.dat`.
    var oid: Int32 {
        switch self {
        case .bigint: 20
        case .integer: 23
        case .text: 25
        case .bytea: 17
        case .boolean: 16
        case .double: 701
        }
    }
}

/// Values in PostgreSQL's binary formats: nothing to escape, nothing to parse on the other side.
///
/// Numbers are big endian; a value stands behind its length, NULL is a length of -1.
struct PostgresBinary {
    private(set) var bytes: [UInt8] = []

    init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// - Throws: `StoreError` where the value does not fit the column.
    mutating func append(_ value: SQLValue, as type: PostgresType) throws(StoreError) {
        switch (value, type) {
        case (.null, _): append(Int32(-1))
        case (.integer(let integer), .bigint): appendValue(integer)
        case (.integer(let integer), .integer):
            guard let small = Int32(exactly: integer) else { throw Self.misfit(type) }
            appendValue(small)
        case (.integer(let integer), .double): appendValue(Double(integer).bitPattern)
        case (.integer(let integer), .boolean): appendValue(UInt8(integer == 0 ? 0 : 1))
        case (.double(let double), .double): appendValue(double.bitPattern)
        case (.text(let text), .text): try append(text: text)
        case (.bytes(let value), .bytea):
            append(Int32(value.count))
            bytes += value
        case (.integer, _), (.double, _), (.text, _), (.bytes, _): throw Self.misfit(type)
        }
    }

    private mutating func appendValue(_ number: some FixedWidthInteger) {
        append(Int32(number.bitWidth / 8))
        append(number)
    }

    private mutating func append(text: String) throws(StoreError) {
        var text = text
        let isStorable = text.withUTF8 { utf8 in
            append(Int32(utf8.count))
            bytes.append(contentsOf: utf8)
            return !utf8.contains(0)
        }
        guard isStorable else {
            throw StoreError(cause: .constraint, message: "a text with U+0000 cannot be stored")
        }
    }

    private static func misfit(_ type: PostgresType) -> StoreError {
        StoreError(cause: .other, message: "a value does not fit a column of type \(type.rawValue)")
    }
}

extension PostgresBinary {
    /// One column of many rows as an array argument.
    static func array(of column: Int, _ rows: [[SQLValue]], type: PostgresType) throws(StoreError) -> [UInt8] {
        var binary = PostgresBinary(reservingCapacity: 20 + rows.count * 16)
        binary.append(Int32(1))  // dimensions
        binary.append(Int32(1))  // there may be nulls
        binary.append(type.oid)
        binary.append(Int32(rows.count))
        binary.append(Int32(1))  // the index of the first
        for row in rows { try binary.append(row[column], as: type) }
        return binary.bytes
    }

    /// Rows as `COPY … (FORMAT binary)` reads them.
    static func copyData(_ rows: [[SQLValue]], types: [PostgresType]) throws(StoreError) -> [UInt8] {
        var binary = PostgresBinary(reservingCapacity: rows.count * types.count * 32)
        binary.bytes += "PGCOPY\n".utf8
        binary.bytes += [0xFF, 0x0D, 0x0A, 0x00]
        binary.append(Int32(0))  // flags
        binary.append(Int32(0))  // no extension of the header
        for row in rows {
            binary.append(Int16(types.count))
            for (value, type) in zip(row, types) { try binary.append(value, as: type) }
        }
        binary.append(Int16(-1))
        return binary.bytes
    }
}
