import Vocabulary

/// What happens at a place of the graph. A new kind is a file in `Steps/`, its test, and a line in each list here.
package enum Step: Sendable {
    case entry(EntryStep)
    case condition(ConditionStep)
    case wait(WaitStep)
    case waitForEvent(WaitForEventStep)
    case email(EmailStep)
    case updateProfile(UpdateProfileStep)
    case end(EndStep)

    static let kinds: [any StepBehavior.Type] = [
        EntryStep.self, ConditionStep.self, WaitStep.self, WaitForEventStep.self, EmailStep.self,
        UpdateProfileStep.self, EndStep.self,
    ]

    package var behavior: any StepBehavior {
        switch self {
        case .entry(let step): step
        case .condition(let step): step
        case .wait(let step): step
        case .waitForEvent(let step): step
        case .email(let step): step
        case .updateProfile(let step): step
        case .end(let step): step
        }
    }

    /// As written in definitions: `waitForEvent`.
    package var kind: String { type(of: behavior).kind }
}

/// What every kind of step knows: its text form, where it leads, and what it does to a run.
package protocol StepBehavior: Sendable {
    static var kind: String { get }

    /// Reads its fields, reporting every fault; nil where one of them leaves no step.
    static func read(_ fields: inout FieldReader) -> Step?
    /// Writes its fields in their canonical order.
    func write(to fields: inout FieldWriter)

    /// Where it leads.
    var ways: [Way] { get }
    /// The expressions it evaluates, so that the history they read is loaded.
    var rules: [Rule] { get }

    /// A run has reached it.
    func arrive(_ walk: inout Walk) -> Motion
    /// An event of the person comes while a run rests on it.
    func hear(_ arrival: Arrival, _ walk: inout Walk) -> Motion
    /// The moment came for which a run rested on it.
    func wake(_ walk: inout Walk) -> Motion
    /// A run that rested on a step of this kind in another version goes on here: its wait ends when it would have.
    func takeOver(_ walk: inout Walk) -> Motion
    /// What became of the message for which a run rested on it.
    func learn(_ outcome: MessageOutcome, _ walk: inout Walk) -> Motion
}

extension StepBehavior {
    package var rules: [Rule] { [] }
    package func hear(_ arrival: Arrival, _ walk: inout Walk) -> Motion { .stay }
    package func wake(_ walk: inout Walk) -> Motion { .stay }
    package func takeOver(_ walk: inout Walk) -> Motion { .rest(until: walk.run.wake) }
    package func learn(_ outcome: MessageOutcome, _ walk: inout Walk) -> Motion { .stay }
}

/// An edge out of a step: its name at the step (`next`, `onTimeout`, `cases.1`) and the step it leads to.
package struct Way: Hashable, Sendable {
    package var name: String
    /// What a person sees on the edge.
    package var label: String?
    package var target: StepID

    init(_ name: String, to target: StepID, label: String? = nil) {
        self.name = name
        self.label = label
        self.target = target
    }
}

/// What a step answers: where the run goes from here.
package enum Motion: Hashable, Sendable {
    /// On to the next step, now.
    case go(StepID)
    /// Rests here, until the moment if there is one.
    case rest(until: Moment?)
    /// Nothing changes.
    case stay
    case exit(RunReason)
    case fail(RunReason)
}
