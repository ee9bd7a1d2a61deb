import Testing
import Vocabulary

@Suite struct IdentifiersTests {
    private static let now = CivilTime(year: 2026, month: 6, day: 15).utcMoment

    @Test func `ids rise, also when the clock stands still or goes back`() {
        var generator = IDGenerator(shard: 3)
        var last: Int64 = 0
        for step in 0..<30_000 {
            let id = generator.next(now: Self.now - .milliseconds(Int64(step % 7)))
            #expect(id > last)
            last = id
        }
    }

    @Test func `a restarted generator goes on after the last id`() {
        var first = IDGenerator(shard: 1)
        let ids = (0..<10_000).map { _ in first.next(now: Self.now) }
        var second = IDGenerator(shard: 1, after: ids[ids.count - 1])
        #expect(second.next(now: Self.now - .hours(1)) > ids[ids.count - 1])
    }

    @Test func `shards never make the same id`() {
        var (a, b) = (IDGenerator(shard: 0), IDGenerator(shard: 255))
        let made = Set((0..<1000).flatMap { _ in [a.next(now: Self.now), b.next(now: Self.now)] })
        #expect(made.count == 2000)
    }

    @Test func `an id is not below the bound of its moment nor above the next one's`() {
        var generator = IDGenerator(shard: 7)
        let id = generator.next(now: Self.now)
        #expect(IDGenerator.lowerBound(at: Self.now) <= id)
        #expect(id < IDGenerator.lowerBound(at: Self.now + .milliseconds(1)))
        #expect(IDGenerator.lowerBound(at: .distantPast) == 0)
    }

    @Test(arguments: [0, 1, -1, .max, .min, 123_456_789_012] as [Int64])
    func `the text form is 13 digits, one for each id`(raw: Int64) {
        let id = ProfileID(raw: raw)
        #expect(id.description.utf8.count == 13)
        #expect(ProfileID(id.description) == id)
        #expect(ProfileID(id.description.uppercased()) == id)
    }

    @Test func `text sorts like the number`() {
        let ids = [0, 5, 31, 32, 1 << 40, .max].map { ProfileID(raw: $0) }
        #expect(ids.map(\.description).sorted() == ids.map(\.description))
    }

    @Test(
        arguments: [
            "", "000000000000", "00000000000000", "000000000000u", "00000000000 0", "g000000000000", "zzzzzzzzzzzzz",
            "\u{10}000000000000", "é00000000000", "000000000000\u{1A}",
        ])
    func `what is no id is none`(text: String) {
        #expect(ProfileID(text) == nil)
    }
}
