import ArgumentParser
import Deliveries
import JSON
import Store
import Vocabulary

/// `sojourn allowance`: how much may go in all.
struct AllowanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allowance",
        abstract: "Show or set how many messages may go in any hour and any day: numbers, or none for no limit."
    )

    @OptionGroup var store: StoreOptions
    @Option(help: "In any 60 minutes.") var hour: Limit?
    @Option(help: "In any 24 hours.") var day: Limit?
    @Flag(help: "Print JSON.") var json = false

    /// A number, or `none`.
    enum Limit: ExpressibleByArgument {
        case none
        case most(Int)

        init?(argument: String) {
            if argument == "none" {
                self = .none
            } else if let number = Int(argument), number >= 0 {
                self = .most(number)
            } else {
                return nil
            }
        }

        var number: Int? { if case .most(let number) = self { number } else { nil } }
    }

    func run() async throws {
        let (hour, day) = (hour, day)
        let (allowance, use) = try await store.withStores { stores in
            try await stores.state.write { db in
                var policy = try SendingPolicy.load(in: db)
                if let hour { policy.allowance.perHour = hour.number }
                if let day { policy.allowance.perDay = day.number }
                if hour != nil || day != nil { try policy.save(in: db) }
                let use = try AllowanceTable.use(.email, policy.allowance, in: db)
                return (policy.allowance, (hour: use.sentInHour(before: db.now), day: use.sentInDay(before: db.now)))
            }
        }
        guard json else {
            print("in an hour: \(Self.words(allowance.perHour)), used \(use.hour)")
            return print("in a day: \(Self.words(allowance.perDay)), used \(use.day)")
        }
        let value: AttributeValue = [
            "hour": Self.value(allowance.perHour), "day": Self.value(allowance.perDay),
            "usedHour": .integer(Int64(use.hour)), "usedDay": .integer(Int64(use.day)),
        ]
        print(value.jsonText)
    }

    private static func words(_ limit: Int?) -> String { limit.map { "at most \($0)" } ?? "no limit" }
    private static func value(_ limit: Int?) -> AttributeValue { limit.map { .integer(Int64($0)) } ?? .null }
}
