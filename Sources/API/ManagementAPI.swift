import Hummingbird

/// `/api/v1`: what the console can do, for programs. Features add their routes to the group.
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

    package init(
        keys: KeyRing,
        operations: Operations,
        people: PeopleRoutes,
        personActs: PersonActRoutes,
        sends: SendRoutes,
        parked: ParkedRoutes,
        journeys: JourneyRoutes,
        feedback: FeedbackRoutes,
        suppressions: SuppressionRoutes
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
    }

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        let group = router.group("/api/v1")
            .add(middleware: DataHeaders())
            .add(middleware: ErrorResponses())
            .add(middleware: ManagementAccess(keys: keys))
        operations.addManagementRoutes(to: group)
        people.addRoutes(to: group)
        personActs.addRoutes(to: group)
        sends.addRoutes(to: group)
        parked.addRoutes(to: group)
        journeys.addRoutes(to: group)
        feedback.addRoutes(to: group)
        suppressions.addRoutes(to: group)
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            group.on("**", method: method) { _, _ -> Response in throw HTTPError(.notFound) }
        }
        suppressions.addConfigRoutes(
            to: router.group("\(SuppressionRoutes.path)")
                .add(middleware: DataHeaders())
                .add(middleware: ErrorResponses())
                .add(middleware: ManagementAccess(keys: keys))
        )
    }
}
