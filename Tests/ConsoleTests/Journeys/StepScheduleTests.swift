import Journeys
import Testing

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
}
