/// Asks the server again and again how far it is, on a connection of its own.
struct Probe {
    private var connection: Connection
    private let request: [UInt8]
    private var nextAsk = 0.0
    /// When the log was seen to reach which position, the oldest first.
    private var seen: [(moment: Double, appended: Int)] = []
    private(set) var appended = 0
    private(set) var processed = 0
    /// How long each of the log's ends took to become state, in seconds.
    private(set) var ages: [Double] = []

    private static let pause = 0.02

    init(port: Int, key: String) {
        connection = Connection(port: port)
        request = Array(
            "GET /api/v1/pipeline HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(key)\r\n\r\n".utf8
        )
    }

    mutating func forget() { ages = [] }

    /// Asks when it is time to, and takes the answer when it is there; never waits.
    mutating func step() {
        let now = System.now()
        if !connection.isBusy, now >= nextAsk {
            nextAsk = now + Self.pause
            connection.send(request)
        }
        guard connection.isBusy, let (status, body) = connection.pull() else { return }
        guard status == 200 else { System.fail("/api/v1/pipeline answers \(status)") }
        let numbers = body.split { !(48...57).contains($0) }.map { $0.reduce(0) { $0 * 10 + Int($1) - 48 } }
        (appended, processed) = (numbers[0], numbers[1])
        if seen.last?.appended != appended { seen.append((now, appended)) }
        let done = seen.prefix { $0.appended <= processed }
        ages += done.map { System.now() - $0.moment }
        seen.removeFirst(done.count)
    }
}

/// As many events as the server turns into state, no more: it sends only while what is not yet state is less than half
/// a second's worth.
struct Flow {
    private var blast: Blast
    private var probe: Probe
    private let batch: Int
    /// The position of the log before the first request.
    private let start: Int
    /// Events that may be on their way at once.
    private var lead: Int

    private static let leadSeconds = 0.5

    init(blast: Blast, probe: Probe, batch: Int) {
        var probe = probe
        while probe.appended == 0, probe.ages.isEmpty { probe.step() }
        (self.blast, self.probe, self.batch, start) = (blast, probe, batch, probe.appended)
        lead = 20 * batch
    }

    struct Result {
        var eventsPerSecond: Double
        var ages: [Double]
        var refused: Int
    }

    mutating func run(warm: Double, seconds: Double) -> Result {
        drive(until: System.now() + warm)
        probe.forget()
        let (began, first) = (System.now(), probe.processed)
        drive(until: began + seconds)
        let rate = Double((probe.processed - first) * batch) / (System.now() - began)
        return Result(eventsPerSecond: rate, ages: probe.ages.sorted(), refused: blast.refused)
    }

    private mutating func drive(until end: Double) {
        var (marked, mark) = (System.now(), probe.processed)
        while System.now() < end {
            let waiting = (start + blast.answered - probe.processed) * batch
            let room = max(0, lead - waiting) / batch
            var begun = 0
            blast.begin {
                begun += 1
                return begun <= room
            }
            blast.turn(milliseconds: 2)
            probe.step()
            let now = System.now()
            guard now - marked >= 1 else { continue }
            let rate = Double((probe.processed - mark) * batch) / (now - marked)
            lead = max(10 * batch, Int(rate * Self.leadSeconds))
            (marked, mark) = (now, probe.processed)
        }
    }
}
