import Store

/// How rows are written: a cell after the other, each a mark and its value, the same whatever the database.
///
/// Integers are zigzag in groups of seven bits, so most take one to seven bytes; lengths are groups of seven bits too.
enum RowFile {
    static let header = Array("sojourn.rows/1\n".utf8)

    enum Mark: UInt8 { case null, integer, double, text, bytes }

    static func append(_ row: borrowing Row, columns: Int, to buffer: inout [UInt8]) throws {
        for column in 0..<columns { append(try row.cell(column), to: &buffer) }
    }

    private static func append(_ cell: Cell, to buffer: inout [UInt8]) {
        switch cell {
        case .null: buffer.append(Mark.null.rawValue)
        case .integer(let value):
            buffer.append(Mark.integer.rawValue)
            append(UInt64(bitPattern: value << 1 ^ value >> 63), to: &buffer)
        case .double(let value):
            buffer.append(Mark.double.rawValue)
            withUnsafeBytes(of: value.bitPattern.littleEndian) { buffer.append(contentsOf: $0) }
        case .text(let text): append(text, .text, to: &buffer)
        case .bytes(let bytes): append(bytes, .bytes, to: &buffer)
        }
    }

    private static func append(_ bytes: UnsafeBufferPointer<UInt8>, _ mark: Mark, to buffer: inout [UInt8]) {
        buffer.append(mark.rawValue)
        append(UInt64(bytes.count), to: &buffer)
        buffer.append(contentsOf: bytes)
    }

    private static func append(_ number: UInt64, to buffer: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(rest))
    }
}

/// Rows of a file in their order; whatever is not as `RowFile` writes it is damage, never a crash.
struct RowReader {
    private let file: FileReader
    private let path: String
    private let columns: Int
    private var buffer: [UInt8] = []
    private var place = 0
    /// How many bytes of values were read.
    private(set) var size = 0

    private static let chunk = 1 << 20
    /// No cell is as long: a length beyond it is damage.
    private static let cellLimit: UInt64 = 1 << 30

    init(_ path: String, in folder: String, columns: Int) throws(BackupFault) {
        file = try FileReader(path, in: folder)
        (self.path, self.columns) = (path, columns)
        try need(RowFile.header.count)
        guard buffer.starts(with: RowFile.header) else { throw damage("does not hold rows") }
        place = RowFile.header.count
    }

    /// The next row; `nil` at the end.
    mutating func next() throws(BackupFault) -> [SQLValue]? {
        if place == buffer.count {
            try refill(1)
            if buffer.isEmpty { return nil }
        }
        var row: [SQLValue] = []
        row.reserveCapacity(columns)
        for _ in 0..<columns { row.append(try cell()) }
        return row
    }

    private mutating func cell() throws(BackupFault) -> SQLValue {
        switch RowFile.Mark(rawValue: try byte()) {
        case .null: return .null
        case .integer:
            let bits = try number()
            return .integer(Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1))
        case .double:
            let bits = try bytes(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return .double(Double(bitPattern: bits))
        case .text: return .text(String(decoding: try bytes(length()), as: UTF8.self))
        case .bytes: return .bytes(Array(try bytes(length())))
        case nil: throw damage("holds a mark that is none")
        }
    }

    private mutating func length() throws(BackupFault) -> Int {
        let length = try number()
        guard length < Self.cellLimit else { throw damage("holds a value too long") }
        return Int(length)
    }

    private mutating func number() throws(BackupFault) -> UInt64 {
        var (value, shift) = (UInt64(0), UInt64(0))
        while shift < 64 {
            let byte = try byte()
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw damage("holds a number too long")
    }

    private mutating func byte() throws(BackupFault) -> UInt8 {
        try need(1)
        defer { place += 1 }
        return buffer[place]
    }

    private mutating func bytes(_ count: Int) throws(BackupFault) -> ArraySlice<UInt8> {
        try need(count)
        defer {
            place += count
            size += count
        }
        return buffer[place..<place + count]
    }

    private mutating func need(_ count: Int) throws(BackupFault) {
        guard place + count > buffer.count else { return }
        try refill(count)
        guard buffer.count >= count else { throw damage("ends in the middle of a row") }
    }

    /// Drops what was read and reads on until `count` bytes are there, or the end.
    private mutating func refill(_ count: Int) throws(BackupFault) {
        buffer.removeFirst(place)
        place = 0
        while buffer.count < count, try file.read(max(Self.chunk, count - buffer.count), into: &buffer) > 0 {}
    }

    private func damage(_ what: String) -> BackupFault { BackupFault(.damaged, "\(path) \(what)") }
}
