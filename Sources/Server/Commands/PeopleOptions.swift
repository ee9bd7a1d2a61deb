import ArgumentParser
import Journeys
import Store
import Vocabulary

/// What publishing does with the people inside older versions (`SEMANTICS 23`).
struct PeopleOptions: ParsableArguments {
    @Option(help: "People inside older versions: stay, or follow (whose step is still there moves).")
    var people: Choice = .stay
    @Option(help: "Move who stands on step OLD of an older version to NEW; others stay. May be repeated.")
    var move: [String] = []

    enum Choice: String, ExpressibleByArgument, CaseIterable { case stay, follow }

    func validate() throws { _ = try mapping() }

    /// From step to step.
    func mapping() throws -> [StepID: StepID] {
        let pairs = try move.map { text -> (StepID, StepID) in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--move is OLD=NEW") }
            return (StepID(parts[0]), StepID(parts[1]))
        }
        guard pairs.isEmpty || people == .stay else { throw ValidationError("--move or --people follow, not both") }
        return Dictionary(pairs) { _, later in later }
    }

    /// What is chosen for the journey that `text` defines; a mapping holds for every older version that has the step.
    func choice(for text: String, in db: Transaction) throws -> PeopleChoice {
        let mapping = try mapping()
        guard !mapping.isEmpty else { return people == .follow ? .follow : .stay }
        guard let name = JourneyDefinition.read(text).definition?.name,
            let journey = try JourneyReading.journey(named: name, in: db)
        else { return .stay }
        var moves: [Int: [StepID: StepID]] = [:]
        for standing in try JourneyReading.standings(of: journey.id, in: db) {
            if let target = mapping[standing.step] { moves[standing.version, default: [:]][standing.step] = target }
        }
        return .move(moves)
    }
}
