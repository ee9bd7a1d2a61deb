#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Many connections, each with one request on its way; the next goes out when the answer to the last has come.
struct Blast {
    private var connections: [Connection]
    private var payloads: [Payload]
    private var latencies: [Float] = []
    private(set) var answered = 0
    private(set) var refused = 0

    init(port: Int, connections count: Int, payload: (Int) -> Payload) {
        connections = (0..<count).map { _ in Connection(port: port) }
        payloads = (0..<count).map(payload)
    }

    var eventsAnswered: Int { answered * (payloads.first?.events ?? 0) }
    var isIdle: Bool { connections.allSatisfy { !$0.isBusy } }

    /// Forgets what was measured, after a warm-up.
    mutating func reset() {
        latencies.removeAll(keepingCapacity: true)
        (answered, refused) = (0, 0)
    }

    /// Sends on every connection that waits for nothing, as long as `mayBegin` says so.
    mutating func begin(while mayBegin: () -> Bool = { true }) {
        for index in connections.indices where !connections[index].isBusy && mayBegin() {
            payloads[index].stamp()
            connections[index].send(payloads[index].bytes)
        }
    }

    /// Waits up to `milliseconds` for sockets and serves those that are ready.
    mutating func turn(milliseconds: Int32) {
        let busy = connections.indices.filter { connections[$0].isBusy }
        var polled = busy.map { index in
            pollfd(fd: connections[index].socket, events: connections[index].events(payloads[index].bytes), revents: 0)
        }
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return }
        for (place, index) in busy.enumerated() where polled[place].revents != 0 { serve(index, polled[place]) }
    }

    private mutating func serve(_ index: Int, _ polled: pollfd) {
        guard polled.revents & Int16(POLLOUT) == 0 else { return connections[index].push(payloads[index].bytes) }
        guard let (status, _) = connections[index].pull() else { return }
        latencies.append(Float((System.now() - connections[index].began) * 1000))
        if status == 200 || status == 204 { answered += 1 } else { refused += 1 }
    }

    func latency(_ share: Double) -> Double {
        guard !latencies.isEmpty else { return 0 }
        let sorted = latencies.sorted()
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
    }
}
