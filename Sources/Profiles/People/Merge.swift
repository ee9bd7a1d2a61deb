import Vocabulary

/// Two persons who became one: the older survived. Kept with what both were before, so that a wrong merge can be undone.
package struct Merge: Hashable, Sendable {
    package var id: Int64
    package var survivor: ProfileID
    package var absorbed: ProfileID
    package var moment: Moment
    /// What said so: the source of the event.
    package var cause: String
    package var rowsMoved: Int64
    package var undone: Moment?

    /// For so long a merge can be undone; then what it replaced is forgotten.
    package static let undoPeriod = Duration.days(30)
}

/// A merge of this batch with what both were just before it.
struct NewMerge: Hashable {
    var merge: Merge
    var survivorBefore: Profile
    var absorbedBefore: Profile
}
