import Testing
import Vocabulary

@Suite struct PeriodTests {
    @Test(arguments: [
        ("P30D", Duration.days(30)), ("P2W", .days(14)), ("PT1H", .hours(1)), ("PT90S", .seconds(90)),
        ("P1DT12H30M5S", .seconds(131_405)), ("P1W1D", .days(8)), ("PT0S", .zero),
    ])
    func `a period is weeks, days, hours, minutes and seconds`(text: String, duration: Duration) {
        #expect(Period(text)?.duration == duration)
        #expect(Period(text)?.text == text)
    }

    @Test(arguments: [
        "", "P", "PT", "30D", "P30", "PD", "P1M", "P1Y", "P1H", "PT1D", "P1D1W", "P1DT", "PT1M1H", "P-1D", "P1.5D",
        "p1d", "PT1H ", "P99999999999999999999D", "P9999999999999999W", "PT1HT1M",
    ])
    func `what is no period is refused, months and years too`(text: String) {
        #expect(Period(text) == nil)
    }
}
