import Foundation
import JSON
import Mail

/// A message to classify and the line that answers it.
struct ClassifyRequest {
    var file: String
    var message: [UInt8]
    /// Of the envelope, as far as known.
    var recipients: [String] = []

    /// The answer to one line of `classify --jsonl`.
    static func answer(to line: [UInt8]) -> [UInt8] {
        do {
            let root = try JSONDocument(parsing: line).root
            guard let text = root["base64"]?.string, let message = Data(base64Encoded: text) else {
                throw Malformed(description: "the line has no \"base64\" that is a message in base64")
            }
            let recipients = root["recipients"].map { $0.kind == .array ? $0.elements.compactMap(\.string) : [] } ?? []
            let file = root["file"]?.string ?? "-"
            return ClassifyRequest(file: file, message: Array(message), recipients: recipients).answer
        } catch {
            var writer = JSONWriter()
            writer.object { $0.member("error", "\(error)") }
            return writer.bytes
        }
    }

    private struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Members of events are texts always, empty where nothing is known.
    var answer: [UInt8] {
        let report = FeedbackReport(reading: message, arrivedAt: recipients)
        var writer = JSONWriter()
        writer.object { object in
            object.member("file", file)
            object.array("events") { array in
                for event in report.events { array.object { Self.write(event, to: &$0) } }
            }
            if let token = report.token { object.member("token", token) }
        }
        return writer.bytes
    }

    private static func write(_ event: FeedbackEvent, to object: inout JSONWriter) {
        object.member("recipient", event.recipient ?? "")
        object.member("class", event.kind.rawValue)
        object.member("status", event.status?.description ?? "")
        object.member("reason", event.cause.rawValue)
        object.member("detail", event.detail)
    }
}
