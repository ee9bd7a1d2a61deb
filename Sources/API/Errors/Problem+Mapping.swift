import Campaigns
import Hummingbird
import JSON
import Journeys
import NIOCore
import Pipeline
import Profiles
import Store
import Vocabulary

extension Problem {
    /// What each error of the product is over HTTP. No other place decides that.
    package init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as SegmentRefusal: self.init(refusal)
        case let rejection as Rejection: self.init(rejection)
        case let refusal as IntakeRefusal: self.init(refusal)
        case let error as InflateError: self.init(error)
        case let error as JSONError: self.init(.badRequest, code: error.code.rawValue, detail: error.message)
        case let error as StoreError: self.init(error)
        case let error as JourneyError: self.init(error)
        case let error as CampaignError: self.init(error)
        case is KeyRingBusy:
            let detail = "too many unknown keys were tried; nothing was taken"
            self.init(.serviceUnavailable, code: "key.busy", detail: detail, retryAfter: .seconds(2))
        case let refusal as HandActRefusal: self.init(refusal)
        case let refusal as UndoMergeError: self.init(refusal)
        case let refusal as MergeRefusal: self.init(refusal)
        case let error as HTTPError: self.init(error)
        case is NIOTooManyBytesError:
            self.init(.contentTooLarge, code: "request.too-large", detail: "the body is larger than this path takes")
        case is CancellationError:
            let detail = "the server is stopping"
            self.init(.serviceUnavailable, code: "server.stopping", detail: detail, retryAfter: .seconds(5))
        default:
            self.init(.internalServerError, code: "server.fault", detail: "the server made a mistake; it is in its log")
        }
    }

    private init(_ refusal: SegmentRefusal) {
        let status: HTTPResponse.Status =
            switch refusal {
            case .malformed, .missingBatch: .badRequest
            case .bodyTooLarge, .tooManyEvents: .contentTooLarge
            }
        self.init(status, code: refusal.code, detail: refusal.message)
    }

    private init(_ rejection: Rejection) {
        let status: HTTPResponse.Status = rejection.code == .tooLarge ? .contentTooLarge : .badRequest
        self.init(status, code: rejection.code.rawValue, detail: rejection.message, field: rejection.field)
    }

    private init(_ refusal: IntakeRefusal) {
        switch refusal {
        case .busy(let retryAfter):
            let detail = "more comes in than is worked off; nothing was taken"
            self.init(.serviceUnavailable, code: "intake.busy", detail: detail, retryAfter: retryAfter)
        case .diskFull:
            let detail = "the disk is full; nothing was taken"
            self.init(.serviceUnavailable, code: "intake.disk-full", detail: detail, retryAfter: .seconds(30))
        }
    }

    private init(_ refusal: HandActRefusal) {
        switch refusal {
        case .unknownPerson:
            self.init(.notFound, code: "profile.unknown", detail: "there is no such person")
        case .foreignAddress:
            let detail = "the person has no such address"
            self.init(.conflict, code: "profile.foreign-address", detail: detail, field: "address")
        case .notSuppressed:
            self.init(.conflict, code: "profile.not-suppressed", detail: "the address is not listed by itself")
        case .reasonMissing:
            let detail = "say why; it is written down"
            self.init(.badRequest, code: "request.invalid-field", detail: detail, field: "reason")
        case .noSuchRun:
            self.init(.notFound, code: "run.unknown", detail: "no such run of this person waits")
        }
    }

    private init(_ refusal: UndoMergeError) {
        switch refusal {
        case .unknown: self.init(.notFound, code: "merge.unknown", detail: "there is no such merge")
        case .alreadyUndone: self.init(.conflict, code: "merge.undone", detail: "it was taken back already")
        case .tooLate:
            self.init(.conflict, code: "merge.too-old", detail: "what it replaced is forgotten after 30 days")
        case .erased: self.init(.conflict, code: "merge.erased", detail: "one of the two was erased")
        }
    }

    private init(_ refusal: MergeRefusal) {
        switch refusal {
        case .unknown: self.init(.notFound, code: "profile.unknown", detail: "one of the two is gone")
        case .same: self.init(.conflict, code: "merge.same", detail: "they are one already")
        case .tooLarge: self.init(.conflict, code: "merge.too-large", detail: "too much would have to move at once")
        }
    }

    private init(_ error: InflateError) {
        switch error {
        case .malformed:
            self.init(.badRequest, code: "request.bad-gzip", detail: "the body is not gzip, or ends too early")
        case .tooLarge(let limit):
            self.init(
                .contentTooLarge,
                code: "request.too-large",
                detail: "the body unpacks to more than \(limit) bytes"
            )
        }
    }

    private init(_ error: JourneyError) {
        let (status, code): (HTTPResponse.Status, String) =
            switch error {
            case .notFound: (.notFound, "journey.unknown")
            case .nameTaken: (.conflict, "journey.name-taken")
            case .faulty: (.unprocessableContent, "journey.faulty")
            case .statusChange: (.conflict, "journey.status-change")
            case .pauseUnasked: (.badRequest, "journey.pause-unasked")
            case .badMove: (.unprocessableContent, "journey.bad-move")
            case .unreadable: (.internalServerError, "journey.unreadable")
            }
        self.init(status, code: code, detail: error.message)
    }

    private init(_ error: CampaignError) {
        let detail = error.message
        switch error {
        case .notFound: self.init(.notFound, code: "campaign.unknown", detail: detail)
        case .faulty: self.init(.unprocessableContent, code: "campaign.faulty", detail: detail)
        case .unpublished: self.init(.conflict, code: "campaign.unpublished", detail: detail)
        case .keyReused: self.init(.unprocessableContent, code: "idempotency.key-reused", detail: detail)
        case .underWay:
            self.init(.conflict, code: "idempotency.in-flight", detail: detail, retryAfter: .seconds(1))
        case .refused(let fault):
            self.init(.unprocessableContent, code: fault.code.rawValue, detail: detail, field: fault.field)
        case .noExecution: self.init(.notFound, code: "execution.unknown", detail: detail)
        case .unreadable: self.init(.internalServerError, code: "campaign.unreadable", detail: detail)
        }
    }

    private init(_ error: StoreError) {
        switch error.cause {
        case .unavailable, .conflict, .diskFull:
            let detail = "the database does not answer; try again"
            self.init(.serviceUnavailable, code: "store.unavailable", detail: detail, retryAfter: .seconds(5))
        case .constraint, .other:
            self.init(.internalServerError, code: "server.fault", detail: "the server made a mistake; it is in its log")
        }
    }

    private init(_ error: HTTPError) {
        switch error.status {
        case .notFound: self.init(.notFound, code: "request.not-found", detail: "there is nothing at this path")
        case .contentTooLarge: self.init(error.status, code: "request.too-large", detail: "the body is too large")
        default: self.init(error.status, code: "request.refused", detail: error.body ?? error.status.reasonPhrase)
        }
    }
}
