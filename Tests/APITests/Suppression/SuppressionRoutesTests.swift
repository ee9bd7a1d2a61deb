import Accounts
import JSON
import Profiles
import Store
import TestKit
import Testing
import Vocabulary

struct SuppressionRoutesTests {
    private static let path = "/ajo/config/suppression"

    private func call(
        _ server: RunningServer,
        _ method: String,
        _ path: String,
        _ body: String? = nil
    ) async throws -> Answered {
        let key = ["Authorization": "Bearer \(server.manage.token)"]
        return try await server.send(method, path, body.map { Array($0.utf8) }, key)
    }

    private static func list(
        _ server: RunningServer,
        _ address: String,
        _ category: Suppression.Category,
        _ reason: String,
        hours: Int64
    ) async throws {
        try await server.store.write { db in
            _ = try Suppressions.add(
                Suppression(
                    channel: "email",
                    address: address,
                    category: category,
                    reason: reason,
                    source: "feedback",
                    since: db.now + .hours(hours)
                ),
                in: db
            )
        }
    }

    @Test(.row("ajo M13"))
    func `an address and a domain are listed, found and taken off by the calls of AJO`() async throws {
        try await RunningServer.run { server in
            let path = Self.path
            let body = #"{"address":"Ann@Example.org","reason":"asked by phone"}"#
            let made = try await call(server, "POST", "\(path)/addresses", body)
            #expect(made.status == 201)
            #expect(try made.json["address"] == "ann@example.org" && made.json["category"] == "manual")
            #expect(try await call(server, "POST", "\(path)/addresses", body).status == 200, "known already")
            let domain = try await call(server, "POST", "\(path)/domains", #"{"domain":"spam.example"}"#)
            #expect(try domain.status == 201 && domain.json["domain"] == "spam.example")

            let found = try await call(server, "GET", "\(path)/addresses/ANN@example.org").json
            #expect(found["reason"] == "asked by phone" && found["source"] == "key:admin")
            let addresses = try await call(server, "GET", "\(path)/addresses").json["items"].elements
            #expect(addresses.map { $0["address"] } == ["ann@example.org"])
            let domains = try await call(server, "GET", "\(path)/domains").json["items"].elements
            #expect(domains.map { $0["domain"] } == ["spam.example"])

            #expect(try await call(server, "DELETE", "\(path)/addresses/ann@example.org").status == 204)
            #expect(try await call(server, "DELETE", "\(path)/domains/spam.example").status == 204)
            let gone = try await call(server, "GET", "\(path)/addresses/ann@example.org")
            #expect(gone.status == 404 && gone.code == "suppression.unknown")
            #expect(try await call(server, "DELETE", "\(path)/domains/spam.example").status == 404)
            let wrong = try await call(server, "POST", "\(path)/addresses", #"{"address":"nobody"}"#)
            #expect(wrong.code == "request.invalid-field")
            let audit = try await server.get("/api/v1/audit").json["items"].elements
            #expect(audit.map { $0["act"] } == ["lift", "lift", "suppress", "suppress"])
        }
    }

    @Test(.row("ajo M13"))
    func `the list goes by pages, the newest first, and each page names the next`() async throws {
        try await RunningServer.run { server in
            for hour in 0..<5 as Range<Int64> {
                try await Self.list(server, "a+\(hour)@b.example", .hardBounce, "550", hours: hour / 2)
            }
            var (seen, next) = ([String](), "\(Self.path)/addresses?limit=2" as String?)
            while let page = next {
                let json = try await call(server, "GET", page).json
                seen += json["items"].elements.compactMap { $0["address"].string }
                next = json["_links"]["next"]["href"].string
            }
            #expect(seen == [4, 2, 3, 0, 1].map { "a+\($0)@b.example" })
            let since = (RunningServer.clock.now + .hours(1)).description
            let newer = "\(Self.path)/addresses?property=creationdate%3E%3D\(since)"
            let late = try await call(server, "GET", newer).json
            #expect(late["items"].elements.count == 3)
            for (query, code) in [("start=x", "request.invalid-cursor"), ("type=odd", "request.invalid-field")] {
                #expect(try await call(server, "GET", "\(Self.path)/addresses?\(query)").code == code)
            }
            let write = ["Authorization": "Bearer \(server.write.token)"]
            let refused = try await server.send("GET", "\(Self.path)/addresses", nil, write)
            #expect(refused.code == "key.wrong-kind")
        }
    }

    @Test(.row("ajo M13"))
    func `a file is loaded, its bad lines are named, and the list comes out as a file`() async throws {
        try await RunningServer.run { server in
            let file = #"address,reason|ann@b.example,"said ""no"", twice"|nobody|@spam.example|ANN@b.example|"#
                .replacing("|", with: "\r\n")
            let made = try await call(server, "POST", "\(Self.path)/uploads?name=old.csv", file)
            #expect(made.status == 201)
            let json = try made.json
            #expect(json["lines"] == 4 && json["added"] == 2 && json["refused"] == 1)
            #expect(json["refusedLines"] == [3] && json["status"] == "completed")
            let id = try #require(json["id"].string)
            let one = "\(Self.path)/uploads/\(id)"
            #expect(try await call(server, "GET", one).json["name"] == "old.csv")
            #expect(try await call(server, "GET", "\(Self.path)/upload/jobs").json["items"].elements.count == 1)
            #expect(try await call(server, "DELETE", one).status == 204)
            #expect(try await call(server, "GET", one).code == "suppression.unknown-upload")
            // It comes in chunks, whose lengths stand on lines of their own.
            let chunks = String(decoding: try await server.get("/api/v1/suppressions.csv").body, as: UTF8.self)
            let csv = chunks.split(separator: "\r\n").filter { $0.contains(",") }.map { $0 + "\r\n" }.joined()
            #expect(csv.hasPrefix("address,reason,category,source,since\r\n'@spam.example,"))
            #expect(csv.contains(#"ann@b.example,"said ""no"", twice",manual,key:admin,"#))
            // What went out comes in again.
            let again = try await call(server, "POST", "\(Self.path)/uploads", csv).json
            #expect(again["refused"] == 0 && again["added"] == 0)
        }
    }

    @Test(.row("campaign 162"))
    func `what an outage listed is counted, then taken off, and nothing else`() async throws {
        try await RunningServer.run { server in
            let words = "550 5.1.1 User unknown in virtual table"
            try await Self.list(server, "ann@isp.example", .hardBounce, words, hours: 1)
            try await Self.list(server, "bob@isp.example", .softBounce, words, hours: 2)
            try await Self.list(server, "early@isp.example", .hardBounce, words, hours: -1)
            try await Self.list(server, "eve@isp.example", .complaint, words, hours: 1)
            try await Self.list(server, "kim@isp.example", .hardBounce, "550 5.1.1 Somebody else's words", hours: 1)
            try await Self.list(server, "ann@other.example", .hardBounce, words, hours: 1)
            let now = RunningServer.clock.now
            let (since, before) = (now.description, (now + .hours(3)).description)
            let query = "since=\(since)&before=\(before)&domain=isp.example&text=VIRTUAL%20table"
            #expect(try await server.get("/api/v1/suppressions/lift?\(query)").json["count"] == 2)
            #expect(try await server.get("/api/v1/suppressions?text=virtual").json["items"].elements.count == 5)
            let body = #"{"since":"\#(since)","before":"\#(before)","domain":"isp.example","text":"virtual table""#
            let unexplained = try await call(server, "POST", "/api/v1/suppressions/lift", body + "}")
            #expect(unexplained.code == "request.invalid-field")
            let done = try await call(server, "POST", "/api/v1/suppressions/lift", body + #","reason":"outage"}"#)
            #expect(try done.json["lifted"] == 2 && done.json["left"] == 0)
            let left = try await server.get("/api/v1/suppressions?domain=isp.example").json["items"].elements
            #expect(
                Set(left.compactMap { $0["address"].string }) == [
                    "early@isp.example", "eve@isp.example", "kim@isp.example",
                ]
            )
            let open = try await server.get("/api/v1/suppressions/lift?domain=isp.example")
            #expect(open.code == "request.invalid-field", "an outage has a beginning and an end")
        }
    }

    @Test func `a complaint is taken off only with a reason`() async throws {
        try await RunningServer.run { server in
            try await Self.list(server, "eve@b.example", .complaint, "abuse", hours: 0)
            let path = "\(Self.path)/addresses/eve@b.example"
            #expect(try await call(server, "DELETE", path).code == "request.invalid-field")
            #expect(try await call(server, "DELETE", "\(path)?reason=wrote%20to%20us").status == 204)
        }
    }
}
