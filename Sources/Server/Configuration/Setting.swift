/// Everything that can be configured: by flag, by `SOJOURN_…` in the environment, in a YAML file, in this order.
enum Setting: String, CaseIterable, Sendable {
    case data, database, host, port, url, relay, relayUser = "relay-user", relayPassword = "relay-password"
    case mailDomain = "mail-domain", connections, logLevel = "log-level"
    case brandName = "brand-name", brandSite = "brand-site", brandColor = "brand-color"
    case postalAddress = "postal-address", unsubscribeMailbox = "unsubscribe-mailbox", keepLinks = "keep-links"
    case bounceDomain = "bounce-domain", bounceHost = "bounce-host", bouncePort = "bounce-port"
    case mailgunKey = "mailgun-key", sendGridKey = "sendgrid-key"
    case keepEvents = "keep-events", keepRuns = "keep-runs", keepSends = "keep-sends"

    var environmentName: String { "SOJOURN_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }

    /// Never shown; `--print-config` says only that it is set.
    var isSecret: Bool { self == .relayPassword || self == .database || self == .mailgunKey }

    var standard: String? {
        switch self {
        case .data: "./data"
        case .host, .bounceHost: "127.0.0.1"
        case .port: "8080"
        case .relay: "smtp://127.0.0.1:25"
        case .mailDomain: "localhost.localdomain"
        case .connections: "8"
        case .logLevel: "info"
        case .keepEvents: "1095"
        case .keepRuns, .keepSends, .keepLinks: "400"
        case .database, .url, .relayUser, .relayPassword, .brandName, .postalAddress, .brandSite, .brandColor,
            .unsubscribeMailbox, .bounceDomain, .bouncePort, .mailgunKey, .sendGridKey:
            nil
        }
    }

    var help: String {
        switch self {
        case .data: "Folder of the embedded store."
        case .database: "PostgreSQL URL; without it the embedded store in the data folder is used."
        case .host: "Address to listen on."
        case .port: "Port to listen on; 0 takes a free one."
        case .url: "How browsers and mail readers reach this server, for links; http://host:port by default."
        case .relay: "SMTP server that takes our mail: smtp://host:port or smtps://host:port."
        case .relayUser: "User name at the relay."
        case .relayPassword: "Password at the relay."
        case .mailDomain: "Domain of Message-IDs and of the DKIM signature."
        case .connections: "Connections to the relay."
        case .brandName: "Who speaks, on the pages recipients see; {{brand.name}} in messages."
        case .postalAddress: "The sender's postal address: {{brand.postalAddress}}, which marketing must print."
        case .brandSite: "The brand's own site, where links lead whose time is over: https://…"
        case .brandColor: "Colour of the pages recipients see: #rrggbb."
        case .unsubscribeMailbox: "Address that reads mails asking to be left alone; named in List-Unsubscribe."
        case .keepLinks: "Days that tracked links lead to their targets; 0: for ever."
        case .bounceDomain: "Domain that mail comes back to: the envelope's sender is bounces+TOKEN@ it."
        case .bounceHost: "Address to take mail for the bounce domain on."
        case .bouncePort: "Port to take mail for the bounce domain on; off where it is not set."
        case .mailgunKey: "Mailgun's signing key for webhooks; with it POST /hooks/mailgun is listened to."
        case .sendGridKey: "SendGrid's verification key for webhooks; with it POST /hooks/sendgrid is listened to."
        case .keepEvents: "Days that events of people's histories are kept after their receipt; 0: for ever."
        case .keepRuns: "Days that finished runs remember events; 0: for ever."
        case .keepSends: "Days that settled sends keep what they were made of; 0: for ever."
        case .logLevel: "trace, debug, info, notice, warning, error or critical."
        }
    }
}
