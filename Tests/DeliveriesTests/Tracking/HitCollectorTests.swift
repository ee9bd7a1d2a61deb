import FoundationEssentials
import Logging
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct HitCollectorTests {
    private static let person = HitVisitor(
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )

    /// A ledger with one send that was handed over a minute ago.
    private static func sent(_ backend: Backend) async throws -> (LedgerStory, SendID) {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.drain()
        story.clock.advance(by: .minutes(1))
        return (story, id)
    }

    private static func spool(
        _ folder: String = Backend.freshFolder(),
        name: String = "1",
        limit: Int = 1 << 20
    ) throws
        -> HitSpool
    {
        try HitSpool(folder: folder, name: name, limit: limit)
    }

    private static func collector(
        _ story: LedgerStory,
        _ spool: HitSpool,
        sink: @escaping OutcomeSink = { _, _ in },
        people: @escaping HitSink = { _ in }
    ) -> HitCollector {
        HitCollector(store: story.store, spool: spool, sink: sink, people: people, logger: Logger(label: "test"))
    }

    private static func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test(.row("ajo M10"), .row("campaign 189"), .row("campaign 190"), arguments: Backend.available)
    func `opens and clicks reach the ledger, judged and summed, and leave the disk`(backend: Backend) async throws {
        let (story, id) = try await Self.sent(backend)
        let folder = Backend.freshFolder()
        let spool = try Self.spool(folder)
        let told = Mutex<[JudgedHit]>([])
        let collector = Self.collector(story, spool, people: { hits in told.withLock { $0 += hits } })
        spool.keep(.open, of: id, by: HitVisitor(agent: "Mozilla/5.0"), at: story.clock.now)
        spool.keep(.open, of: id, by: Self.person, at: story.clock.now + .seconds(1))
        spool.keep(.click, of: id, link: 2, by: Self.person, at: story.clock.now + .seconds(9))
        spool.keep(.click, of: SendID(raw: 77), link: 2, by: Self.person, at: story.clock.now)
        #expect(try Self.files(folder).count == 1)
        try await collector.drain()
        let seen = try #require(try await story.entry(id)?.seen)
        #expect((seen.opens, seen.machineOpens, seen.clicks, seen.links) == (1, 1, 1, 1))
        #expect(seen.firstClick == story.clock.now + .seconds(9))
        #expect(told.withLock { $0.map(\.kind) } == [.open, .click], "people's only")
        #expect(try Self.files(folder) == [])
        #expect(try await story.faults() == [])
        let hits = try await story.store.read { db in try HitTable.hits(of: [id], in: db) }
        #expect(hits[id]?.map(\.machine) == [.applePrivacy, nil, nil])
        #expect(hits[id]?.map(\.agent) == [.apple, .desktop, .desktop])
        try await collector.drain()
    }

    @Test(.row("campaign 190"), arguments: Backend.available)
    func `what a dead process had answered is counted once by the next, however often it comes`(
        backend: Backend
    ) async throws {
        let (story, id) = try await Self.sent(backend)
        let folder = Backend.freshFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let hits = (0..<3).map { index in
            Hit(
                kind: .click,
                send: id,
                link: 1,
                moment: story.clock.now + .seconds(Int64(index)),
                nonce: Int64(index),
                visitor: Self.person
            )
        }
        // A process that died while it wrote the third, and one that had died after the database knew and before the file went.
        let torn = hits[0].line + hits[1].line + hits[2].line.dropLast(4)
        for (name, bytes) in [("a", torn), ("b", hits[1].line + Array("garbage\n\n".utf8))] {
            #expect(FileManager.default.createFile(atPath: "\(folder)/\(name).hits", contents: Data(bytes)))
        }
        let spool = try Self.spool(folder)
        try await Self.collector(story, spool).drain()
        #expect(try await story.entry(id)?.seen?.clicks == 2)
        #expect(try Self.files(folder) == [])
        #expect(try await story.faults() == [])
    }

    @Test func `a file that another process still writes is left to it`() throws {
        let folder = Backend.freshFolder()
        let first = try Self.spool(folder, name: "first")
        first.keep(.open, of: SendID(raw: 1), by: Self.person, at: .epoch)
        let second = try Self.spool(folder, name: "second")
        #expect(second.seal() == [])
        let sealed = first.seal()
        #expect(sealed.count == 1)
        #expect(try first.hits(in: sealed[0]).map(\.send.raw) == [1])
        let third = try Self.spool(folder, name: "third")
        #expect(third.seal() == sealed, "its writer is done, or dead")
    }

    @Test func `past its limit hits are answered and not kept, and room comes back`() throws {
        let spool = try Self.spool(limit: 1_000)
        let kept = (0..<20).map { spool.keep(.open, of: SendID(raw: $0), by: Self.person, at: .epoch) }
        #expect(kept.first == true && kept.last == false)
        #expect(spool.takeLost() == kept.count { !$0 })
        for path in spool.seal() { spool.remove(path) }
        #expect(spool.keep(.open, of: SendID(raw: 1), by: Self.person, at: .epoch))
        #expect(spool.takeLost() == 0)
    }

    @Test(arguments: Backend.available)
    func `with the database away hits wait and are counted when it is back`(backend: Backend) async throws {
        let (story, id) = try await Self.sent(backend)
        let spool = try Self.spool()
        spool.keep(.open, of: id, by: Self.person, at: story.clock.now)
        let empty = try await backend.freshStore(migrations: [])
        let away = HitCollector(store: empty, spool: spool, logger: Logger(label: "test"))
        await #expect(throws: (any Error).self) { try await away.drain() }
        spool.keep(.open, of: id, by: Self.person, at: story.clock.now + .seconds(1))
        try await Self.collector(story, spool).drain()
        #expect(try await story.entry(id)?.seen?.opens == 2)
    }

    @Test(.row("ajo M10"), arguments: Backend.available)
    func `a scanner's second half shows what its first half was`(backend: Backend) async throws {
        let (story, id) = try await Self.sent(backend)
        let spool = try Self.spool()
        let collector = Self.collector(story, spool)
        for link in 0..<2 { spool.keep(.click, of: id, link: link, by: Self.person, at: story.clock.now) }
        try await collector.drain()
        #expect(try await story.entry(id)?.seen?.clicks == 2)
        spool.keep(.click, of: id, link: 2, by: Self.person, at: story.clock.now + .seconds(1))
        try await collector.drain()
        let seen = try #require(try await story.entry(id)?.seen)
        #expect((seen.clicks, seen.machineClicks, seen.links, seen.firstClick) == (0, 3, 0, nil))
        #expect(try await story.faults() == [])
    }

    @Test(.row("campaign 167"), arguments: Backend.available)
    func `whoever opens a mail whose fate nobody knew has it`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let id = try await story.owe(try await story.person("anna@b.example"))
        try await story.record(.lost("250 never came"), of: try await story.take())
        #expect(try await story.standing(id) == "uncertain(connection_lost)")
        let spool = try Self.spool()
        spool.keep(.open, of: id, by: HitVisitor(agent: "Mozilla/5.0"), at: story.clock.now + .minutes(1))
        try await Self.collector(story, spool).drain()
        #expect(try await story.standing(id) == "sent")
        #expect(try await story.faults() == [])
    }

    @Test(arguments: Backend.available)
    func `of one send so many are kept and no more`(backend: Backend) async throws {
        let (story, id) = try await Self.sent(backend)
        let spool = try Self.spool()
        for second in 0..<Int64(HitTable.limit + 50) {
            spool.keep(.open, of: id, by: Self.person, at: story.clock.now + .seconds(second))
        }
        try await Self.collector(story, spool).drain()
        #expect(try await story.entry(id)?.seen?.opens == HitTable.limit)
        #expect(try await story.faults() == [])
    }

    @Test func `a line says what was written, and only as a whole`() {
        let visitor = HitVisitor(agent: "Evil\tagent\n\u{0} ü", isHead: true, isPrefetch: true)
        let hit = Hit(kind: .click, send: SendID(raw: 5), link: -1, moment: .epoch, nonce: 9, visitor: visitor)
        let line = hit.line
        #expect(Hit(line: line.dropLast()) == hit)
        for cut in 0..<(line.count - 1) { #expect(Hit(line: line[..<cut]) == nil) }
        var wrong = line.dropLast()
        wrong[7] ^= 1
        #expect(Hit(line: wrong) == nil)
        #expect(HitVisitor(agent: String(repeating: "x", count: 999)).agent.utf8.count == HitVisitor.agentLimit)
    }
}
