import CPostgres
import Store

/// The rows of one statement, in binary, freed when the value goes.
struct PostgresResult: ~Copyable {
    let handle: OpaquePointer

    deinit { PQclear(handle) }

    /// Rows changed by INSERT, UPDATE or DELETE; 0 for others.
    var changes: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    func walk(_ body: (borrowing Row) throws -> Void) throws {
        let columns = Int(PQnfields(handle))
        let types = (0..<columns).map { PQftype(handle, Int32($0)) }
        try withUnsafeTemporaryAllocation(of: Cell.self, capacity: columns) { cells in
            cells.initialize(repeating: .null)
            defer { cells.deinitialize() }
            for row in 0..<PQntuples(handle) {
                for column in 0..<columns { cells[column] = try cell(row: row, Int32(column), type: types[column]) }
                try body(Row(cells: UnsafeBufferPointer(cells)))
            }
        }
    }

    private func cell(row: Int32, _ column: Int32, type: Oid) throws -> Cell {
        guard PQgetisnull(handle, row, column) == 0, let value = PQgetvalue(handle, row, column) else { return .null }
        let length = Int(PQgetlength(handle, row, column))
        return try value.withMemoryRebound(to: UInt8.self, capacity: length) { start in
            try BinaryCell.decode(UnsafeBufferPointer(start: start, count: length), type: type)
        }
    }
}

/// PostgreSQL's binary formats of the types that Sojourn's statements return.
enum BinaryCell {
    /// Type ids are fixed in `pg_type.dat`.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, type: Oid) throws -> Cell {
        switch type {
        case 20, 21, 23, 26: .integer(integer(bytes))
        case 16: .integer(Int64(bytes[0]))
        case 701: .double(Double(bitPattern: UInt64(bitPattern: integer(bytes))))
        case 700: .double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer(bytes)))))
        case 17: .bytes(bytes)
        case 18, 19, 25, 114, 705, 1042, 1043: .text(bytes)
        case 1700: numeric(bytes)
        default: throw StoreError(cause: .other, message: "column of PostgreSQL type \(type): cast it in the statement")
        }
    }

    /// Big endian, sign extended.
    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        guard let first = bytes.first else { return 0 }
        return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }

    /// What SUM over bigint returns: base 10,000 digits with weight and sign; an integer where nothing follows the point.
    private static func numeric(_ bytes: UnsafeBufferPointer<UInt8>) -> Cell {
        func word(_ index: Int) -> Int {
            Int(Int16(bitPattern: UInt16(bytes[index * 2]) << 8 | UInt16(bytes[index * 2 + 1])))
        }
        let (count, weight, isNegative) = (word(0), word(1), word(2) == 0x4000)
        let digits = (0..<count).map { word(4 + $0) }
        if count <= weight + 1, weight <= 3 {
            var value: Int64 = 0
            for place in 0...max(weight, 0) { value = value * 10_000 + Int64(place < count ? digits[place] : 0) }
            return .integer(isNegative ? -value : value)
        }
        var value = 0.0
        for digit in digits.reversed() { value = value / 10_000 + Double(digit) }
        for _ in 0..<max(weight, 0) { value *= 10_000 }
        for _ in 0..<max(-weight, 0) { value /= 10_000 }
        return .double(isNegative ? -value : value)
    }
}
