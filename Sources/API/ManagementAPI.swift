import Hummingbird

/// `/api/v1`: what the console can do, for programs; and beneath `/ajo` what clients of Adobe's call. Features add their
/// routes to the group.
package struct ManagementAPI: Sendable {
    private let keys: KeyRing
    private let operations: Operations
    private let people: PeopleRoutes
    private let personActs: PersonActRoutes
    private let sends: SendRoutes
    private let parked: ParkedRoutes
    private let journeys: JourneyRoutes
    private let feedback: FeedbackRoutes
    private let suppressions: SuppressionRoutes
    private let campaigns: CampaignRoutes
    private let messages: MessageRoutes

    package init(
        keys: KeyRing,
        operations: Operations,
        people: PeopleRoutes,
        personActs: PersonActRoutes,
        sends: SendRoutes,
        parked: ParkedRoutes,
        journeys: JourneyRoutes,
        feedback: FeedbackRoutes,
        suppressions: SuppressionRoutes,
        campaigns: CampaignRoutes,
        messages: MessageRoutes
    ) {
        self.keys = keys
        self.operations = operations
        self.people = people
        self.personActs = personActs
        self.sends = sends
        self.parked = parked
        self.journeys = journeys
        self.feedback = feedback
        self.suppressions = suppressions
        self.campaigns = campaigns
        self.messages = messages
    }

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        let group = guarded("/api/v1", of: router)
        operations.addManagementRoutes(to: group)
        people.addRoutes(to: group)
        personActs.addRoutes(to: group)
        sends.addRoutes(to: group)
        parked.addRoutes(to: group)
        journeys.addRoutes(to: group)
        feedback.addRoutes(to: group)
        suppressions.addRoutes(to: group)
        campaigns.addRoutes(to: group)
        messages.addRoutes(to: group)
        Self.refuseOthers(in: group)
        suppressions.addConfigRoutes(to: guarded("\(SuppressionRoutes.path)", of: router))
        let adobe = guarded("/ajo", of: router)
        messages.addUnitaryRoutes(to: adobe)
        Self.refuseOthers(in: adobe)
    }

    /// Paths for those who bear a manage key.
    private func guarded<Context: RequestContext>(
        _ path: RouterPath,
        of router: some RouterMethods<Context>
    ) -> RouterGroup<Context> {
        router.group(path)
            .add(middleware: DataHeaders())
            .add(middleware: ErrorResponses())
            .add(middleware: ManagementAccess(keys: keys))
    }

    private static func refuseOthers<Context: RequestContext>(in group: RouterGroup<Context>) {
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            group.on("**", method: method) { _, _ -> Response in throw HTTPError(.notFound) }
        }
    }
}
