/// What of a message is counted, and what its links tell the pages they lead to.
package struct MessageTracking: Hashable, Sendable {
    /// A picture of one pixel tells that the mail was opened.
    package var opens: Bool
    /// Links lead over us and tell that they were followed.
    package var clicks: Bool
    package var utmSource: String?
    package var utmMedium: String?
    package var utmCampaign: String?

    package init(
        opens: Bool = true,
        clicks: Bool = true,
        utmSource: String? = nil,
        utmMedium: String? = nil,
        utmCampaign: String? = nil
    ) {
        self.opens = opens
        self.clicks = clicks
        self.utmSource = utmSource
        self.utmMedium = utmMedium
        self.utmCampaign = utmCampaign
    }

    /// In the order in which they are appended.
    var parameters: [LinkTarget.Parameter] {
        let all = [("utm_source", utmSource), ("utm_medium", utmMedium), ("utm_campaign", utmCampaign)]
        return all.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : LinkTarget.Parameter(name, $0) } }
    }
}

/// The addresses that count for one send, made where its tokens are.
package struct MessageTrackers: Sendable {
    /// What stands in the mail for a link's target.
    package var click: @Sendable (_ target: LinkTarget, _ link: Int) -> String
    /// The picture that tells of an open.
    package var pixel: String
    /// A link that no human sees: whoever follows it is a program.
    package var trap: String

    package init(
        click: @escaping @Sendable (_ target: LinkTarget, _ link: Int) -> String,
        pixel: String,
        trap: String
    ) {
        self.click = click
        self.pixel = pixel
        self.trap = trap
    }
}
