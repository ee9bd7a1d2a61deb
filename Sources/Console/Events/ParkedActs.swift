import Pipeline
import Vocabulary

/// Trying parked events and wakes again, and giving them up.
enum ParkedActs {
    static func retryAll(_ visit: Visit) async throws -> Answer {
        _ = try await visit.console.acts.retryAllParked(by: visit.who)
        return .seeOther(Pages.events.link)
    }

    static func retry(_ visit: Visit) async throws -> Answer {
        guard let place = visit.id(ParkedEvent.Place.self) else { return .notFound }
        return try await back(visit.console.acts.retry(place, by: visit.who))
    }

    static func drop(_ visit: Visit) async throws -> Answer {
        guard let place = visit.id(ParkedEvent.Place.self) else { return .notFound }
        return try await back(visit.console.acts.drop(place, by: visit.who))
    }

    static func retryWake(_ visit: Visit) async throws -> Answer {
        guard let person = visit.id(ProfileID.self) else { return .notFound }
        return try await back(visit.console.acts.retryWake(of: person, by: visit.who))
    }

    static func dropWake(_ visit: Visit) async throws -> Answer {
        guard let person = visit.id(ProfileID.self) else { return .notFound }
        return try await back(visit.console.acts.dropWake(of: person, by: visit.who))
    }

    private static func back(_ isParked: Bool) -> Answer {
        isParked
            ? .seeOther(Pages.events.link)
            : .refused(.badInput("It is not parked any more: it took effect, or somebody gave it up."))
    }
}
