import Vocabulary

/// A hit with the judgement on who did it, as the ledger keeps it.
package struct JudgedHit: Hashable, Sendable {
    package var kind: Hit.Kind
    package var send: SendID
    package var link: Int
    package var moment: Moment
    package var nonce: Int64
    package var agent: AgentClass
    /// Why it is a program's; `nil`: a person's.
    package var machine: MachineReason?

    package init(
        kind: Hit.Kind,
        send: SendID,
        link: Int,
        moment: Moment,
        nonce: Int64,
        agent: AgentClass,
        machine: MachineReason?
    ) {
        self.kind = kind
        self.send = send
        self.link = link
        self.moment = moment
        self.nonce = nonce
        self.agent = agent
        self.machine = machine
    }

    /// Judged by what the request alone shows.
    init(_ hit: Hit) {
        self.init(
            kind: hit.kind,
            send: hit.send,
            link: hit.link,
            moment: hit.moment,
            nonce: hit.nonce,
            agent: MachineSigns.agent(of: hit.visitor),
            machine: MachineSigns.reason(hit.kind, link: hit.link, hit.visitor)
        )
    }
}

/// The signs that only all hits of one send together show.
package struct MachineRules: Hashable, Sendable {
    /// Nobody reads so soon after the next hop took the mail.
    package var tooSoon: Duration

    package static let standardTooSoon = Duration.seconds(3)
    /// So many different links within the span are no hand's work.
    private static let burstLinks = 3
    private static let burstSpan = Duration.seconds(2)
    /// What comes around a hit on the trap is the same program's.
    private static let trapSpan = Duration.seconds(10)

    package init(tooSoon: Duration = standardTooSoon) { self.tooSoon = tooSoon }

    /// `hits` of one send, in order of moment, with every reason that now shows. A reason once given stays.
    ///
    /// - Parameter handed: when the next hop took the mail, or it was taken to be handed over.
    package func judge(_ hits: [JudgedHit], handed: Moment?) -> [JudgedHit] {
        var judged = hits
        let traps = hits.filter { $0.machine == .trap && $0.link == Click.trap }.map(\.moment)
        for index in judged.indices where judged[index].machine == nil {
            judged[index].machine = reason(for: judged[index], among: hits, traps: traps, handed: handed)
        }
        return judged
    }

    private func reason(
        for hit: JudgedHit,
        among hits: [JudgedHit],
        traps: [Moment],
        handed: Moment?
    ) -> MachineReason? {
        if let handed, hit.moment < handed + tooSoon { return .tooSoon }
        guard hit.kind == .click else { return nil }
        if traps.contains(where: { Self.are($0, hit.moment, within: Self.trapSpan) }) { return .trap }
        return isInBurst(hit, hits) ? .burst : nil
    }

    /// Whether some window of the span that holds the hit holds enough different links.
    private func isInBurst(_ hit: JudgedHit, _ hits: [JudgedHit]) -> Bool {
        let near = hits.filter { $0.kind == .click && Self.are($0.moment, hit.moment, within: Self.burstSpan) }
        return near.contains { first in
            let window = near.filter { $0.moment >= first.moment && $0.moment <= first.moment + Self.burstSpan }
            return first.moment <= hit.moment && Set(window.map(\.link)).count >= Self.burstLinks
        }
    }

    private static func are(_ a: Moment, _ b: Moment, within span: Duration) -> Bool { a <= b + span && b <= a + span }
}
