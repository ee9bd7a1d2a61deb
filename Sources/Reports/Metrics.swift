import Synchronization
import Vocabulary

/// Everything `/metrics` shows: each metric is made once, at the start, and keeps a fixed set of labels, so that no
/// event and no id can add a series.
package final class Metrics: Sendable {
    private let families: Mutex<[Family]> = Mutex([])

    /// Series of one name; a label whose values grow beyond it is no label.
    private static let seriesLimit = 64

    package init() {}

    /// A count that only grows; its name ends in `_total`.
    package func counter(_ name: String, _ help: String, _ labels: MetricLabels = []) -> Counter {
        let counter = Counter()
        add(.counter, name, help, Series(labels: labels, source: .counter(counter)))
        return counter
    }

    package func gauge(_ name: String, _ help: String, _ labels: MetricLabels = []) -> Gauge {
        let gauge = Gauge()
        add(.gauge, name, help, Series(labels: labels, source: .gauge(gauge)))
        return gauge
    }

    /// A gauge whose value is asked for when it is read; `read` must not block.
    package func gauge(
        _ name: String,
        _ help: String,
        _ labels: MetricLabels = [],
        read: @escaping @Sendable () -> Double
    ) {
        add(.gauge, name, help, Series(labels: labels, source: .reading(read)))
    }

    /// How long something took; its name ends in `_seconds`.
    package func histogram(
        _ name: String,
        _ help: String,
        _ labels: MetricLabels = [],
        bounds: [Duration] = Histogram.standardBounds
    ) -> Histogram {
        let histogram = Histogram(bounds: bounds)
        add(.histogram, name, help, Series(labels: labels, source: .histogram(histogram)))
        return histogram
    }

    /// The text format of Prometheus, version 0.0.4.
    package var text: String {
        var text = ""
        for family in families.withLock({ $0 }) {
            text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for series in family.series { series.write(named: family.name, to: &text) }
        }
        return text
    }

    private func add(_ kind: Family.Kind, _ name: String, _ help: String, _ series: Series) {
        families.withLock { families in
            guard let index = families.firstIndex(where: { $0.name == name }) else {
                return families.append(Family(name: name, help: help, kind: kind, series: [series]))
            }
            let known = families[index]
            precondition(known.kind == kind && known.series.count < Self.seriesLimit, "\(name) is another metric")
            precondition(!known.series.contains { $0.labels == series.labels }, "\(name) was made before")
            families[index].series.append(series)
        }
    }
}

/// Names and values that tell the series of one metric apart, in the order in which they are shown.
package struct MetricLabels: Hashable, Sendable, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    let all: [[String]]

    package init(arrayLiteral elements: Never...) { all = [] }
    package init(dictionaryLiteral elements: (String, String)...) { all = elements.map { [$0.0, $0.1] } }

    /// `{a="b"}`, with `more` at the end; nothing where there are none.
    func text(and more: String? = nil) -> String {
        let pairs = all.map { "\($0[0])=\"\(Self.escaped($0[1]))\"" } + [more].compactMap(\.self)
        return pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}

private struct Family {
    enum Kind: String { case counter, gauge, histogram }

    let name: String
    let help: String
    let kind: Kind
    var series: [Series]
}

private struct Series {
    enum Source {
        case counter(Counter)
        case gauge(Gauge)
        case reading(@Sendable () -> Double)
        case histogram(Histogram)
    }

    let labels: MetricLabels
    let source: Source

    func write(named name: String, to text: inout String) {
        switch source {
        case .counter(let counter): text += "\(name)\(labels.text()) \(counter.value)\n"
        case .gauge(let gauge): text += "\(name)\(labels.text()) \(gauge.value)\n"
        case .reading(let read): text += "\(name)\(labels.text()) \(read())\n"
        case .histogram(let histogram): histogram.write(named: name, labels, to: &text)
        }
    }
}
