import Foundation
import Mail

/// What the machine could do at best, by the tools of others.
enum Ceiling {
    /// Messages a second if nothing but the signature and the conversation cost anything: the lower of what two cores
    /// sign and what smtp-source gets into the sink.
    static func mail(_ algorithm: DKIMKey.Algorithm, port: Int) throws -> Double {
        let name = algorithm == .rsa ? "rsa2048" : "ed25519"
        let (one, two) = (try signatures(name, threads: 1), try signatures(name, threads: 2))
        let wire = try smtpSource(port: port)
        remark(
            "\(name): \(Int(one)) signatures/s on one thread, \(Int(two)) on two; smtp-source: \(Int(wire)) messages/s"
        )
        return min(two, wire)
    }

    /// As `openssl speed` counts them.
    static func signatures(_ name: String, threads: Int) throws -> Double {
        let many = threads > 1 ? ["-multi", "\(threads)"] : []
        let output = try Child.output(of: "/usr/bin/openssl", ["speed", "-mr", "-seconds", "2"] + many + [name])
        // `+F2:2:2048:4700.1:155000.2`, `+F6:0:253:Ed25519:20883.5:8015.5`: signatures before verifications; with
        // -multi the sum of all.
        let line = output.split(separator: "\n").last { $0.hasPrefix("+F") }
        return line.flatMap { $0.split(separator: ":").dropLast().last }.flatMap { Double($0) } ?? 0
    }

    private static let sourceMessages = 5_000

    /// Messages of the size of ours, by Postfix's own client on eight connections.
    static func smtpSource(port: Int) throws -> Double {
        let tools = ".tools/postfix"
        let installed = ["/usr/sbin/smtp-source", "/usr/bin/smtp-source"]
        let path = installed.first(where: FileManager.default.isExecutableFile(atPath:))
        let start = ContinuousClock.now
        _ = try Child.output(
            of: path ?? "\(tools)/usr/sbin/smtp-source",
            [
                "-s", "8", "-l", "24000", "-m", "\(sourceMessages)", "-f", "a@shop.example", "-t", "b@example.org",
                "127.0.0.1:\(port)",
            ],
            environment: path == nil
                ? ["LD_LIBRARY_PATH": "\(tools)/usr/lib/postfix", "MAIL_CONFIG": "\(tools)/etc/postfix"] : [:]
        )
        return Double(sourceMessages) / (ContinuousClock.now - start).inSeconds
    }
}
