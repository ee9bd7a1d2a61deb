import Profiles
import Testing
import Vocabulary

struct EventCountersTests {
    @Test func `types beyond the limit are counted together and said to be inexact`() {
        var counters = EventCounters()
        for number in 0..<150 { counters.count("type \(number)", at: noon + .minutes(Int64(number))) }
        #expect(counters.types.count == 100 && counters.others?.count == 50 && counters.total == 150)
        #expect(counters.isExact(for: "type 7") && !counters.isExact(for: "type 120"))
    }

    @Test func `a merge adds up`() {
        var (a, b) = (EventCounters(), EventCounters())
        a.count("x", at: noon + .minutes(2))
        b.count("x", at: noon + .minutes(1))
        b.count("y", at: noon)
        a.merge(b)
        #expect(a["x"] == EventCounters.Counter(count: 2, first: noon + .minutes(1), last: noon + .minutes(2)))
        #expect(a.total == 3)
    }
}
