import EventLog
import Journeys
import Vocabulary

/// What the loop knows between batches, and how much it dares to take at once.
struct PipelineStand: Sendable {
    let epoch: Int64
    private(set) var position: EventPosition
    /// The moment through which everything has been acted on.
    private(set) var moment: Moment
    /// Whether the last batch held little because many clients send single events; false once nothing is left.
    private(set) var isDoorBusy = false
    var journeys = LiveJourneys.none
    /// The earliest wake of anyone, as far as known.
    var nextWake: Moment?
    /// What comes next in the log, where there was time to read it.
    var ahead: LogReading?
    var nextTending = Moment.distantPast
    /// How many things the next batch may hold: halved by a failure, doubled by a success.
    private(set) var width: Int
    private let fullWidth: Int
    private var failures = 0
    /// How many things are still to be taken one by one, because a process died here again and again.
    private var cautions = 0
    private var suspect: (position: LogPosition, place: Int)?

    /// So many crashes at one position point at an event.
    private static let crashLimit = 2

    init(_ cursor: PipelineTable.Cursor, width: Int = Gathering.width) {
        fullWidth = width
        self.width = width
        epoch = cursor.epoch
        position = EventPosition(record: cursor.position, place: cursor.place)
        moment = cursor.moment
        // Once may be chance: whoever kills the process for another reason hits some event.
        suspect = cursor.deaths >= Self.crashLimit ? cursor.marked.map { (cursor.position, $0) } : nil
        if cursor.crashes >= Self.crashLimit || cursor.marked != nil {
            cautions = Gathering.width
            self.width = 1
        }
    }

    /// Whether events are processed one by one, each marked before.
    var isCareful: Bool { cautions > 0 }

    /// Whether `batch` is the event that was alone in the hands of one process after another that died.
    func isSuspect(_ batch: Batch) -> Bool {
        guard let suspect, batch.inputs.count == 1, let input = batch.inputs.first else { return false }
        let next = suspect.position.sequence + 1
        return input.position.sequence == next && input.index == suspect.place
    }

    /// Nothing is left that a crash could have had in its hands.
    mutating func caughtUp() {
        isDoorBusy = false
        cautions = 0
        failures = 0
    }

    /// So many requests in a batch that could have held far more events mean that many clients send few at a time.
    private static let busyRecords = 16

    /// The batch is committed.
    mutating func passed(_ batch: Batch) {
        let records = batch.to.record.sequence - batch.from.record.sequence
        isDoorBusy = records >= Self.busyRecords && batch.count < fullWidth / 2
        position = batch.to
        moment = max(moment, batch.horizon)
        failures = 0
        cautions = max(0, cautions - 1)
        width = isCareful ? 1 : min(fullWidth, width * 2)
    }

    /// The batch holds something that cannot be processed.
    mutating func narrow(_ batch: Batch) { width = max(1, batch.count / 2) }

    /// Doubles with each failure in a row.
    mutating func nextPause(from first: Duration, limit: Duration) -> Duration {
        failures += 1
        return min(limit, first * (1 << min(failures - 1, 10)))
    }
}
