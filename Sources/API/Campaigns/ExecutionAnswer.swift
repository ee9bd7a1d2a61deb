import Campaigns
import Deliveries
import HTTPTypes
import Hummingbird
import JSON
import Vocabulary

/// Answers about calls that send a message.
enum ExecutionAnswer {
    /// Says that a call came before and this is the first one's answer.
    private static let repeated = "Idempotent-Replayed"

    /// 202 the first time; the same again, as 200 and with a header that says so, whenever the call is repeated.
    static func taken(_ taken: Executions.Taken, as unitary: MessageCall? = nil) -> Response {
        let execution = taken.execution
        var response = Answer.json(taken.isRepeated ? .ok : .accepted) { json in
            if let unitary { json.member("requestId", unitary.requestID ?? execution.id.description) }
            json.member("executionId", execution.id)
            if unitary != nil { json.member("status", "ACCEPTED") }
            json.array("recipients") { json in
                for recipient in execution.recipients { json.object { write(recipient, to: &$0) } }
            }
        }
        if taken.isRepeated, let name = HTTPField.Name(repeated) { response.headers[name] = "true" }
        return response
    }

    /// What became of it by now.
    static func report(_ report: ExecutionReport) -> Response {
        let execution = report.execution
        return Answer.json { json in
            json.member("executionId", execution.id)
            json.member("campaign", report.campaign)
            json.member("version", execution.version)
            json.member("requestId", execution.key)
            json.member("created", execution.created)
            json.array("recipients") { json in
                for recipient in execution.recipients {
                    json.object { json in
                        write(recipient, to: &json)
                        guard let send = (try? recipient.get()).flatMap({ report.sends[$0] }) else { return }
                        json.object("send") { SendAnswer.members(of: send, to: &$0) }
                    }
                }
            }
        }
    }

    private static func write(_ recipient: Result<SendID, RecipientFault>, to json: inout JSONWriter) {
        switch recipient {
        case .success(let send):
            json.member("status", "accepted")
            json.member("sendId", send)
        case .failure(let fault):
            json.member("status", "rejected")
            json.member("code", fault.code.rawValue)
            json.member("field", fault.field)
            json.member("detail", fault.detail)
        }
    }
}
