import Deliveries
import Journeys
import Profiles
import Store
import Vocabulary

/// What the demo came to: the figures an independent script computes from the CSV.
struct DemoSummary {
    private let store: Store

    init(_ store: Store) { self.store = store }

    func print() async throws {
        let lines = try await store.read { db in
            var lines = [
                "purchases \(try ProfilesTable.eventCount(ofType: "Order Completed", in: db))",
                "profiles \(try ProfilesTable.count(in: db))",
            ]
            for summary in try JourneyReading.list(in: db) {
                for facet in try LedgerTable.steps(of: .journey, summary.journey.id.raw, in: db) {
                    let outcome = [facet.state.rawValue, facet.reason?.rawValue].compactMap(\.self).joined(
                        separator: " "
                    )
                    lines.append("\(summary.journey.name) / \(facet.step) / \(outcome): \(facet.count)")
                }
            }
            return lines
        }
        for line in lines { Swift.print(line) }
    }
}
