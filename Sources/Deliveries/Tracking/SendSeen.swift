import Vocabulary

/// What people and programs did with one message, as reports count it: people apart from programs (`SEMANTICS 33`).
package struct SendSeen: Hashable, Sendable {
    package var opens = 0
    package var clicks = 0
    package var machineOpens = 0
    package var machineClicks = 0
    /// How many different links people followed.
    package var links = 0
    package var firstOpen: Moment?
    package var lastOpen: Moment?
    package var firstClick: Moment?
    package var lastClick: Moment?

    package init() {}

    /// The counts of all hits of one send.
    package init(_ hits: [JudgedHit]) {
        let people = hits.filter { $0.machine == nil }
        let (opened, clicked) = (people.filter { $0.kind == .open }, people.filter { $0.kind == .click })
        (opens, clicks) = (opened.count, clicked.count)
        machineOpens = hits.count { $0.kind == .open } - opens
        machineClicks = hits.count { $0.kind == .click } - clicks
        links = Set(clicked.map(\.link)).count
        (firstOpen, lastOpen) = (opened.map(\.moment).min(), opened.map(\.moment).max())
        (firstClick, lastClick) = (clicked.map(\.moment).min(), clicked.map(\.moment).max())
    }
}
