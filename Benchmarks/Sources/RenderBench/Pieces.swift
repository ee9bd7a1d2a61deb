import Vocabulary

/// The same mail written by hand: what stands fixed, and between it the values to escape, found beforehand.
///
/// A ceiling: no lookup, no condition, only bytes appended in order.
struct Pieces {
    private enum Piece {
        case fixed([UInt8])
        case value([UInt8])
    }

    private var pieces: [Piece] = []
    private let count: Int

    /// Cuts `output` at every place where one of `values` was written.
    init(of output: [UInt8], values: [String]) {
        count = output.count
        let known = values.map { ($0, Pieces.escaped(Array($0.utf8))) }.sorted { $0.1.count > $1.1.count }
        var (start, index) = (0, 0)
        while index < output.count {
            guard let (text, bytes) = known.first(where: { output[index...].starts(with: $0.1) }) else {
                index += 1
                continue
            }
            pieces.append(.fixed(Array(output[start..<index])))
            pieces.append(.value(Array(text.utf8)))
            index += bytes.count
            start = index
        }
        pieces.append(.fixed(Array(output[start...])))
    }

    func write() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(count)
        for piece in pieces {
            switch piece {
            case .fixed(let bytes): output.append(contentsOf: bytes)
            case .value(let bytes): Self.append(bytes, to: &output)
            }
        }
        return output
    }

    /// The texts of a context that are long enough to be found again in the mail.
    static func written(by value: AttributeValue) -> [String] {
        switch value {
        case .string(let text): text.utf8.count > 3 ? [text] : []
        case .array(let elements): elements.flatMap { written(by: $0) }
        case .object(let object): object.values.flatMap { written(by: $0) }
        case .null, .bool, .integer, .decimal, .double, .moment: []
        }
    }

    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        append(bytes, to: &output)
        return output
    }

    private static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): output.append(contentsOf: "&#x27;".utf8)
            case UInt8(ascii: "="): output.append(contentsOf: "&#x3D;".utf8)
            case UInt8(ascii: "`"): output.append(contentsOf: "&#x60;".utf8)
            default: output.append(byte)
            }
        }
    }
}
