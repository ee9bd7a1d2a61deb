import Foundation
import FoundationNetworking
import Synchronization

@testable import Console

/// A browser with cookies and without a memory of redirects.
final class Browser: Sendable {
    private let base: String
    private let cookies = Mutex<[String: String]>([:])
    private let session: URLSession

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    init(base: String) {
        self.base = base
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        session = URLSession(configuration: configuration, delegate: StayHere(), delegateQueue: nil)
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path, nil, [:]) }

    func post(_ path: String, _ fields: [String: String], origin: String? = nil) async throws -> Answer {
        let body = fields.map { "\(Link.encode($0))=\(Link.encode($1))" }.joined(separator: "&")
        return try await send("POST", path, body, origin.map { ["Origin": $0] } ?? [:])
    }

    /// Posts with the token of the form on `page`.
    func submit(
        _ path: String,
        on page: String,
        _ fields: [String: String],
        origin: String? = nil
    ) async throws -> Answer {
        let html = try await get(page).body
        let token = html.firstMatch(of: /name="csrf" value="([0-9a-f]+)"/).map { String($0.1) } ?? ""
        return try await post(path, fields.merging(["csrf": token]) { $1 }, origin: origin)
    }

    private func send(
        _ method: String,
        _ path: String,
        _ body: String?,
        _ headers: [String: String]
    ) async throws -> Answer {
        guard let url = URL(string: base + path) else { return Answer(status: 0, headers: [:], body: "") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        let known = cookies.withLock { $0.map { "\($0)=\($1)" }.joined(separator: "; ") }
        request.setValue(known, forHTTPHeaderField: "Cookie")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let http = response as? HTTPURLResponse
        var fields: [String: String] = [:]
        for (name, value) in http?.allHeaderFields ?? [:] { fields["\(name)".lowercased()] = "\(value)" }
        remember(fields["set-cookie"])
        return Answer(status: http?.statusCode ?? 0, headers: fields, body: String(decoding: data, as: UTF8.self))
    }

    private func remember(_ header: String?) {
        guard let header else { return }
        for match in header.matches(of: /(?:^|, ?)([\w-]+)=([^;,]*);/) {
            cookies.withLock { $0[String(match.1)] = String(match.2) }
        }
    }
}

/// Does not follow redirects: tests look at where they lead.
private final class StayHere: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }
}
