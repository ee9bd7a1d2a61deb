/// Without an address on the channel there is nowhere to send.
enum AddressRule {
    static func verdict(on candidate: Candidate) -> Gate.Verdict {
        candidate.address == nil ? .skip(.noAddress) : .pass
    }
}
