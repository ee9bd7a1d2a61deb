import JSON
import Vocabulary

/// The manifest's text: `{"seal":"…","backup":{…}}`, where the seal is the digest of the inner object's bytes, so that a
/// flipped bit in the manifest itself shows too.
enum Manifest {
    static let name = "manifest.json"

    private static let opening = Array(#"{"seal":""#.utf8)
    private static let middle = Array(#"","backup":"#.utf8)
    private static let closing = Array("}\n".utf8)
    private static let sealLength = 64

    static func text(of backup: Backup) -> [UInt8] {
        let inner = json(of: backup)
        return opening + Digest.of(inner).utf8 + middle + inner + closing
    }

    static func read(_ text: [UInt8]) throws(BackupFault) -> Backup {
        let start = opening.count + sealLength + middle.count
        guard text.count > start + closing.count, text.starts(with: opening),
            text[..<start].suffix(middle.count).elementsEqual(middle), text.suffix(closing.count).elementsEqual(closing)
        else { throw BackupFault(.damaged, "\(name) is not as it was written") }
        let seal = text[opening.count..<opening.count + sealLength]
        let inner = Array(text[start..<text.count - closing.count])
        guard Digest.of(inner).utf8.elementsEqual(seal) else {
            throw BackupFault(.damaged, "\(name) is not as it was written")
        }
        guard let value = try? AttributeValue(json: inner) else {
            throw BackupFault(.damaged, "\(name) is no JSON")
        }
        return try backup(value)
    }

    private static func backup(_ value: AttributeValue) throws(BackupFault) -> Backup {
        guard value["format"].string == Backup.format else {
            throw BackupFault(.newer, "its format is \(value["format"].string ?? "none"), not \(Backup.format)")
        }
        return Backup(
            sandbox: try text(value["sandbox"]),
            release: try text(value["release"]),
            taken: Moment(milliseconds: try number(value["taken"])),
            position: try number(value["position"]),
            head: try number(value["head"]),
            migrations: try list(value["migrations"], text),
            tables: try list(value["tables"], table),
            hits: try list(value["hits"], file)
        )
    }

    private static func table(_ value: AttributeValue) throws(BackupFault) -> Backup.Table {
        Backup.Table(
            name: try text(value["name"]),
            columns: try list(value["columns"], text),
            rows: try number(value["rows"]),
            file: try file(value["file"])
        )
    }

    private static func file(_ value: AttributeValue) throws(BackupFault) -> BackupFile {
        let path = try text(value["path"])
        // A manifest from elsewhere must not lead out of its folder.
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { throw strange }
        return BackupFile(path: path, bytes: try number(value["bytes"]), sha256: try text(value["sha256"]))
    }

    private static func list<Element>(
        _ value: AttributeValue,
        _ read: (AttributeValue) throws(BackupFault) -> Element
    ) throws(BackupFault) -> [Element] {
        guard case .array(let values) = value else { throw strange }
        var elements: [Element] = []
        for value in values { elements.append(try read(value)) }
        return elements
    }

    private static func text(_ value: AttributeValue) throws(BackupFault) -> String {
        guard let text = value.string else { throw strange }
        return text
    }

    private static func number(_ value: AttributeValue) throws(BackupFault) -> Int64 {
        guard case .integer(let number) = value else { throw strange }
        return number
    }

    private static var strange: BackupFault { BackupFault(.damaged, "\(name) lacks what it must say") }
}

extension Manifest {
    private static func json(of backup: Backup) -> [UInt8] {
        let value: AttributeValue = [
            "format": .string(Backup.format), "sandbox": .string(backup.sandbox), "release": .string(backup.release),
            "taken": .integer(backup.taken.milliseconds), "position": .integer(backup.position),
            "head": .integer(backup.head), "migrations": .array(backup.migrations.map(AttributeValue.string)),
            "tables": .array(backup.tables.map { json(of: $0) }), "hits": .array(backup.hits.map { json(of: $0) }),
        ]
        return Array(value.jsonText.utf8)
    }

    private static func json(of table: Backup.Table) -> AttributeValue {
        [
            "name": .string(table.name), "columns": .array(table.columns.map(AttributeValue.string)),
            "rows": .integer(table.rows), "file": json(of: table.file),
        ]
    }

    private static func json(of file: BackupFile) -> AttributeValue {
        ["path": .string(file.path), "bytes": .integer(file.bytes), "sha256": .string(file.sha256)]
    }
}
