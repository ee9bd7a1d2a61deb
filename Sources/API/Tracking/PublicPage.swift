import Content
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// The frame of the pages that recipients see: no script, no picture, nothing of anybody else's; one style sheet, in the
/// brand's colour, that follows light and dark and the width of a phone.
struct PublicPage: Sendable {
    let brand: Brand

    static let stylePath = "/t/page.css"

    func answer(_ status: HTTPResponse.Status = .ok, title: String, body: String) -> Response {
        let name = brand.name.isEmpty ? "" : "<p class=\"brand\">\(Self.escaped(brand.name))</p>"
        let address = brand.postalAddress.isEmpty ? "" : "<footer>\(Self.escaped(brand.postalAddress))</footer>"
        let html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(title))</title>\
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">\
            <link rel="stylesheet" href="\(Self.stylePath)"></head>\
            <body><main>\(name)<h1>\(Self.escaped(title))</h1>\(body)</main>\(address)</body></html>
            """
        return Self.response(status, html: html, .publicPage)
    }

    /// A link that is not ours, or whose time is over.
    var unknown: Response {
        answer(
            .notFound,
            title: "This link leads nowhere.",
            body: "<p>It may be incomplete, or what it showed is gone.</p>"
        )
    }

    static func response(
        _ status: HTTPResponse.Status,
        html: String,
        _ content: SecurityHeaders.Content
    ) -> Response {
        var headers = SecurityHeaders.fields(for: content)
        headers[.contentType] = "text/html; charset=utf-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    static func escaped(_ text: String) -> String {
        var output = ""
        for character in text {
            switch character {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.append(character)
            }
        }
        return output
    }

    // MARK: Style

    var style: Response {
        var headers = SecurityHeaders.fields(for: .data)
        headers[.contentType] = "text/css; charset=utf-8"
        headers[.cacheControl] = "public, max-age=3600"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: css)))
    }

    private var css: String {
        """
        :root { color-scheme: light dark; --accent: \(brand.color); --on-accent: \(Self.contrast(to: brand.color)); \
        --back: #f6f5f3; --card: #ffffff; --text: #1d1f22; --soft: #55595f; --line: #d5d3cf; }
        @media (prefers-color-scheme: dark) { :root { --back: #17181a; --card: #212327; --text: #eceae6; \
        --soft: #b4b7bc; --line: #43474d; } }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 1.5rem 1rem; background: var(--back); color: var(--text); \
        font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 34rem; margin: 4vh auto 0; padding: 1.75rem; background: var(--card); \
        border: 1px solid var(--line); border-top: .35rem solid var(--accent); border-radius: .6rem; }
        h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
        .brand { margin: 0 0 .5rem; font-weight: 600; color: var(--soft); }
        fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
        legend { padding: 0; margin-bottom: .5rem; font-weight: 600; }
        label { display: flex; gap: .75rem; align-items: flex-start; min-height: 2.75rem; padding: .6rem 0; \
        border-bottom: 1px solid var(--line); }
        input[type=checkbox] { flex: none; width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; \
        accent-color: var(--accent); }
        button { min-height: 2.75rem; padding: .55rem 1.2rem; border: 2px solid var(--accent); border-radius: .45rem; \
        background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
        button.quiet { background: transparent; border-color: var(--soft); color: var(--text); }
        :focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
        form + form, form + p { margin-top: 1.5rem; }
        .note { padding: .75rem 1rem; border-left: .3rem solid var(--accent); background: var(--back); }
        a { color: inherit; }
        footer { max-width: 34rem; margin: 1rem auto 0; padding: 0 .25rem; color: var(--soft); font-size: .9rem; }
        @media (max-width: 30rem) { main { padding: 1.25rem; margin-top: 0; } button { width: 100%; } }

        """
    }

    /// Black or white, whichever is easier to read on `color` (WCAG 2.2, relative luminance).
    static func contrast(to color: String) -> String {
        guard color.utf8.count == 7, let value = UInt32(color.dropFirst(), radix: 16) else { return "#ffffff" }
        let channels = [16, 8, 0].map { shift -> Double in
            let part = Double(value >> UInt32(shift) & 255) / 255
            // To the power of 2.25: within a hundredth of sRGB's curve.
            return part * part * part.squareRoot().squareRoot()
        }
        let luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
        return luminance > 0.179 ? "#000000" : "#ffffff"
    }
}
