import Deliveries
import Profiles
import Store
import Synchronization
import Vocabulary

/// Takes calls that send a campaign's message: each at most once, however often it is repeated (`SEMANTICS 24`).
///
/// One transaction claims the key, writes what is owed and what the answer says; so a crash leaves all of it or nothing,
/// and who repeats the call learns which.
package final class Executions: Sendable {
    private let store: Store
    private let ids: Mutex<IDGenerator>
    private let underWay = Mutex<Set<String>>([])
    private let owed: @Sendable () -> Void

    /// Each call forgets so many others that are too old, so that nothing else has to.
    private static let forgottenPerCall = 20

    /// - Parameters:
    ///   - shard: the place in ids that is this process's alone.
    ///   - owed: told when something new is due.
    package init(store: Store, shard: Int64, owed: @escaping @Sendable () -> Void) {
        self.store = store
        self.owed = owed
        ids = Mutex(IDGenerator(shard: shard))
    }

    /// What a call led to, now or when it came first.
    package struct Taken: Sendable {
        package var execution: Execution
        /// The call came before: nothing new is owed.
        package var isRepeated: Bool
    }

    /// - Parameter campaign: its name or id.
    /// - Throws: `CampaignError` where nothing was taken.
    package func execute(_ call: APICall, of campaign: String) async throws -> Taken {
        if let key = call.key, !underWay.withLock({ $0.insert(key).inserted }) { throw CampaignError.underWay(key) }
        defer { if let key = call.key { underWay.withLock { _ = $0.remove(key) } } }
        let taken = try await store.write { [self] db in
            try ExecutionTable.drop(before: db.now - Execution.lifetime, limit: Self.forgottenPerCall, in: db)
            let taken = try Self.take(call, of: campaign, makeID: nextID, in: db)
            Failpoint.reach("execute.before-commit")
            return taken
        }
        Failpoint.reach("execute.after-commit")
        if !taken.isRepeated { owed() }
        return taken
    }

    private func nextID(_ now: Moment) -> Int64 { ids.withLock { $0.next(now: now) } }

    private static func take(
        _ call: APICall,
        of name: String,
        makeID: @escaping (Moment) -> Int64,
        in db: Transaction
    ) throws -> Taken {
        guard let campaign = try CampaignReading.campaign(called: name, in: db) else {
            throw CampaignError.notFound(name)
        }
        guard let version = try CampaignTable.version(campaign.newestVersion, of: campaign.id, in: db) else {
            throw CampaignError.unpublished(campaign.name)
        }
        var execution = Execution(
            id: ExecutionID(raw: makeID(db.now)),
            campaign: campaign.id,
            version: version.number,
            key: call.key,
            created: db.now,
            recipients: []
        )
        guard try ExecutionTable.claim(execution, digest: call.digest, in: db) else {
            return try repeated(call, of: campaign, in: db)
        }
        var plan = try plan(call, version, execution, makeID: makeID, in: db)
        for recipient in call.recipients { plan.add(recipient) }
        if call.isWhole, case .failure(let fault)? = plan.outcomes.first { throw CampaignError.refused(fault) }
        try owe(plan.obligations, in: db)
        execution.recipients = plan.outcomes
        try ExecutionTable.insert(execution.recipients, of: execution.id, in: db)
        return Taken(execution: execution, isRepeated: false)
    }

    private static func plan(
        _ call: APICall,
        _ version: CampaignVersion,
        _ execution: Execution,
        makeID: @escaping (Moment) -> Int64,
        in db: Transaction
    ) throws -> ExecutionPlan {
        let identities = call.recipients.compactMap { try? $0.get().identity }
        let people = try People.load(identities: Set(identities), profiles: [], lock: false, in: db)
        return ExecutionPlan(
            version,
            of: execution.id,
            key: call.key,
            now: db.now,
            person: { people.owner(of: $0) },
            makeID: makeID
        )
    }

    /// The first answer, if the call is the one that got it.
    private static func repeated(_ call: APICall, of campaign: Campaign, in db: Transaction) throws -> Taken {
        let key = call.key ?? ""
        guard let first = try ExecutionTable.find(key: key, in: db), first.digest == call.digest,
            first.execution.campaign == campaign.id
        else { throw CampaignError.keyReused(key) }
        return Taken(execution: first.execution, isRepeated: true)
    }
}

/// An execution with its campaign's name and the sends it led to, as they are now.
package struct ExecutionReport: Sendable {
    package var execution: Execution
    package var campaign: String
    package var sends: [SendID: Send]

    package static func load(_ id: ExecutionID, in db: Transaction) throws -> ExecutionReport? {
        guard let execution = try ExecutionTable.find(id, in: db),
            execution.created > db.now - Execution.lifetime
        else { return nil }
        let sends = try LedgerTable.sends(many: execution.recipients.compactMap { try? $0.get() }, in: db)
        return ExecutionReport(
            execution: execution,
            campaign: try CampaignTable.find(execution.campaign, in: db)?.name ?? "",
            sends: Dictionary(sends.map { ($0.id, $0) }) { first, _ in first }
        )
    }
}
