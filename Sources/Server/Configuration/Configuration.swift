import Content
import FoundationEssentials
import JSON
import Mail
import Pipeline
import Vocabulary
import Yams

/// What is in force, and where each value came from.
struct Configuration: Sendable {
    struct Value: Sendable {
        var text: String
        /// `flag`, the variable's name, the file's path, or `default`.
        var origin: String
    }

    /// A value that cannot be used, with the setting it belongs to.
    struct Fault: Error, CustomStringConvertible {
        var setting: String
        var reason: String
        var description: String { "\(setting): \(reason)" }
    }

    private var values: [Setting: Value] = [:]

    /// - Parameters:
    ///   - flags: what the command line gave.
    ///   - file: a YAML file of `setting: value` lines; an unknown name in it is a fault.
    init(flags: [Setting: String], environment: [String: String], file: String?) throws {
        let written = try file.map(Self.read) ?? [:]
        for setting in Setting.allCases {
            if let text = flags[setting] {
                values[setting] = Value(text: text, origin: "flag")
            } else if let text = environment[setting.environmentName] {
                values[setting] = Value(text: text, origin: setting.environmentName)
            } else if let text = written[setting] {
                values[setting] = Value(text: text, origin: file ?? "file")
            } else if let text = setting.standard {
                values[setting] = Value(text: text, origin: "default")
            }
        }
        _ = (try port(), try connections(), try relay(), try retention(), try brand(), try unsubscribeMailbox())
        _ = (try bounces(), try bounceDomain())
    }

    private static func read(_ path: String) throws -> [Setting: String] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(setting: "config", reason: "cannot read \(path)")
        }
        guard let tree = try Yams.load(yaml: String(decoding: data, as: UTF8.self)) as? [String: Any] else {
            throw Fault(setting: "config", reason: "\(path) is not a list of `setting: value` lines")
        }
        var values: [Setting: String] = [:]
        for (name, value) in tree {
            guard let setting = Setting(rawValue: name) else {
                throw Fault(setting: name, reason: "no such setting in \(path)")
            }
            values[setting] = "\(value)"
        }
        return values
    }

    subscript(setting: Setting) -> String? { values[setting]?.text }

    func port() throws -> Int { try number(.port, in: 0...65_535) }
    func connections() throws -> Int { try number(.connections, in: 1...1_000) }
    var host: String { self[.host] ?? "127.0.0.1" }
    var dataFolder: String { self[.data] ?? "./data" }
    var mailDomain: String { self[.mailDomain] ?? "localhost.localdomain" }

    /// A place to listen on.
    struct BouncePlace: Sendable {
        var host: String
        var port: Int
    }

    /// The domain that mail comes back to.
    func bounceDomain() throws -> String? {
        guard let domain = self[.bounceDomain] else { return nil }
        do { _ = try EmailAddress("bounces@\(domain)") } catch {
            throw Fault(setting: "bounce-domain", reason: error.message)
        }
        return domain
    }

    /// Where it is listened for; `nil`: it is not.
    func bounces() throws -> BouncePlace? {
        guard self[.bouncePort] != nil else { return nil }
        guard self[.bounceDomain] != nil else {
            throw Fault(setting: "bounce-port", reason: "needs bounce-domain, whose mail is to be taken")
        }
        let port = try number(.bouncePort, in: 0...65_535)
        return BouncePlace(host: self[.bounceHost] ?? "127.0.0.1", port: port)
    }

    /// How long what is over is kept.
    func retention() throws -> RetentionPeriods {
        RetentionPeriods(
            events: try days(.keepEvents),
            runs: try days(.keepRuns),
            sends: try days(.keepSends)
        )
    }

    /// How long tracked links lead to their targets; `nil`: for ever.
    func linkLifetime() throws -> Duration? { try days(.keepLinks) }

    /// What was said of who speaks, by the names under which `BrandTable` keeps it.
    func brand() throws -> [String: String] {
        let said: [(Setting, String)] = [
            (.brandName, "name"), (.postalAddress, "postal-address"), (.brandSite, "site"), (.brandColor, "color"),
        ]
        if let site = self[.brandSite], !site.isEmpty, LinkTarget(site) == nil {
            throw Fault(setting: Setting.brandSite.rawValue, reason: "must be an http or https address, is \(site)")
        }
        if let color = self[.brandColor], !color.isEmpty, !Self.isColor(color) {
            throw Fault(setting: Setting.brandColor.rawValue, reason: "must be #rrggbb, is \(color)")
        }
        return Dictionary(uniqueKeysWithValues: said.compactMap { setting, name in self[setting].map { (name, $0) } })
    }

    private static func isColor(_ text: String) -> Bool {
        text.utf8.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    func unsubscribeMailbox() throws -> EmailAddress? {
        guard let text = self[.unsubscribeMailbox], !text.isEmpty else { return nil }
        do throws(Diagnostic) {
            return try EmailAddress(text)
        } catch {
            throw Fault(setting: Setting.unsubscribeMailbox.rawValue, reason: error.message)
        }
    }

    private func days(_ setting: Setting) throws -> Duration? {
        let days = try number(setting, in: 0...36_500)
        return days == 0 ? nil : .days(Int64(days))
    }

    /// The relay and how to reach it.
    func relay() throws -> SMTPRelay {
        let text = self[.relay] ?? ""
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        let address = parts.last?.split(separator: ":") ?? []
        guard parts.count == 2, address.count == 2, let port = Int(address[1]), ["smtp:", "smtps:"].contains(parts[0])
        else { throw Fault(setting: "relay", reason: "must be smtp://host:port or smtps://host:port, is \(text)") }
        let host = String(address[0])
        let isLocal = host == "127.0.0.1" || host == "localhost"
        var relay = SMTPRelay(
            host: host,
            port: port,
            security: parts[0] == "smtps:" ? .implicitTLS : isLocal ? .none : .opportunistic,
            clientName: mailDomain
        )
        relay.maximumConnections = try connections()
        // The gate's word is good for seconds only (invariant 3.4): what cannot begin soon goes back to the ledger.
        relay.timeouts.queue = .seconds(1)
        if let user = self[.relayUser], let password = self[.relayPassword] {
            relay.credentials = SMTPRelay.Credentials(user: user, password: password)
        }
        return relay
    }

    private func number(_ setting: Setting, in range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(self[setting] ?? ""), range.contains(number) else {
            throw Fault(
                setting: setting.rawValue,
                reason: "must be a number from \(range.lowerBound) to \(range.upperBound), is \(self[setting] ?? "")"
            )
        }
        return number
    }

    /// A line a setting: name, value, origin; secrets masked.
    var report: String {
        Setting.allCases.map { setting in
            guard let value = values[setting] else { return "\(setting.rawValue):  # not set" }
            return "\(setting.rawValue): \(shown(value, of: setting))  # \(value.origin)"
        }.joined(separator: "\n")
    }

    /// The same: `{"port":{"value":"8080","from":"default"}}`.
    var json: String {
        var writer = JSONWriter()
        writer.object { object in
            for setting in Setting.allCases {
                guard let value = values[setting] else { continue }
                object.object(setting.rawValue) { member in
                    member.member("value", shown(value, of: setting))
                    member.member("from", value.origin)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func shown(_ value: Value, of setting: Setting) -> String { setting.isSecret ? "••••" : value.text }
}
