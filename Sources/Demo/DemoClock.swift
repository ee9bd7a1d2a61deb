import Store
import Synchronization
import Vocabulary

/// The demo's time: it follows the shop's log until that reaches today, and the wall clock from then on.
package final class DemoClock: Sendable {
    private enum Mode {
        case timeLapse(Moment)
        case live
    }

    private let mode: Mutex<Mode>
    private let wall: TimeSource

    package init(start: Moment, wall: TimeSource) {
        mode = Mutex(.timeLapse(start))
        self.wall = wall
    }

    package var source: TimeSource { TimeSource { self.now } }

    package var now: Moment {
        switch mode.withLock({ $0 }) {
        case .timeLapse(let moment): moment
        case .live: wall.now()
        }
    }

    /// Never backwards.
    package func advance(to moment: Moment) {
        mode.withLock { mode in
            guard case .timeLapse(let now) = mode else { return }
            mode = .timeLapse(max(now, moment))
        }
    }

    package func goLive() { mode.withLock { $0 = .live } }

    package var isLive: Bool { if case .live = mode.withLock({ $0 }) { true } else { false } }
}
