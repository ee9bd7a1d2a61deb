import Hummingbird
import Mail
import Pipeline

/// A list of addresses as CSV (RFC 4180): an address or `@domain` a line, behind it why; a header may name them.
struct SuppressionFile {
    private(set) var entries: [SuppressionEntry] = []
    /// The numbers of lines without an address.
    private(set) var refused: [Int] = []

    /// Of one upload.
    static let lineLimit = 100_000
    static let byteLimit = 8 << 20

    /// - Parameter reason: for lines that give none.
    init(_ bytes: [UInt8], reason: String) throws {
        for (index, cells) in Self.lines(bytes).enumerated() {
            guard let first = cells.first, cells != [""] else { continue }
            if index == 0, ["address", "email", "domain"].contains(first.lowercased()) { continue }
            guard let address = Self.address(first) else {
                refused.append(index + 1)
                continue
            }
            let why = cells.count > 1 && !cells[1].isEmpty ? cells[1] : reason
            entries.append(SuppressionEntry(address: address, reason: why))
        }
        guard entries.count + refused.count <= Self.lineLimit else {
            let detail = "a file holds at most \(Self.lineLimit) addresses"
            throw Problem(.contentTooLarge, code: "suppression.too-many-lines", detail: detail)
        }
    }

    /// `anna@example.org` or `@example.org`; an apostrophe before it is a spreadsheet's guard.
    static func address(_ text: String) -> String? {
        let text = text.hasPrefix("'") ? String(text.dropFirst()) : text
        let trimmed = text.trimmingPrefix { $0.isWhitespace }
        let end = trimmed.lastIndex { !$0.isWhitespace }.map { trimmed.index(after: $0) } ?? trimmed.startIndex
        let address = String(trimmed[..<end])
        let whole = address.hasPrefix("@") ? "x\(address)" : address
        return (try? EmailAddress(whole)) == nil ? nil : address
    }

    /// Quoted cells may hold commas, quotes and line breaks.
    private static func lines(_ bytes: [UInt8]) -> [[String]] {
        var (lines, cells, cell) = ([[String]](), [String](), [UInt8]())
        var (isQuoted, wasQuote) = (false, false)
        func text() -> String { String(decoding: cell, as: UTF8.self) }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        for byte in content {
            switch byte {
            case UInt8(ascii: "\""):
                // One right behind another that closed the cell stands for itself.
                if !isQuoted, wasQuote { cell.append(byte) }
                isQuoted.toggle()
                wasQuote = !isQuoted
                continue
            case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: ";") where !isQuoted:
                cells.append(text())
                cell = []
            case 10 where !isQuoted:
                if cell.last == 13 { cell.removeLast() }
                lines.append(cells + [text()])
                (cells, cell) = ([], [])
            default: cell.append(byte)
            }
            wasQuote = false
        }
        return cell.isEmpty && cells.isEmpty ? lines : lines + [cells + [text()]]
    }
}
