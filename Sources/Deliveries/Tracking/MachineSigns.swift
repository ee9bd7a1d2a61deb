/// Why a hit is taken for a program's: told apart from people's wherever they are counted. Each has its line in
/// `docs/tracking.md`.
package enum MachineReason: String, CaseIterable, Sendable {
    /// It asked for the headers only.
    case head
    /// It said that it asks ahead of need.
    case prefetch
    /// It did not say who it is.
    case noAgent = "no_agent"
    /// Apple's Mail Privacy Protection loads every picture, read or not.
    case applePrivacy = "apple_privacy"
    /// A mail gateway looks at what it lets through.
    case gateway
    /// A chat or an office program draws a preview of the link.
    case preview
    /// A crawler, a command, a library.
    case bot
    /// It followed the link that no human sees, or came together with what did.
    case trap
    /// It came within seconds of the mail's acceptance.
    case tooSoon = "too_soon"
    /// Several links of one mail within a second or two.
    case burst
}

/// What a mail is read in, as far as it shows.
package enum AgentClass: String, CaseIterable, Sendable {
    case gmail, yahoo, outlook, apple, thunderbird, mobile, desktop, other
}

/// The signs in one request by which programs are known.
enum MachineSigns {
    struct Sign: Sendable {
        /// In lower case; stands anywhere in the agent's name.
        var text: String
        var reason: MachineReason
    }

    /// Who names itself. The first that fits counts.
    static let named =
        gateways.map { Sign(text: $0, reason: .gateway) } + previews.map { Sign(text: $0, reason: .preview) }
        + bots.map { Sign(text: $0, reason: .bot) }

    private static let gateways = [
        "barracuda", "mimecast", "proofpoint", "urldefense", "safelinks", "ironport", "fireeye", "trendmicro",
        "trend micro", "sophos", "symantec", "messagelabs", "forcepoint", "websense", "zscaler", "fortinet",
        "fortimail", "checkpoint", "avanan", "cloudmark", "vadesecure", "hornetsecurity", "retarus", "mailguard",
        "spamassassin", "rspamd", "microsoft office existence discovery", "webdav-miniredir",
        "exchangeservicesclient",
    ]

    private static let previews = [
        "bingpreview", "skypeuripreview", "slackbot", "slack-imgproxy", "facebookexternalhit", "whatsapp",
        "telegrambot", "discordbot", "linkedinbot", "twitterbot", "teamsbot", "embedly", "iframely",
    ]

    private static let bots = [
        "headlesschrome", "phantomjs", "selenium", "puppeteer", "playwright", "curl/", "wget/", "python-requests",
        "python-urllib", "aiohttp", "httpx", "go-http-client", "java/", "apache-httpclient", "okhttp",
        "libwww-perl", "guzzlehttp", "node-fetch", "axios/", "ruby", "scrapy", "crawler", "spider", "bot/", "bot;",
        "bot)", "+http", "scanner", "validator", "monitor",
    ]

    /// Mail services and programs. Google and Yahoo fetch pictures through proxies of theirs when the mail is read, so
    /// their opens are people's; Apple's proxy fetches them whether or not anybody reads, so its are not.
    private static let agents: [(text: String, agent: AgentClass)] = [
        ("googleimageproxy", .gmail), ("yahoomailproxy", .yahoo), ("microsoft outlook", .outlook),
        ("ms-office", .outlook), ("msoffice", .outlook), ("outlook-ios", .outlook), ("outlook-android", .outlook),
        ("thunderbird", .thunderbird), ("iphone", .mobile), ("ipad", .mobile), ("android", .mobile),
        ("mobile", .mobile), ("applewebkit", .desktop), ("gecko/", .desktop), ("mozilla", .desktop),
    ]

    /// The whole name under which Apple's proxy comes; nothing else of Apple's mail programs says less.
    private static let appleProxy = "mozilla/5.0"

    /// Why a request is a program's by itself; `nil`: nothing speaks for it.
    static func reason(_ kind: Hit.Kind, link: Int, _ visitor: HitVisitor) -> MachineReason? {
        let agent = visitor.agent.lowercased()
        if link == Click.trap { return .trap }
        if visitor.isHead { return .head }
        if agent.allSatisfy({ $0 == " " }) { return .noAgent }
        if kind == .open, agent == appleProxy { return .applePrivacy }
        // Google's proxy names its address, which else only crawlers do.
        if self.agent(agent) == .gmail || self.agent(agent) == .yahoo { return kind == .open ? nil : .bot }
        if visitor.isPrefetch { return .prefetch }
        return named.first { agent.contains($0.text) }?.reason
    }

    static func agent(of visitor: HitVisitor) -> AgentClass {
        let agent = visitor.agent.lowercased()
        return agent == appleProxy ? .apple : self.agent(agent)
    }

    private static func agent(_ agent: String) -> AgentClass {
        agents.first { agent.contains($0.text) }?.agent ?? .other
    }
}
