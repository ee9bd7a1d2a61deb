import JSON
import Vocabulary

/// A body taken apart into its envelope and its items.
struct SegmentBody {
    let envelope: SegmentEnvelope
    private let items: Items

    private enum Items {
        case single(JSONNode)
        case batch(JSONNode)
        /// A batch in which something is no JSON, each item cut out to be read alone.
        case cut(SegmentSplitter, [UInt8])
    }

    init(_ body: [UInt8], call: SegmentCall) throws(SegmentRefusal) {
        let limit = SegmentLimits.bodyBytes(of: call)
        guard body.count <= limit else { throw .bodyTooLarge(limit: limit) }
        (envelope, items) = try Self.taken(apart: body, call: call)
        guard count <= SegmentLimits.batchEvents else { throw .tooManyEvents(limit: SegmentLimits.batchEvents) }
    }

    func forEachItem(_ body: (Result<SegmentItem, Rejection>) -> Void) {
        switch items {
        case .single(let node): body(item(node, index: 0, offset: 0))
        case .batch(let batch):
            for (index, node) in batch.elements.enumerated() { body(item(node, index: index, offset: 0)) }
        case .cut(let splitter, let bytes):
            for (index, range) in splitter.items.enumerated() { body(item(in: bytes, range: range, index: index)) }
        }
    }

    private var count: Int {
        switch items {
        case .single: 1
        case .batch(let batch): batch.count
        case .cut(let splitter, _): splitter.items.count
        }
    }

    private static func taken(
        apart body: [UInt8],
        call: SegmentCall
    ) throws(SegmentRefusal) -> (SegmentEnvelope, Items) {
        let root: JSONNode
        do {
            root = try JSONDocument(parsing: body, limits: SegmentLimits.body).root
        } catch {
            guard !call.isSingle, let splitter = SegmentSplitter(body) else { throw .malformed(error) }
            return (try envelope(splitter.envelope(of: body), call: call), .cut(splitter, body))
        }
        guard !call.isSingle else { return (SegmentEnvelope(root, call: call), .single(root)) }
        guard let batch = root["batch"], batch.kind == .array else { throw .missingBatch }
        return (SegmentEnvelope(root, call: call), .batch(batch))
    }

    private static func envelope(_ bytes: [UInt8], call: SegmentCall) throws(SegmentRefusal) -> SegmentEnvelope {
        do {
            return SegmentEnvelope(try JSONDocument(parsing: bytes, limits: SegmentLimits.body).root, call: call)
        } catch {
            throw .malformed(error)
        }
    }

    private func item(_ node: JSONNode, index: Int, offset: Int) -> Result<SegmentItem, Rejection> {
        do {
            return .success(try SegmentItem(node, envelope: envelope, index: index, offset: offset))
        } catch {
            return .failure(error)
        }
    }

    private func item(in bytes: [UInt8], range: Range<Int>, index: Int) -> Result<SegmentItem, Rejection> {
        do {
            let node = try JSONDocument(parsing: Array(bytes[range]), limits: SegmentLimits.event).root
            return item(node, index: index, offset: range.lowerBound)
        } catch {
            let place = JSONError(error.code, at: range.lowerBound + error.offset)
            return .failure(Rejection(.malformed(error.code), message: place.message, index: index, rawBytes: range))
        }
    }
}

/// What the items of a body share.
struct SegmentEnvelope {
    let call: SegmentCall
    let writeKey: String?
    let sentAt: Moment?
    let context: JSONNode?

    init(_ root: JSONNode, call: SegmentCall) {
        self.call = call
        writeKey = root["writeKey"]?.string
        // A single call's own members are read with the item.
        sentAt = call.isSingle ? nil : root["sentAt"]?.moment
        context = call.isSingle ? nil : root["context"].flatMap { $0.kind == .object ? $0 : nil }
    }
}

extension JSONNode {
    /// The moment of an ISO 8601 string.
    var moment: Moment? { withStringBytes { Moment(iso8601: $0) } ?? nil }
}
