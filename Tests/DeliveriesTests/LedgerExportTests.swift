import Store
import TestKit
import Testing
import Vocabulary

@testable import Deliveries

@Suite struct LedgerExportTests {
    private static func text(_ export: LedgerExport, _ story: LedgerStory) async throws -> [String] {
        var bytes: [UInt8] = []
        for try await piece in export.pieces(from: story.store) { bytes += piece }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test(arguments: Backend.available)
    func `a filter becomes a file with a line a send, the newest first`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let (anna, bert) = (try await story.person("anna@b.example"), try await story.person("bert@b.example"))
        let first = try await story.owe(anna, .transactional)
        try await story.owe(bert, .transactional)
        let last = try await story.owe(anna, .transactional)
        try await story.drain()
        var filter = LedgerFilter()
        filter.profile = anna
        let lines = try await Self.text(LedgerExport(filter), story)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("id,owed,state,reason,channel"))
        #expect(lines[1].hasPrefix("\(last),2026-03-01T10:00:00"))
        #expect(lines[2].hasPrefix("\(first)"))
        #expect(lines[2].contains(",sent,,email,transactional,triggered,,anna@b.example,\(anna),journey,"))
    }

    @Test(arguments: Backend.available)
    func `a file that is cut says so in its last line`(backend: Backend) async throws {
        let story = try await LedgerStory(backend)
        let anna = try await story.person("anna@b.example")
        for _ in 0..<5 { try await story.owe(anna) }
        let cut = try await Self.text(LedgerExport(LedgerFilter(), rowLimit: 3), story)
        #expect(cut.count == 5)
        #expect(cut.last == "only the newest 3 are here: narrow the filter")
        #expect(try await Self.text(LedgerExport(LedgerFilter(), rowLimit: 5), story).count == 6, "whole")
    }

    @Test func `no cell is a formula, and quotes, commas and line breaks stay in their cell`() {
        let line = CSVLine(["=1+1", "+1", "-1", "@x", "\t=1", "a,b", "say \"hi\"", "two\nlines", "plain", ""])
        #expect(
            String(decoding: line.bytes, as: UTF8.self)
                == "'=1+1,'+1,'-1,'@x,'\t=1,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",plain,\r\n"
        )
    }
}
