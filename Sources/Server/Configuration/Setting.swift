/// Everything that can be configured: by flag, by `SOJOURN_…` in the environment, in a YAML file, in this order.
enum Setting: String, CaseIterable, Sendable {
    case data, database, host, port, url, relay, relayUser = "relay-user", relayPassword = "relay-password"
    case mailDomain = "mail-domain", connections, logLevel = "log-level"
    case keepEvents = "keep-events", keepRuns = "keep-runs", keepSends = "keep-sends"

    var environmentName: String { "SOJOURN_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }

    /// Never shown; `--print-config` says only that it is set.
    var isSecret: Bool { self == .relayPassword || self == .database }

    var standard: String? {
        switch self {
        case .data: "./data"
        case .host: "127.0.0.1"
        case .port: "8080"
        case .relay: "smtp://127.0.0.1:25"
        case .mailDomain: "localhost.localdomain"
        case .connections: "8"
        case .logLevel: "info"
        case .keepEvents: "1095"
        case .keepRuns, .keepSends: "400"
        case .database, .url, .relayUser, .relayPassword: nil
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
        case .keepEvents: "Days that events of people's histories are kept after their receipt; 0: for ever."
        case .keepRuns: "Days that finished runs remember events; 0: for ever."
        case .keepSends: "Days that settled sends keep what they were made of; 0: for ever."
        case .logLevel: "trace, debug, info, notice, warning, error or critical."
        }
    }
}
