import Testing
import Vocabulary

@Suite struct NudgeTests {
    private static let long = Duration.seconds(600)

    @Test(.timeLimit(.minutes(1)))
    func `a nudge while nobody waits ends the next wait, and only that`() async {
        let nudge = Nudge()
        nudge.signal()
        nudge.signal()
        await nudge.wait(atMost: Self.long)
        await nudge.wait(atMost: .milliseconds(1))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a waiting loop is woken by a nudge and by its cancellation`() async {
        let nudge = Nudge()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await nudge.wait(atMost: Self.long) }
            nudge.signal()
            await group.waitForAll()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await nudge.wait(atMost: Self.long) }
            group.cancelAll()
        }
    }
}
