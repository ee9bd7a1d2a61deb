#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A load generator for `POST /v1/*`, and for whatever else takes the same bytes.
///
///     Load blast --port P --key K [--method OPTIONS] [--connections 64] [--batch 1] [--seconds 10] [--warm 1]
///     Load flow  --port P --key K --manage K [--connections 8] [--batch 100] [--seconds 10] [--warm 2]
///
/// Both take `--people N` (who the events are about), `--serial N` (the first message id) and `--timestamp ISO`, and print
/// one line of JSON. `processor` is what the generator itself took, in processors.
func blast(_ options: Options, connections: Int, batch: Int) -> Blast {
    let serial = options.number("serial", or: System.wallClock() % 100_000_000 * 1000)
    return Blast(port: options.number("port", or: 8080), connections: connections) { index in
        Payload(
            method: options["method"].isEmpty ? "POST" : options["method"],
            path: batch == 1 ? "/v1/track" : "/v1/batch",
            key: options["key"],
            events: batch,
            people: options.number("people", or: 10_000),
            serial: serial + index * 1_000_000_000,
            timestamp: options["timestamp"]
        )
    }
}

func number(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    return "\(thousandths / 1000).\(String(1000 + thousandths % 1000).dropFirst())"
}

func runBlast(_ options: Options) {
    let batch = options.number("batch", or: 1)
    var blast = blast(options, connections: options.number("connections", or: 64), batch: batch)
    func drive(_ seconds: Double) -> Double {
        let began = System.now()
        while System.now() < began + seconds {
            blast.begin()
            blast.turn(milliseconds: 100)
        }
        return System.now() - began
    }
    _ = drive(options.decimal("warm", or: 1))
    blast.reset()
    let processor = System.processorTime()
    let seconds = drive(options.decimal("seconds", or: 10))
    let events = Double(blast.answered * batch)
    print(
        """
        {"eventsPerSecond":\(number(events / seconds)),"p50":\(number(blast.latency(0.5))),\
        "p99":\(number(blast.latency(0.99))),"answered":\(blast.answered),"refused":\(blast.refused),\
        "processor":\(number((System.processorTime() - processor) / seconds))}
        """
    )
}

func runFlow(_ options: Options) {
    let batch = options.number("batch", or: 100)
    let blast = blast(options, connections: options.number("connections", or: 8), batch: batch)
    let probe = Probe(port: options.number("port", or: 8080), key: options["manage"])
    var flow = Flow(blast: blast, probe: probe, batch: batch)
    let (processor, began) = (System.processorTime(), System.now())
    let result = flow.run(warm: options.decimal("warm", or: 2), seconds: options.decimal("seconds", or: 10))
    func age(_ share: Double) -> Double {
        result.ages.isEmpty ? -1 : result.ages[min(result.ages.count - 1, Int(Double(result.ages.count) * share))]
    }
    print(
        """
        {"eventsPerSecond":\(number(result.eventsPerSecond)),"ageP50":\(number(age(0.5) * 1000)),\
        "ageP99":\(number(age(0.99) * 1000)),"ageMax":\(number(age(1) * 1000)),"refused":\(result.refused),\
        "processor":\(number((System.processorTime() - processor) / (System.now() - began)))}
        """
    )
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
signal(SIGPIPE, SIG_IGN)
switch CommandLine.arguments.dropFirst().first {
case "blast": runBlast(options)
case "flow": runFlow(options)
default: System.fail("usage: Load blast|flow --port P --key K …")
}
