import Accounts
import Hummingbird

/// Which address leads to which page's code; the whole console at a glance.
extension Console {
    package func addRoutes(to router: Router<some RequestContext>) {
        let door = Door(console: self)
        router.get(RouterPath(Assets.route)) { _, context in door.asset(context.parameters) }
        addSigning(to: router, door)
        addPages(to: router, door)
        addActs(to: router, door)
        addActsByHand(to: router, door)
        if mailbox != nil { addMailbox(to: router, door) }
        if demo != nil { addDemo(to: router, door) }
        router.get(RouterPath(Pages.live.route)) { request, context in
            try await door.stream(request, context.parameters)
        }
    }

    private func addSigning(to router: Router<some RequestContext>, _ door: Door) {
        door.get(Pages.signIn.route, on: router, open: true, SignInPages.show)
        door.post(Pages.signIn.route, on: router, needs: nil, SignInPages.signIn)
        door.get(Pages.welcome.route, on: router, open: true, SignInPages.welcome)
        door.post(Pages.welcome.route, on: router, needs: nil, SignInPages.makeAdministrator)
        door.post(Pages.signOut.route, on: router, needs: .viewer, SignInPages.signOut)
    }

    private func addPages(to router: Router<some RequestContext>, _ door: Door) {
        door.get(Pages.home.route, on: router, HomePage.show)
        door.get(Pages.journeys.route, on: router, JourneysPage.show)
        door.get(Pages.journey.route, on: router, JourneyPage.show)
        door.get(Pages.journeyDefinition.route, on: router, JourneyPage.definition)
        door.get(Pages.journeyPublish.route, on: router, PublishPage.show)
        door.get(Pages.journeyPeople.route, on: router, StepPeoplePage.show)
        door.get(Pages.journeyMessage.route, on: router, StepMessagePage.show)
        door.get(Pages.journeyMessageHTML.route, on: router, StepMessagePage.html)
        door.get(Pages.campaigns.route, on: router, CampaignsPage.show)
        door.get(Pages.campaign.route, on: router, CampaignPage.show)
        door.get(Pages.people.route, on: router, PeoplePage.show)
        door.get(Pages.person.route, on: router, PersonPage.show)
        door.get(Pages.personErase.route, on: router, ErasePage.show)
        door.get(Pages.mergeUndo.route, on: router, UndoMergePage.show)
        door.get(Pages.audit.route, on: router, AuditPage.show)
        door.get(Pages.messages.route, on: router, LedgerPage.show)
        door.get(Pages.messagesAct.route, on: router, SendActPage.show)
        door.get(Pages.messagesExport.route, on: router, LedgerDownload.show)
        door.get(Pages.feedback.route, on: router, FeedbackPage.show)
        door.get(Pages.message.route, on: router, MessagePage.show)
        door.get(Pages.messageHTML.route, on: router, MessagePage.html)
        door.get(Pages.messageSource.route, on: router, MessagePage.source)
        door.get(Pages.sending.route, on: router, SendingPage.show)
        door.get(Pages.restored.route, on: router, GapPage.show)
        door.get(Pages.keys.route, on: router, KeysPage.show)
        door.get(Pages.events.route, on: router, EventsPage.show)
    }

    private func addActs(to router: Router<some RequestContext>, _ door: Door) {
        door.post(Pages.hold.route, on: router, needs: .author, SendingActs.hold)
        door.post(Pages.release.route, on: router, needs: .publisher, SendingActs.release)
        door.post(Pages.sending.route, on: router, needs: .admin, SendingPage.setAllowance)
        door.post(Pages.restored.route, on: router, needs: .publisher, GapPage.choose)
        door.post(Pages.journeyStatus.route, on: router, needs: .publisher, JourneyActs.changeStatus)
        door.post(Pages.journeyPublish.route, on: router, needs: .publisher, JourneyActs.publish)
        door.post(Pages.keys.route, on: router, needs: .admin, KeysPage.create)
        door.post(Pages.keyRevoke.route, on: router, needs: .admin, KeysPage.revoke)
    }

    /// What colleagues do to people, messages and parked events; each leaves a line in the audit.
    private func addActsByHand(to router: Router<some RequestContext>, _ door: Door) {
        door.post(Pages.personSuppress.route, on: router, needs: .author, PersonActs.suppress)
        door.post(Pages.personLift.route, on: router, needs: .publisher, PersonActs.lift)
        door.post(Pages.personConsent.route, on: router, needs: .author, PersonActs.state)
        door.post(Pages.personEndRun.route, on: router, needs: .author, PersonActs.endRun)
        door.post(Pages.personMerge.route, on: router, needs: .publisher, PersonActs.merge)
        door.post(Pages.personErase.route, on: router, needs: .admin, ErasePage.erase)
        door.post(Pages.mergeUndo.route, on: router, needs: .publisher, UndoMergePage.undo)
        door.post(Pages.messagesAct.route, on: router, needs: .publisher, SendActPage.perform)
        door.post(Pages.parkedRetryAll.route, on: router, needs: .publisher, ParkedActs.retryAll)
        door.post(Pages.parkedRetry.route, on: router, needs: .publisher, ParkedActs.retry)
        door.post(Pages.parkedDrop.route, on: router, needs: .publisher, ParkedActs.drop)
        door.post(Pages.wakeRetry.route, on: router, needs: .publisher, ParkedActs.retryWake)
        door.post(Pages.wakeDrop.route, on: router, needs: .publisher, ParkedActs.dropWake)
    }

    private func addMailbox(to router: Router<some RequestContext>, _ door: Door) {
        door.get(Pages.mailbox.route, on: router, MailboxPage.show)
        door.get(Pages.mailboxMessage.route, on: router, MailboxMessagePage.show)
        door.get(Pages.mailboxHTML.route, on: router, MailboxMessagePage.html)
        door.get(Pages.mailboxSource.route, on: router, MailboxMessagePage.source)
    }

    private func addDemo(to router: Router<some RequestContext>, _ door: Door) {
        door.get(Pages.demoEnter.route, on: router, open: true, DemoActs.showEntry)
        door.post(Pages.demoEnter.route, on: router, needs: nil, DemoActs.enter)
        door.post(Pages.demoPause.route, on: router, needs: .author, DemoActs.pause)
        door.post(Pages.demoRun.route, on: router, needs: .author, DemoActs.runThrough)
        door.post(Pages.demoKill.route, on: router, needs: .author, DemoActs.kill)
        door.post(Pages.demoOrder.route, on: router, needs: .author, DemoActs.order)
    }
}
