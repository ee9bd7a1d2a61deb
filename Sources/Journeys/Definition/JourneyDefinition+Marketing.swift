import Content
import Deliveries
import Vocabulary

extension JourneyDefinition {
    /// What of its marketing mails must not be published as it is: a mail without a way out, or without the sender's
    /// postal address. Not asked when a definition is read: what was published before goes on.
    func marketingFaults(_ brand: Brand) throws(Diagnostics) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for step in steps {
            guard case .email(let email) = step.step, email.messageClass == .marketing else { continue }
            for var fault in try CompiledMessage(email.message).marketingFaults(brand) {
                fault.message = "`\(fault.location ?? "html")`: \(fault.message)"
                fault.location = step.id.raw
                faults.append(fault)
            }
        }
        return faults
    }
}
