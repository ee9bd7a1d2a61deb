import Accounts
import Deliveries
import Pipeline
import Profiles
import Vocabulary
import Web

/// What colleagues do to one person from their page.
enum PersonActs {
    static func suppress(_ visit: Visit) async throws -> Answer {
        try await act(visit) { id in
            _ = try await visit.console.acts.suppress(
                visit.form.text("address"),
                of: id,
                reason: visit.form["reason"] ?? "",
                by: visit.who
            )
            return Pages.person(id)
        }
    }

    static func lift(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(ProfileID.self) else { return .notFound }
        let listed = try await visit.read { db in try GateRehearsal.load(id, in: db).suppression }
        guard let listed, !listed.address.hasPrefix("@") else {
            return .refused(.badInput(Words.refusal(.notSuppressed)))
        }
        let role = Reachability.lifter(of: listed.category)
        guard visit.may(role) else { return .refused(.role(needs: role.rawValue)) }
        return try await act(visit) { id in
            _ = try await visit.console.acts.lift(
                visit.form.text("address"),
                of: id,
                reason: visit.form["reason"] ?? "",
                by: visit.who
            )
            return Pages.person(id)
        }
    }

    static func state(_ visit: Visit) async throws -> Answer {
        guard let choice = visit.form["choice"].flatMap({ ConsentStatement.Choice(rawValue: $0) }) else {
            return .refused(.badInput("They say yes or no."))
        }
        return try await act(visit) { id in
            try await visit.console.acts.state(
                choice,
                channel: visit.form.text("channel") ?? "email",
                topic: visit.form.text("topic"),
                of: id,
                note: visit.form["note"] ?? "",
                by: visit.who
            )
            return Pages.person(id)
        }
    }

    static func endRun(_ visit: Visit) async throws -> Answer {
        guard let run = visit.form["run"].flatMap({ RunID($0) }) else { return .notFound }
        return try await act(visit) { id in
            try await visit.console.acts.end(run, of: id, by: visit.who)
            return Pages.person(id)
        }
    }

    /// Two persons who were kept apart become one.
    static func merge(_ visit: Visit) async throws -> Answer {
        guard let other = visit.form["other"].flatMap({ ProfileID($0) }) else { return .notFound }
        return try await act(visit) { id in
            let pair = try await visit.console.acts.merge(id, other, by: visit.who)
            return Pages.person(pair.survivor)
        }
    }

    /// Does it to the person of the address and goes on; what is refused is said.
    static func act(_ visit: Visit, _ body: (ProfileID) async throws -> Link) async throws -> Answer {
        guard let id = visit.id(ProfileID.self) else { return .notFound }
        do {
            return .seeOther(try await body(id))
        } catch let refusal as HandActRefusal {
            return .refused(.badInput(Words.refusal(refusal)))
        } catch let refusal as MergeRefusal {
            return .refused(.badInput(Words.refusal(refusal)))
        } catch is ProfileReason {
            return .refused(.badInput("That is no channel or topic."))
        }
    }
}
