import Foundation
import Glibc

/// One measured number, printed as a line of JSON.
struct Figure: Encodable {
    enum Better: String, Encodable { case higher, lower }

    var bench: String
    var database: String
    var figure: Double
    var unit: String
    /// What the machine could do at best, measured in the same run; `nil` where nothing bounds it.
    var ceiling: Double?
    var budget: Double
    var better: Better

    init(
        _ bench: String,
        on database: String,
        _ figure: Double,
        _ unit: String,
        ceiling: Double? = nil,
        budget: Double,
        better: Better = .higher
    ) {
        self.bench = bench
        self.database = database
        self.figure = Self.rounded(figure)
        self.unit = unit
        self.ceiling = ceiling.map(Self.rounded)
        self.budget = budget
        self.better = better
    }

    private static func rounded(_ number: Double) -> Double {
        number >= 100 ? number.rounded() : (number * 100).rounded() / 100
    }

    func show() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(self), as: UTF8.self))
        fflush(nil)
    }
}

/// What helps to read a figure goes to standard error.
func remark(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}

/// What this process has used so far.
enum Usage {
    /// Processor time in seconds.
    static var processor: Double {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }

    /// Megabytes resident, now.
    static var residentMegabytes: Double { residentMegabytes(of: getpid()) }

    static func residentMegabytes(of process: Int32) -> Double {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return 0 }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 / 1024 } ?? 0
    }
}

extension [Double] {
    /// The value below which `share` of them lie.
    func percentile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        return sorted()[Swift.min(count - 1, Int((Double(count) * share).rounded(.down)))]
    }
}
