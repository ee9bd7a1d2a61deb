import Vocabulary

/// Runs a program: a stack of values, the loops in progress, and the moment until which all that was seen holds.
///
/// The answer is a function of what was evaluated on the way to it, so it cannot change before the earliest moment at
/// which one of those can: `until` is the least of the bounds met.
struct Evaluator {
    let program: Program
    let context: EvaluationContext
    let now: Int64
    var stack: ContiguousArray<Slot> = []
    var frames: ContiguousArray<Frame> = []
    /// `Int64.max`: forever.
    private(set) var until = Int64.max
    private(set) var isExhausted = false
    private var fuel = Self.fuelLimit

    /// About a tenth of a second's work.
    static let fuelLimit = 2_000_000

    init(_ program: Program, in context: EvaluationContext) {
        self.program = program
        self.context = context
        now = context.now.milliseconds
        stack.reserveCapacity(16)
    }

    /// The answer; null where the work was cut.
    mutating func run() -> Slot {
        var position = 0
        while position < program.ops.count {
            fuel -= 1
            guard fuel > 0, !isExhausted else { return giveUp() }
            let op = program.ops[position]
            position = perform(op, next: position + 1)
        }
        return isExhausted ? giveUp() : pop()
    }

    /// Performs an instruction and tells which is next.
    private mutating func perform(_ op: Op, next: Int) -> Int {
        switch op.code {
        case .load(let load): perform(load, op)
        case .unary(let unary): perform(unary)
        case .compare(let comparison): compare(comparison)
        case .test(let membership): test(membership)
        case .calculate(let calculation): calculate(calculation)
        case .both: combine(deciding: false)
        case .either: combine(deciding: true)
        case .list: makeList(Int(op.a))
        case .call: call(program.functions[Int(op.a)], Int(op.b))
        case .jump(let jump): return jumps(jump) ? Int(op.a) : next
        case .begin(let kind): return begin(kind, guardIndex: Int(op.c)) ? next : Int(op.b)
        case .next(let kind): return advance(kind) ? Int(op.b) : next
        }
        return next
    }

    // MARK: Stack

    mutating func push(_ value: AttributeValue) { stack.append(Slot(value: value)) }

    mutating func pop() -> Slot { stack.popLast() ?? Slot(value: .null) }

    func value(_ position: Int) -> AttributeValue { stack[position].value }

    // MARK: Bounds

    mutating func hold(until moment: Int64) { until = min(until, moment) }

    /// Makes a moving value an ordinary one, which holds until its next change.
    ///
    /// One that changes each millisecond is taken to hold until the next full hour: nothing could be re-evaluated
    /// each millisecond, and the checker has warned of it (`SEMANTICS 4`).
    mutating func settle(_ slot: Slot) {
        switch slot.motion {
        case .still: break
        case .steps(let steps): hold(until: steps.unit == 1 ? nextHour : steps.next)
        case .changes: if let first = slot.motion.firstChange { hold(until: first) }
        }
    }

    private var nextHour: Int64 {
        let hour: Int64 = 3_600_000
        let rest = now % hour
        return now.addingClamped(hour - (rest < 0 ? rest + hour : rest))
    }

    /// Sets the bound aside, so that a loop can tell each element's own.
    mutating func exchangeBound(with other: Int64) -> Int64 {
        defer { until = other }
        return until
    }

    // MARK: Limits

    mutating func charge(_ steps: Int) { fuel -= steps }

    /// Text costs a step for every 32 bytes.
    mutating func charge(bytes: Int) { fuel -= bytes / 32 }

    /// A value grew past its limit: the whole answer is given up.
    mutating func exceeded() -> AttributeValue {
        isExhausted = true
        return .null
    }

    private mutating func giveUp() -> Slot {
        isExhausted = true
        until = nextHour
        return Slot(value: .null)
    }
}
