import Accounts
import Pipeline
import Profiles

/// How acts by hand, and what speaks against them, read to people.
extension Words {
    static func act(_ act: AuditAct) -> String {
        switch act {
        case .suppress: "suppressed the address"
        case .lift: "lifted the suppression"
        case .stateConsent: "stated consent"
        case .erase: "erased the person"
        case .undoMerge: "took a merge back"
        case .merge: "united two persons"
        case .endRun: "took the person out of a journey"
        case .cancelSends: "cancelled"
        case .restoreSends: "took a cancel back"
        case .retrySends: "tried again"
        case .releaseSends: "released"
        case .resolveSends: "resolved uncertain"
        case .retryParked: "tried parked again"
        case .dropParked: "gave parked up"
        case .changeSending: "changed what may be sent"
        }
    }

    static func refusal(_ refusal: HandActRefusal) -> String {
        switch refusal {
        case .unknownPerson: "There is no such person any more."
        case .foreignAddress: "That is not an address of this person."
        case .notSuppressed: "The address is not listed by itself."
        case .reasonMissing: "Say why; it is written down."
        case .noSuchRun: "They are not there any more: the run is over."
        }
    }

    static func refusal(_ refusal: UndoMergeError) -> String {
        switch refusal {
        case .unknown: "There is no such merge."
        case .alreadyUndone: "It was taken back already."
        case .tooLate: "It is more than 30 days old; what it replaced is forgotten."
        case .erased: "One of the two was erased."
        }
    }

    static func refusal(_ refusal: MergeRefusal) -> String {
        switch refusal {
        case .unknown: "One of the two is gone."
        case .same: "They are one already."
        case .tooLarge: "Too much would have to move at once."
        }
    }

    static func category(_ category: Suppression.Category) -> String {
        switch category {
        case .complaint: "complaint"
        case .hardBounce: "hard bounce"
        case .manual: "by hand"
        case .softBounce: "failed too often"
        }
    }
}
