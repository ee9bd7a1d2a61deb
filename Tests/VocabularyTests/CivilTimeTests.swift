import Testing
import Vocabulary

@Suite struct CivilTimeTests {
    @Test func `every day from 1600 to 2400 follows the one before`() {
        var civil = CivilTime(year: 1600, month: 1, day: 1)
        var days = civil.daysSinceEpoch
        while civil.year < 2400 {
            #expect(CivilTime(utc: civil.utcMoment) == civil)
            civil.day += 1
            if civil.day > CivilTime.daysIn(month: civil.month, year: civil.year) {
                (civil.month, civil.day) = (civil.month + 1, 1)
            }
            if civil.month > 12 { (civil.year, civil.month) = (civil.year + 1, 1) }
            days += 1
            guard civil.daysSinceEpoch == days else {
                Issue.record("\(civil) is day \(civil.daysSinceEpoch), not \(days)")
                return
            }
        }
    }

    @Test(
        arguments: [
            (1970, 1, 1, 4), (2026, 6, 15, 1), (2026, 11, 21, 6), (2000, 2, 29, 2), (1969, 12, 28, 7), (1900, 3, 1, 4),
        ])
    func `Monday is 1 and Sunday 7`(year: Int, month: Int, day: Int, weekday: Int) {
        #expect(CivilTime(year: year, month: month, day: day).weekday == weekday)
    }

    @Test func `centuries are leap years only each fourth time`() {
        #expect([1900, 2000, 2024, 2026, 2100, 2400].filter(CivilTime.isLeap) == [2000, 2024, 2400])
        #expect(CivilTime.daysIn(month: 2, year: 1900) == 28)
        #expect((1...12).map { CivilTime.daysIn(month: $0, year: 2026) }.reduce(0, +) == 365)
    }

    @Test func `it is read at a moment before the epoch`() {
        let civil = CivilTime(utc: Moment(milliseconds: -1))
        #expect(civil == CivilTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, millisecond: 999))
    }

    @Test(arguments: [Moment.distantPast, .distantFuture])
    func `the ends of time have a reading`(moment: Moment) {
        #expect(CivilTime(utc: moment).utcMoment == moment)
    }
}
