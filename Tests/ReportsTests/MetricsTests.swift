import Reports
import Testing
import Vocabulary

struct MetricsTests {
    @Test func `metrics are shown as Prometheus reads them`() {
        let metrics = Metrics()
        let sent = metrics.counter("sent_total", "Messages.", ["lane": "batch", "why": "a\"b\\c\n"])
        let other = metrics.counter("sent_total", "Messages.", ["lane": "triggered"])
        let depth = metrics.gauge("depth", "How deep.")
        metrics.gauge("read", "Asked for.") { 1.5 }
        let took = metrics.histogram("took_seconds", "Time.", bounds: [.milliseconds(10), .seconds(1)])
        sent.add(2)
        other.add()
        depth.set(-3)
        for time in [Duration.milliseconds(10), .milliseconds(500), .seconds(7)] { took.record(time) }
        #expect(
            metrics.text == #"""
                # HELP sent_total Messages.
                # TYPE sent_total counter
                sent_total{lane="batch",why="a\"b\\c\n"} 2
                sent_total{lane="triggered"} 1
                # HELP depth How deep.
                # TYPE depth gauge
                depth -3
                # HELP read Asked for.
                # TYPE read gauge
                read 1.5
                # HELP took_seconds Time.
                # TYPE took_seconds histogram
                took_seconds_bucket{le="0.01"} 1
                took_seconds_bucket{le="1.0"} 2
                took_seconds_bucket{le="+Inf"} 3
                took_seconds_sum 7.51
                took_seconds_count 3

                """#
        )
    }
}
