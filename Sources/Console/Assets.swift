import Accounts
import CCrypto
import Foundation

/// Everything that pages load: our own styles, modules and font, and the libraries that Debian builds.
///
/// Read once; the address of each holds the hash of its bytes, so browsers may keep it for ever. Our own share the hash
/// of all of them, so that one module can name another beside it. Only what is listed here can be asked for, so no path
/// leads to another file.
struct Assets: Sendable {
    struct Asset: Sendable {
        var bytes: [UInt8]
        var type: String
        var hash: String
    }

    /// A file of ours that is not there: the installation is broken.
    struct Missing: Error { var name: String }

    private var assets: [String: Asset] = [:]

    private static let own = [
        "console.css", "console.js", "live.js", "graph.js", "chart.js", "demo.js", "icon.svg",
    ]

    /// Where Debian keeps what we use; `Scripts/install` brings the packages.
    private static let libraries = [
        "d3.min.js": "/usr/share/nodejs/d3/dist/d3.min.js",
        "dagre.min.js": "/usr/share/nodejs/dagre/dist/dagre.min.js",
        "chart.min.js": "/usr/share/javascript/chart.js/chart.min.js",
        "Inter-Regular.otf": "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
        "Inter-SemiBold.otf": "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
    ]

    /// A library that is not installed is left out: pages work without it, with less to look at.
    init() throws {
        for (name, path) in Self.libraries {
            guard let bytes = Self.read(path) else { continue }
            assets[name] = Asset(bytes: bytes, type: Self.type(of: name), hash: Self.hash(of: bytes))
        }
        let folder = Bundle.module.bundlePath + "/Assets/"
        var own: [String: [UInt8]] = [:]
        for name in Self.own {
            guard let bytes = Self.read(folder + name) else { throw Missing(name: name) }
            own[name] = name == "console.css" ? Array(fontFaces.utf8) + bytes : bytes
        }
        let hash = Self.hash(of: Self.own.flatMap { own[$0] ?? [] })
        for (name, bytes) in own { assets[name] = Asset(bytes: bytes, type: Self.type(of: name), hash: hash) }
    }

    /// Declares the fonts that are installed; their addresses hold their hashes, so the style sheet is made to fit.
    private var fontFaces: String {
        [("Inter-Regular.otf", 400), ("Inter-SemiBold.otf", 600)].filter { assets[$0.0] != nil }
            .map { name, weight in
                """
                @font-face { font-family: "Inter"; font-weight: \(weight); font-display: swap;
                  src: url("\(address(of: name).text)") format("opentype"); }

                """
            }.joined()
    }

    private static func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    private static func hash(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return Secrets.hex(Array(digest.prefix(8)))
    }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "otf": "font/otf"
        default: "application/octet-stream"
        }
    }

    static let route = "/assets/{hash}/{name}"

    func has(_ name: String) -> Bool { assets[name] != nil }

    func address(of name: String) -> Link { Link(path: "/assets/\(assets[name]?.hash ?? "none")/\(name)") }

    /// The asset at an address; `nil` for any other name and for another version of it.
    func asset(_ name: String, hash: String) -> Asset? {
        guard let asset = assets[name], asset.hash == hash else { return nil }
        return asset
    }
}
