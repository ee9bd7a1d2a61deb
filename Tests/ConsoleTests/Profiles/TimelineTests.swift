import Profiles
import Testing
import Vocabulary

@testable import Console

struct TimelineTests {
    @Test func `a cursor survives its address, whole and in part`() {
        var cursor = Timeline.Cursor()
        #expect(Timeline.Cursor(cursor.description)?.description == cursor.description)
        cursor.run = RunID(raw: 7)
        #expect(Timeline.Cursor(cursor.description)?.run == RunID(raw: 7))
        cursor.event = EventCursor(moment: Moment(milliseconds: 5), id: 9)
        #expect(Timeline.Cursor(cursor.description)?.event == cursor.event)
    }

    @Test(arguments: ["", "x", "1.2.3", "1.2.3.4.5"])
    func `what is no cursor begins at the beginning or is none`(text: String) {
        #expect(Timeline.Cursor(text)?.event == nil)
    }
}
