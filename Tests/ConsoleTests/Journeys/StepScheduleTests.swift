import Journeys
import Testing
import Vocabulary

@testable import Console

struct StepScheduleTests {
    private static let text = """
        {"format":"sojourn.journey/1","name":"Second order","steps":[
        {"id":"start","kind":"entry","event":"Order Completed","next":"again"},
        {"id":"again","kind":"waitForEvent","event":"Order Completed","onEvent":"bye","timeout":"P30D","onTimeout":"rest"},
        {"id":"rest","kind":"wait","for":"PT4H","next":"bye"},
        {"id":"bye","kind":"end"}]}
        """

    @Test func `each step tells when people reach it`() throws {
        let schedule = StepSchedule(try JourneyDefinition(Self.text))
        #expect(
            schedule.spans.mapValues(\.words) == [
                "start": "at once", "again": "at once", "rest": "day 30", "bye": "at once to day 30 and 4 h",
            ]
        )
    }

    @Test func `the outline names each step after all that lead to it`() throws {
        let schedule = StepSchedule(try JourneyDefinition(Self.text))
        #expect(schedule.order == ["start", "again", "rest", "bye"])
    }

    @Test func `where people come at a usual hour, a step says at what hour they reach it`() throws {
        let schedule = StepSchedule(try JourneyDefinition(Self.text))
        let entries = try ["2026-03-01T23:40:00Z", "2026-03-02T00:20:00Z", "2026-03-04T01:00:00Z"].map {
            try #require(Moment(iso8601: $0))
        }
        let hour = UsualHour(entries)
        #expect(schedule.spans["rest"]?.words(entering: hour) == "day 30, about 00:30 UTC")
        #expect(schedule.spans["again"]?.words(entering: hour) == "at once")
        #expect(schedule.spans["bye"]?.words(entering: hour) == "at once to day 30 and 4 h")
    }

    @Test func `no hour is usual where people come at any`() throws {
        let entries = try (0..<24).map { hour in
            try #require(Moment(iso8601: "2026-03-01T\(hour < 10 ? "0" : "")\(hour):00:00Z"))
        }
        #expect(UsualHour(entries) == nil)
        #expect(UsualHour([]) == nil)
    }
}
