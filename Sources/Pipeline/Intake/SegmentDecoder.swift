import JSON
import Vocabulary

/// Turns the body of a Segment call into events: pure, so that the pipeline, reading the stored bytes again, sees
/// exactly the events that were answered for.
package enum SegmentDecoder {
    /// What a body holds, counted and checked without making a single string: what ingestion does before it answers.
    package struct Contents: Hashable, Sendable {
        package var accepted = 0
        package var rejected: [Rejection] = []
        /// The key of clients that cannot set a header.
        package var writeKey: String?
    }

    package static func check(_ body: [UInt8], call: SegmentCall) throws(SegmentRefusal) -> Contents {
        let body = try SegmentBody(body, call: call)
        var contents = Contents(writeKey: body.envelope.writeKey)
        body.forEachItem { item in
            switch item {
            case .success: contents.accepted += 1
            case .failure(let rejection): contents.rejected.append(rejection)
            }
        }
        return contents
    }

    /// - Parameter received: the log's stamp; corrects the client's clock and bounds its timestamps.
    package static func decode(
        _ body: [UInt8],
        call: SegmentCall,
        received: Moment
    ) throws(SegmentRefusal) -> [Result<DecodedEvent, Rejection>] {
        let body = try SegmentBody(body, call: call)
        var events: [Result<DecodedEvent, Rejection>] = []
        body.forEachItem { item in events.append(item.map { $0.decoded(received: received) }) }
        return events
    }
}
