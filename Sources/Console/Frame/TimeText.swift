import Vocabulary

/// A moment as people read it: in UTC as served, in the viewer's zone where scripts run, with UTC on hover.
struct TimeText {
    private let moment: Moment

    init(_ moment: Moment) { self.moment = moment }

    var html: HTML {
        let iso = moment.description
        return "<time datetime=\"\(iso)\" title=\"\(utc) UTC\">\(utc)</time>"
    }

    /// `2026-03-01 10:00:07`
    private var utc: String {
        let text = moment.iso8601
        guard !text.isEmpty else { return moment > .epoch ? "never" : "long ago" }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }
}

extension HTML.Interpolation {
    package mutating func appendInterpolation(_ moment: Moment) { appendInterpolation(TimeText(moment).html) }

    package mutating func appendInterpolation(_ moment: Moment?) {
        if let moment { appendInterpolation(moment) }
    }
}
