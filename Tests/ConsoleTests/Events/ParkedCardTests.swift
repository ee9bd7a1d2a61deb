import Accounts
import Pipeline
import Store
import TestKit
import Testing
import Vocabulary

@testable import Console

struct ParkedCardTests {
    @Test(arguments: Backend.available)
    func `parked events are tried again one by one or all, or given up`(backend: Backend) async throws {
        try await ConsoleServer.run(backend) { server in
            try await server.state.write { db in
                _ = try db.execute(
                    """
                    INSERT INTO parked_events (position, place, received, source, type, message)
                    VALUES (1, 0, 0, 7, 'A', 'broken'), (1, 1, 0, 7, 'B', 'broken'), (2, 0, 0, 7, 'C', 'broken')
                    """
                )
            }
            let browser = try await server.signedIn(.publisher)
            #expect(try await browser.get("/events").body.contains("Try all 3 again"))
            #expect(try await browser.submit("/events/parked/1.0/retry", on: "/events", [:]).status == 303)
            #expect(try await browser.get("/events").body.contains("1 is being tried again"))
            #expect(try await browser.submit("/events/parked/1.1/drop", on: "/events", [:]).status == 303)
            #expect(try await browser.submit("/events/parked/1.1/drop", on: "/events", [:]).status == 422)
            #expect(try await browser.submit("/events/parked/nonsense/drop", on: "/events", [:]).status == 404)
            _ = try await browser.submit("/events/parked/retry", on: "/events", [:])
            let counts = try await server.state.read { db in try ParkedTable.counts(in: db) }
            #expect(counts.events == 2 && counts.retried == 2 && counts.wakes == 0)
        }
    }
}
