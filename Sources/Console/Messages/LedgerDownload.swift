import Deliveries

/// The messages of a filter as a file for a spreadsheet.
enum LedgerDownload {
    static func show(_ visit: Visit) async throws -> Answer {
        let export = LedgerExport(LedgerQuery(visit.query).filter)
        let pieces = export.pieces(from: visit.console.state)
        return .stream(name: "messages.csv", type: "text/csv; charset=utf-8", pieces)
    }
}
