import Vocabulary

/// Two persons whom events call one and a rule keeps apart; listed for someone to decide.
package struct BlockedMerge: Hashable, Sendable {
    package enum Reason: String, CaseIterable, Sendable {
        /// Each has an identity of a namespace of which a person has one.
        case uniqueNamespace = "unique_namespace"
        /// Only a shared device says that they are one.
        case sharedDevice = "shared_device"
        /// More than 10,000 rows would have to move in one transaction.
        case tooLarge = "too_large"
        /// Together they would have more than 50 identities.
        case tooManyIdentities = "too_many_identities"
        /// Both are known, and a write key that every visitor can read says that they are one.
        case browserKey = "browser_key"
        /// Someone undid this merge before.
        case undone
    }

    /// The older of the two first, whichever way they met.
    package var person: ProfileID
    package var other: ProfileID
    package var reason: Reason
    /// The namespace of the identity by which they met.
    package var namespace: String
    package var since: Moment
    package var latest: Moment
    package var count: Int64

    init(_ a: ProfileID, _ b: ProfileID, reason: Reason, namespace: String, moment: Moment) {
        (person, other) = a < b ? (a, b) : (b, a)
        self.reason = reason
        self.namespace = namespace
        since = moment
        latest = moment
        count = 1
    }

    init(
        person: ProfileID,
        other: ProfileID,
        reason: Reason,
        namespace: String,
        since: Moment,
        latest: Moment,
        count: Int64
    ) {
        self.person = person
        self.other = other
        self.reason = reason
        self.namespace = namespace
        self.since = since
        self.latest = latest
        self.count = count
    }
}

extension BlockedMerge {
    struct Key: Hashable {
        var person: ProfileID
        var other: ProfileID
        var reason: Reason
    }

    var key: Key { Key(person: person, other: other, reason: reason) }
}
