import ArgumentParser
import Foundation
import JSON
import Vocabulary

/// A file read line by line, each line as a Segment call.
struct ImportSource {
    /// One line of the file.
    enum Line {
        case call([UInt8])
        case refused(String)
    }

    private let handle: FileHandle
    /// The header of a CSV file.
    private var columns: [String]?
    private let kind: Import.Kind
    private var buffer = Data()
    private(set) var offset: UInt64 = 0
    let size: UInt64

    private static let chunk = 1 << 20
    /// A line past this is refused and skipped.
    private static let lineLimit = 1 << 20

    init(path: String, kind: Import.Kind) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw ValidationError("cannot read \(path)") }
        self.handle = handle
        self.kind = kind
        size = try handle.seekToEnd()
        try handle.seek(toOffset: 0)
        if path.hasSuffix(".csv") { columns = CSVLine.fields(try nextText() ?? "") }
    }

    /// Goes on at a line's start, as `offset` told it before.
    mutating func resume(at offset: UInt64) throws {
        guard offset > self.offset, offset <= size else { return }
        try handle.seek(toOffset: offset)
        buffer = Data()
        self.offset = offset
    }

    mutating func next() throws -> Line? {
        guard let text = try nextText() else { return nil }
        guard let columns else { return .call(Array(text.utf8)) }
        let fields = CSVLine.fields(text)
        guard fields.count == columns.count else {
            return .refused("\(fields.count) fields, the header has \(columns.count)")
        }
        var bytes: [UInt8] = []
        JSONWriter.append(call(columns, fields), to: &bytes)
        return .call(bytes)
    }

    private mutating func nextText() throws -> String? {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = buffer[buffer.startIndex..<end]
                offset += UInt64(line.count + 1)
                buffer = buffer[buffer.index(after: end)...]
                return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            guard buffer.count < Self.lineLimit else { throw ValidationError("a line is longer than 1 MiB") }
            guard let more = try handle.read(upToCount: Self.chunk), !more.isEmpty else {
                guard !buffer.isEmpty else { return nil }
                defer { buffer = Data() }
                offset += UInt64(buffer.count)
                return String(decoding: buffer, as: UTF8.self)
            }
            buffer = Data(buffer) + more
        }
    }

    /// The well-known columns become the call's own members, the others traits or properties.
    private func call(_ columns: [String], _ fields: [String]) -> AttributeValue {
        var call = AttributeObject()
        var rest = AttributeObject()
        for (column, field) in zip(columns, fields) where !field.isEmpty {
            switch column {
            case "userId", "anonymousId", "messageId", "timestamp", "event": call[column] = .string(field)
            default: rest[column] = CSVLine.value(field)
            }
        }
        call["type"] = .string(kind == .profiles ? "identify" : "track")
        call[kind == .profiles ? "traits" : "properties"] = .object(rest)
        if call["userId"] == nil, call["anonymousId"] == nil, let email = rest["email"] {
            call["userId"] = email
        }
        return .object(call)
    }
}

/// One line of comma-separated values (RFC 4180, without line breaks in fields).
enum CSVLine {
    static func fields(_ line: String) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var characters = line.makeIterator()
        var next = characters.next()
        while let character = next {
            next = characters.next()
            switch (character, isQuoted) {
            case ("\"", true) where next == "\"":
                field.append("\"")
                next = characters.next()
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        return fields + [field]
    }

    /// Numbers and truth values as such, everything else as text; a leading zero makes it text (a postcode).
    static func value(_ field: String) -> AttributeValue {
        if field == "true" || field == "false" { return .bool(field == "true") }
        let isNumber = field.first.map { $0.isNumber || $0 == "-" } ?? false
        let hasLeadingZero = field.hasPrefix("0") && field.count > 1 && !field.hasPrefix("0.")
        guard isNumber, !hasLeadingZero, let value = try? AttributeValue(json: Array(field.utf8)) else {
            return .string(field)
        }
        return value
    }
}
