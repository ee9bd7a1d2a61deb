import Content
import Deliveries
import Store
import Vocabulary

extension Journey {
    /// Makes a journey with a draft, whose text is not checked before it is published.
    package static func create(
        name: String,
        draft: String,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> Journey {
        guard try JourneyTable.find(named: name, in: db) == nil else { throw JourneyError.nameTaken(name) }
        let journey = Journey(
            id: JourneyID(raw: ids.next(now: db.now)),
            name: name,
            status: .draft,
            newEntries: nil,
            newestVersion: 0,
            created: db.now,
            changed: db.now
        )
        try JourneyTable.insert(journey, draft: draft, in: db)
        return journey
    }

    /// Keeps the text being edited; a sound name in it becomes the journey's.
    package static func save(draft: String, of id: JourneyID, in db: Transaction) throws {
        guard let journey = try JourneyTable.lock(id, in: db) else { throw JourneyError.notFound(id) }
        let name = JourneyDefinition.read(draft).definition?.name ?? journey.name
        if name != journey.name, try JourneyTable.find(named: name, in: db) != nil {
            throw JourneyError.nameTaken(name)
        }
        try JourneyTable.saveDraft(draft, name: name, of: id, in: db)
    }

    /// Makes the draft the newest version and opens it; who is inside stays on their version unless `people` says
    /// otherwise (`SEMANTICS 23`). Nudge the jobs, which move them, and the pipeline then.
    /// - Throws: `JourneyError.faulty` with every fault at its step.
    package static func publish(
        _ id: JourneyID,
        people: PeopleChoice = .stay,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> JourneyVersion {
        guard var journey = try JourneyTable.lock(id, in: db), let draft = try JourneyTable.draft(of: id, in: db)
        else { throw JourneyError.notFound(id) }
        let definition = try sound(draft)
        try refuseFaultyMarketing(definition, in: db)
        let previous = try JourneyTable.version(journey.newestVersion, of: id, in: db)
        let lineage = JourneyVersion.lineage(of: definition, after: previous, ids: &ids, now: db.now)
        let version = JourneyVersion(
            journey: id,
            number: journey.newestVersion + 1,
            definition: definition,
            lineage: lineage,
            published: db.now
        )
        try JourneyTable.insert(version, in: db)
        try MessageTable.save(version.messages, in: db)
        for move in try moves(people, to: version, in: db) { try JourneyMover.begin(move, ids: &ids, in: db) }
        journey.newestVersion = version.number
        try journey.become(.live, by: "publishing", in: db)
        return version
    }

    private static func refuseFaultyMarketing(_ definition: JourneyDefinition, in db: Transaction) throws {
        let faults = try definition.marketingFaults(BrandTable.load(in: db))
        guard faults.isEmpty else { throw JourneyError.faulty(Diagnostics(faults)) }
    }

    static func sound(_ draft: String) throws(JourneyError) -> JourneyDefinition {
        do throws(Diagnostics) {
            return try JourneyDefinition(draft)
        } catch {
            throw .faulty(error)
        }
    }

    /// What was held because it was paused is let go by `Holding.free(in:)` afterwards, chunk by chunk.
    private mutating func become(
        _ status: Status,
        _ newEntries: NewEntries? = nil,
        by who: String,
        in db: Transaction
    ) throws {
        let wasPaused = self.status == .paused
        (self.status, self.newEntries, changed) = (status, newEntries, db.now)
        try JourneyTable.saveStatus(self, in: db)
        try JourneyTable.advanceRevision(in: db)
        if status == .paused {
            try Holding.hold(door, .paused, by: who, in: db)
        } else if wasPaused {
            try Holding.lift(door, .paused, in: db)
            try TriggerTable.admit(entriesOf: id, in: db)
        }
    }

    /// What its messages pass when they go.
    private var door: HoldScope { .origin(.journey, id: id.raw) }
}

// MARK: Closing, pausing, stopping

extension Journey {
    /// Pauses, opens again, closes or stops. After stopping, `empty(_:limit:in:)` sends people out; after a pause
    /// `Holding.free(in:)` lets messages go. Nudge the pipeline and the sender then.
    ///
    /// - Parameters:
    ///   - newEntries: what becomes of those who would enter while it is paused; must be said when pausing.
    ///   - who: as the hold on its messages shows it.
    package static func change(
        _ id: JourneyID,
        to status: Status,
        newEntries: NewEntries? = nil,
        by who: String,
        in db: Transaction
    ) throws -> Journey {
        guard var journey = try JourneyTable.lock(id, in: db) else { throw JourneyError.notFound(id) }
        guard journey.status.successors.contains(status) else {
            throw JourneyError.statusChange(from: journey.status, to: status)
        }
        guard status != .paused || newEntries != nil else { throw JourneyError.pauseUnasked }
        try journey.become(status, status == .paused ? newEntries : nil, by: who, in: db)
        return journey
    }

    /// How many leave in one transaction, at most.
    package static let emptyingLimit = 1000

    /// Sends some of a stopped journey's people out (`stopped`) and withdraws what nobody has taken yet; to be called,
    /// a transaction each, until it returns 0.
    package static func empty(_ id: JourneyID, limit: Int = emptyingLimit, in db: Transaction) throws -> Int {
        guard let journey = try JourneyTable.lock(id, in: db) else { throw JourneyError.notFound(id) }
        guard journey.status == .stopped else { return 0 }
        let inside = try RunTable.waiting(in: id, limit: min(limit, emptyingLimit), in: db)
        var runs = Runs()
        for run in inside {
            var leaving = run
            let effects = leaving.leave(.stopped, now: db.now)
            runs.keep(leaving, effects)
            try cancelPending(of: run.id, now: db.now, in: db)
        }
        try runs.save(in: db)
        return inside.count
    }
}

// MARK: As code

extension Journey {
    /// What `apply` did with a text.
    package enum Application: Hashable, Sendable {
        case created(JourneyID, version: Int)
        case changed(JourneyID, version: Int)
        case unchanged(JourneyID)
    }

    /// Makes the journey of the text's name what the text says, and publishes it; applying again changes nothing.
    package static func apply(
        _ text: String,
        people: PeopleChoice = .stay,
        ids: inout IDGenerator,
        in db: Transaction
    ) throws -> Application {
        let definition = try sound(text)
        guard let known = try JourneyTable.find(named: definition.name, in: db) else {
            let journey = try create(name: definition.name, draft: definition.text, ids: &ids, in: db)
            return .created(journey.id, version: try publish(journey.id, ids: &ids, in: db).number)
        }
        let newest = try JourneyTable.version(known.newestVersion, of: known.id, in: db)
        if newest?.definition.text == definition.text { return .unchanged(known.id) }
        try save(draft: definition.text, of: known.id, in: db)
        return .changed(known.id, version: try publish(known.id, people: people, ids: &ids, in: db).number)
    }

    /// The text form of the newest version, or of the draft where none was published.
    package static func export(_ id: JourneyID, in db: Transaction) throws -> String {
        guard let journey = try JourneyTable.find(id, in: db) else { throw JourneyError.notFound(id) }
        let version = try JourneyTable.version(journey.newestVersion, of: id, in: db)
        return try version?.definition.text ?? JourneyTable.draft(of: id, in: db) ?? ""
    }
}

extension JourneyVersion {
    /// What its email steps say, as content keeps it: sends find it by their origin.
    var messages: [MessageKey: Message] {
        let pairs = definition.steps.compactMap { step -> (MessageKey, Message)? in
            guard case .email(let email) = step.step else { return nil }
            return (MessageKey(origin: journey.raw, version: Int64(number), step: step.id.raw), email.message)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
