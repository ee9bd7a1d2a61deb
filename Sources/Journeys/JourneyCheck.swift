import Store
import Vocabulary

/// Recomputes the sums of runs from the rows themselves (`SEMANTICS 25`): the chapter's part of `sojourn check`.
package enum JourneyCheck {
    /// What is off, in words; empty when all is well.
    package static func faults(in db: Transaction) throws -> [String] {
        try unbalancedSteps(in: db) + miscountedSteps(in: db) + miscountedVersions(in: db) + miscountedEntries(in: db)
    }

    private static func unbalancedSteps(in db: Transaction) throws -> [String] {
        try db.rows(JourneyCountTable.unbalancedSteps) { row in
            "\(try step(row)): reached is not departed + waiting + exited + failed"
        }
    }

    private static func miscountedSteps(in db: Transaction) throws -> [String] {
        try db.rows(JourneyCountTable.miscountedSteps) { row in
            let (waiting, exited, failed) = try (row.get(3, Int64.self), row.get(4, Int64.self), row.get(5, Int64.self))
            return "\(try step(row)): counters minus runs: waiting \(waiting), exited \(exited), failed \(failed)"
        }
    }

    private static func miscountedVersions(in db: Transaction) throws -> [String] {
        try db.rows(JourneyCountTable.miscountedArrivals) { row in
            let place = "journey \(try row.get(0, JourneyID.self)) version \(try row.get(1, Int.self))"
            return "\(place): waiting + exited + failed differs from entered by \(try row.get(2, Int64.self))"
        }
    }

    private static func miscountedEntries(in db: Transaction) throws -> [String] {
        try db.rows(JourneyCountTable.miscountedEntries) { row in
            let (journey, difference) = try (row.get(0, JourneyID.self), row.get(1, Int64.self))
            return "journey \(journey): remembered entries differ from runs by \(difference)"
        }
    }

    private static func step(_ row: borrowing Row) throws -> String {
        let (journey, version) = try (row.get(0, JourneyID.self), row.get(1, Int.self))
        return "journey \(journey) version \(version) step \(try row.get(2, String.self))"
    }
}
