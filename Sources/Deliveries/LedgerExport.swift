import Store
import Vocabulary

/// The sends of a filter as CSV (RFC 4180), the newest first, page by page: never more of it in memory than a page.
package struct LedgerExport: Sendable {
    /// Rows in one file; what is beyond is left out, and the last line says so.
    package static let rowLimit = 200_000
    /// Rows read in one transaction.
    private static let pageSize = 500

    private let filter: LedgerFilter
    private let rowLimit: Int

    package init(_ filter: LedgerFilter, rowLimit: Int = LedgerExport.rowLimit) {
        self.filter = filter
        self.rowLimit = rowLimit
    }

    private static let header = [
        "id", "owed", "state", "reason", "channel", "class", "lane", "topic", "address", "person", "origin",
        "origin_id", "version", "step", "due", "not_after", "accepted", "finished", "attempts",
    ]

    /// The file, piece by piece, each read when it is asked for.
    package func pieces(from store: Store) -> Pieces { Pieces(export: self, store: store) }

    package struct Pieces: AsyncSequence, Sendable {
        fileprivate let export: LedgerExport
        fileprivate let store: Store

        package func makeAsyncIterator() -> Iterator { Iterator(pieces: self) }

        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let pieces: Pieces
            private var place = Place.header

            fileprivate init(pieces: Pieces) { self.pieces = pieces }

            private enum Place {
                case header
                case rows(before: SendID?, left: Int)
                case end
            }

            package mutating func next() async throws -> [UInt8]? {
                switch place {
                case .header:
                    place = .rows(before: nil, left: pieces.export.rowLimit)
                    return CSVLine(LedgerExport.header).bytes
                case .rows(let before, let left):
                    guard left > 0 else {
                        place = .end
                        return pieces.export.cut.bytes
                    }
                    return try await rows(before: before, left: left)
                case .end: return nil
                }
            }

            private mutating func rows(before: SendID?, left: Int) async throws -> [UInt8]? {
                let limit = Swift.min(left, LedgerExport.pageSize)
                let page = try await pieces.store.read { [filter = pieces.export.filter] db in
                    try LedgerTable.page(filter, before: before, limit: limit + 1, in: db)
                }
                let hasMore = page.count > limit
                place = hasMore ? .rows(before: page[limit - 1].id, left: left - limit) : .end
                guard !page.isEmpty else { return nil }
                return page.prefix(limit).flatMap { CSVLine(LedgerExport.cells(of: $0)).bytes }
            }
        }
    }

    private var cut: CSVLine { CSVLine(["only the newest \(rowLimit) are here: narrow the filter"]) }

    private static func cells(of send: Send) -> [String] {
        [
            send.id.description, IDGenerator.moment(of: send.id.raw).description, send.state.rawValue,
            send.reason?.rawValue ?? "", send.channel.raw, send.messageClass.rawValue, send.lane.name,
            send.topic ?? "", send.address ?? "",
            send.profile == .nobody ? "" : send.profile.description, send.origin.kind.rawValue,
            JourneyID(raw: send.origin.id).description, "\(send.origin.version)", send.origin.step,
            send.due < .distantFuture ? send.due.description : "", send.notAfter.description,
            send.handed?.description ?? "", send.finished?.description ?? "", "\(send.machine.attempt)",
        ]
    }
}

/// One line of CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe, so that opening the
/// file runs nothing.
package struct CSVLine: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(cell)
        }
        bytes += "\r\n".utf8
    }

    private static let formulaStarts = Set("=+-@\t\r".utf8)
    private static let quotedBytes = Set("\",\r\n".utf8)

    private mutating func append(_ cell: String) {
        let isFormula = cell.utf8.first.map(Self.formulaStarts.contains) ?? false
        let text = isFormula ? "'" + cell : cell
        guard text.utf8.contains(where: Self.quotedBytes.contains) else {
            bytes += text.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 { bytes += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
        bytes.append(UInt8(ascii: "\""))
    }
}
