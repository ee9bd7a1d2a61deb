import Deliveries
import Vocabulary

/// One run on its way: as far as one trigger takes it.
///
/// Steps read what they see and do what they decide through it; it only notes, so the walk stays pure.
package struct Walk {
    package let version: LiveVersion
    package let now: Moment
    package internal(set) var run: Run
    var traveller: Traveller
    var ids: IDGenerator
    /// The event being listened to.
    var arrival: Arrival?
    private(set) var effects: [JourneyEffect] = []

    init(of run: Run, in version: LiveVersion, traveller: Traveller, ids: IDGenerator, now: Moment) {
        self.run = run
        self.version = version
        self.traveller = traveller
        self.ids = ids
        self.now = now
    }

    package var view: JourneyView {
        JourneyView(of: traveller, event: arrival?.value ?? run.memory.entry, run: run, now: now)
    }

    /// More steps than this in one go are a fault in us: no sound graph is longer.
    static let maximumTransitions = JourneyDefinition.maximumSteps

    /// Goes where `motion` says until the run rests or is over.
    mutating func follow(_ motion: Motion) {
        var motion = motion
        for _ in 0...Self.maximumTransitions {
            switch motion {
            case .stay: return
            case .rest(let moment):
                run.wake = moment
                return
            case .exit(let reason): return exit(reason)
            case .fail(let reason): return fail(reason)
            case .go(let id): motion = arrive(at: id)
            }
        }
        fail(.tooManySteps)
    }

    /// The run stands in this version from now on. What it remembers of steps goes with them.
    mutating func transfer(to target: StepID, by move: VersionMove, keepsWait: Bool) {
        let old = StepKey(journey: run.journey, version: run.version, step: run.step)
        effects += [.transferred(run.id, from: old), .moved(run.id, from: nil, to: target)]
        let remembered = run.memory.steps.map { (move.steps[StepID($0)]?.raw ?? $0, $1) }
        run.memory.steps = AttributeObject(remembered)
        (run.version, run.step) = (version.number, target)
        guard !keepsWait else { return }
        run.reachedAt = now
        run.visit += 1
        (run.wake, run.awaits) = (nil, nil)
    }

    private mutating func arrive(at id: StepID) -> Motion {
        guard let step = version[id] else { return .fail(.unknownStep) }
        effects.append(.moved(run.id, from: run.visit == 0 ? nil : run.step, to: id))
        run.step = id
        run.reachedAt = now
        run.visit += 1
        (run.wake, run.awaits) = (nil, nil)
        arrival = nil
        return step.arrive(&self)
    }

    /// Leaves because an exit rule held.
    mutating func leave(_ reason: RunReason) { effects += run.leave(reason, now: now) }

    /// Reached its end: what it owes still goes.
    private mutating func exit(_ reason: RunReason) {
        end(as: .exited(reason))
        effects.append(.exited(run.id, at: run.step, reason))
    }

    private mutating func fail(_ reason: RunReason) {
        end(as: .failed(reason))
        effects.append(.failed(run.id, at: run.step, reason))
    }

    private mutating func end(as status: Run.Status) {
        run.status = status
        (run.wake, run.awaits) = (nil, nil)
        run.endedAt = now
    }
}

// MARK: What steps do

extension Walk {
    /// Promises the person a message; the run may have to rest until it is known what became of it.
    mutating func owe(_ step: EmailStep) {
        let send = SendID(raw: ids.next(now: now))
        let patience = step.whenSkipped.patience.map { now + $0.duration }
        let obligation = Obligation(
            key: .journey(run: run.id, visit: run.visit),
            send: send,
            origin: .journey(run.journey, version: Int64(run.version), step: run.step.raw, run: run.id),
            profile: run.profile,
            lane: step.lane,
            messageClass: step.messageClass,
            topic: step.topic,
            due: now,
            notAfter: now + step.lifetime,
            context: messageContext,
            tellsRun: step.rests,
            patientUntil: patience
        )
        if step.rests { run.awaits = send }
        effects.append(.owe(obligation))
    }

    /// What the message sees beside the profile.
    private var messageContext: AttributeValue {
        [
            "event": run.memory.entry, "steps": .object(run.memory.steps),
            "journey": ["name": .string(version.definition.name), "step": .string(run.step.raw)],
        ]
    }

    mutating func update(_ updates: [ProfileUpdate]) {
        for update in updates { traveller.set(update.value.stored, at: update.path) }
        effects.append(.updateProfile(run.profile, updates))
    }

    /// Keeps the event for the conditions and messages that follow.
    mutating func remember(_ arrival: Arrival, as step: StepID? = nil) {
        run.memory.steps[(step ?? run.step).raw] = arrival.value
    }

    /// Keeps what became of a message for the conditions and messages that follow.
    mutating func remember(_ outcome: MessageOutcome, as step: StepID) {
        run.memory.steps[step.raw] = outcome.value
    }

    /// Whether the event that the run's step waits for came before the step was reached.
    var hasNoticed: Bool { run.memory.steps[run.step.raw] != nil }
}
