import Deliveries
import EventLog
import Pipeline
import Store
import Vocabulary

/// What everyone must see on every page: whether mail goes out, whether it is stopped, how far behind we are.
struct Standing: Sendable {
    var mode = SendingMode.capture
    /// The hold on everything, where there is one.
    var hold: Hold?
    /// All lanes are closed since a restore, until someone has chosen.
    var gap: RestoredGap?
    var lag = Duration.zero

    /// Changes when what the frame shows of it changes, the lag apart.
    var signature: String {
        "\(mode.word) \(hold.map { "\($0.since.milliseconds)" } ?? "") \(gap.map { "\($0.restored.milliseconds)" } ?? "")"
    }

    /// The mode, the hold and the lag as they are now.
    static func load(in db: Transaction, log: EventLog, pipeline: PipelineLoop) throws -> Standing {
        let policy = try SendingPolicy.load(in: db)
        let hold = try Holding.all(in: db).first { $0.scope == .all }
        let lag = try lag(in: db, log: log, pipeline: pipeline)
        return Standing(mode: policy.mode, hold: hold, gap: policy.gap, lag: lag)
    }

    /// How old the oldest event is that has been taken in and not yet acted on; none is no lag.
    private static func lag(in db: Transaction, log: EventLog, pipeline: PipelineLoop) throws -> Duration {
        let progress = pipeline.current
        let cursor = progress.isOwner ? nil : try PipelineTable.cursor(in: db)
        let processed = cursor?.position ?? progress.processed
        let moment = cursor?.moment ?? progress.moment
        guard log.head > processed, moment > .epoch else { return .zero }
        return max(.zero, db.now - moment)
    }
}

extension Console {
    func standing() async throws -> Standing {
        try await state.read { [log, pipeline] db in try Standing.load(in: db, log: log, pipeline: pipeline) }
    }
}

extension SendingMode {
    var word: String {
        switch self {
        case .capture: "capture"
        case .allowlist: "allowlist"
        case .live: "live"
        }
    }

    var explanation: String {
        switch self {
        case .capture: "Messages are made, kept and shown, but not sent."
        case .allowlist(let entries): "Messages go to \(entries.count) listed addresses and domains only."
        case .live: "Messages go to real people."
        }
    }
}
