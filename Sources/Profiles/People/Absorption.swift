import Vocabulary

/// What one event did to the people: whose it is, who became one, and what was not taken.
package struct Absorption: Hashable, Sendable {
    package struct Pair: Hashable, Sendable {
        package var survivor: ProfileID
        package var absorbed: ProfileID

        package init(survivor: ProfileID, absorbed: ProfileID) {
            self.survivor = survivor
            self.absorbed = absorbed
        }
    }

    /// The person, `nil` where no identity was left (`identity_missing`) or all were erased.
    package var profile: ProfileID?
    /// The person whom undoing merges would give the event back to.
    package var born: ProfileID?
    package var isNew = false
    package var merges: [Pair] = []
    package var reasons: [ProfileReason] = []

    package init() {}
}
