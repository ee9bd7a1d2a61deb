import EventLog
import Profiles
import Vocabulary

extension Gathering {
    /// Parked events that someone wants tried again, read from the log and received anew: now is now, not then.
    ///
    /// - Parameter floor: the moment through which everything has been acted on.
    func batch(of retries: [ParkedEvent.Place], at position: EventPosition, floor: Moment) async throws -> Batch {
        var batch = Batch(from: position, to: position, horizon: floor)
        for place in retries {
            let before = LogPosition(sequence: place.position.sequence - 1)
            guard let record = try await log.records(after: before, limit: 1).first, record.position == place.position
            else {
                batch.lost.append(place)
                continue
            }
            batch.retries.append(place)
            add(place, of: record, from: try await sources(record.entry.key), to: &batch, moment: floor)
        }
        return batch
    }

    private func add(
        _ place: ParkedEvent.Place,
        of record: LogRecord,
        from source: EventSource,
        to batch: inout Batch,
        moment: Moment
    ) {
        do {
            for decoded in try Self.events(of: record)
            where place.index == decoded.index || place.index == ParkedEvent.Place.wholeRecord {
                batch.inputs.append(
                    Input(
                        moment: moment,
                        logged: record.received,
                        position: record.position,
                        index: decoded.index,
                        key: record.entry.key,
                        source: source,
                        event: decoded.event,
                        isClamped: decoded.isClamped
                    )
                )
            }
        } catch {
            batch.unreadable.append(ParkedEvent(record, error: error))
        }
    }
}
