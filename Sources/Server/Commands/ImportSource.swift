import Foundation
import JSON
import Vocabulary

/// A file read line by line, each line as a Segment call.
struct ImportSource {
    /// A line of the file: the call it makes, or why it makes none.
    struct Line {
        /// Counted from 1, a CSV file's header included.
        let number: Int
        let text: String
        let call: Result<[UInt8], Refusal>
    }

    /// Why a line, or the whole file, cannot be read.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    private let handle: FileHandle
    /// The header of a CSV file.
    private var columns: [String]?
    private let kind: Import.Kind
    /// Names this import in the ids of messages that have none, so that a line read twice counts once.
    private let id: String
    private var buffer = Data()
    private(set) var offset: UInt64 = 0
    private(set) var number = 0
    let size: UInt64

    private static let chunk = 1 << 20
    /// A line past this is refused and skipped.
    private static let lineLimit = 1 << 20
    private static let byteOrderMark = "\u{FEFF}"

    init(path: String, kind: Import.Kind, id: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Refusal(description: "\(path) cannot be read")
        }
        self.handle = handle
        self.kind = kind
        self.id = id
        size = try handle.seekToEnd()
        try handle.seek(toOffset: 0)
        guard path.hasSuffix(".csv") else { return }
        let header = try nextText()?.text ?? ""
        columns = CSVLine.fields(header.hasPrefix(Self.byteOrderMark) ? String(header.dropFirst()) : header)
    }

    /// Goes on at a line's start, as `offset` and `number` told it before.
    mutating func resume(at offset: UInt64, afterLine number: Int) throws {
        guard offset > self.offset, offset <= size else { return }
        try handle.seek(toOffset: offset)
        buffer = Data()
        self.offset = offset
        self.number = number
    }

    mutating func next() throws -> Line? {
        let start = offset
        guard let read = try nextText() else { return nil }
        let first = number
        guard read.isWhole else {
            return Line(number: first, text: read.text, call: .failure(Self.tooLong))
        }
        let messageID = "import-\(id)-\(start)"
        guard let columns else {
            return Line(number: first, text: read.text, call: jsonCall(read.text, messageID))
        }
        var text = read.text
        while CSVLine.isOpen(text), text.utf8.count < Self.lineLimit, let more = try nextText() {
            text += "\n" + more.text
        }
        return Line(number: first, text: text, call: csvCall(text, columns, messageID))
    }

    private static let tooLong = Refusal(description: "the line is longer than 1 MiB")

    /// The next line without its end; of one that is too long only the beginning.
    private mutating func nextText() throws -> (text: String, isWhole: Bool)? {
        var skipped: Data?
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = buffer[buffer.startIndex..<end]
                offset += UInt64(line.count + 1)
                buffer = buffer[buffer.index(after: end)...]
                return finish(skipped ?? line, isWhole: skipped == nil)
            }
            if buffer.count >= Self.lineLimit {
                skipped = skipped ?? buffer.prefix(200)
                offset += UInt64(buffer.count)
                buffer = Data()
            }
            guard let more = try handle.read(upToCount: Self.chunk), !more.isEmpty else {
                guard !buffer.isEmpty || skipped != nil else { return nil }
                defer { buffer = Data() }
                offset += UInt64(buffer.count)
                return finish(skipped ?? buffer, isWhole: skipped == nil)
            }
            buffer = Data(buffer) + more
        }
    }

    private mutating func finish(_ line: Data, isWhole: Bool) -> (text: String, isWhole: Bool) {
        number += 1
        return (String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self), isWhole)
    }

    /// A line of JSON with our own id and type put before its members: of two that have one name the later counts.
    private func jsonCall(_ text: String, _ messageID: String) -> Result<[UInt8], Refusal> {
        do {
            let root = try JSONDocument(parsing: Array(text.utf8)).root
            guard root.kind == .object, root.descendantCount > 0,
                let brace = text.utf8.firstIndex(of: UInt8(ascii: "{"))
            else { return .failure(Refusal(description: "the line is no JSON object with members")) }
            let type = kind == .profiles ? "identify" : "track"
            let own = "{\"messageId\":\"\(messageID)\",\"type\":\"\(type)\","
            return .success(Array(own.utf8) + text.utf8[text.utf8.index(after: brace)...])
        } catch {
            return .failure(Refusal(description: "\(error.code.rawValue): \(error.message)"))
        }
    }

    /// The well-known columns become the call's own members, the others traits or properties.
    private func csvCall(_ text: String, _ columns: [String], _ messageID: String) -> Result<[UInt8], Refusal> {
        let fields = CSVLine.fields(text)
        guard fields.count == columns.count else {
            return .failure(Refusal(description: "\(fields.count) fields, the header has \(columns.count)"))
        }
        var call = AttributeObject([("messageId", .string(messageID))])
        var rest = AttributeObject()
        for (column, field) in zip(columns, fields) where !field.isEmpty {
            switch column {
            case "userId", "anonymousId", "messageId", "timestamp", "event": call[column] = .string(field)
            default: rest[column] = CSVLine.value(field)
            }
        }
        call["type"] = .string(kind == .profiles ? "identify" : "track")
        call[kind == .profiles ? "traits" : "properties"] = .object(rest)
        if call["userId"] == nil, call["anonymousId"] == nil, let email = rest["email"] { call["userId"] = email }
        var bytes: [UInt8] = []
        JSONWriter.append(.object(call), to: &bytes)
        return .success(bytes)
    }
}

/// One record of comma-separated values (RFC 4180).
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

    /// Whether a quoted field has not ended, so that the record goes on in the next line.
    static func isOpen(_ text: String) -> Bool {
        text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "\"") ? 1 : 0) } % 2 == 1
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
