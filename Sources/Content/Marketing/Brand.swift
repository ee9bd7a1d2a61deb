import Store
import Vocabulary

/// Who speaks: what messages and pages for recipients say about the sender.
package struct Brand: Hashable, Sendable {
    package var name: String
    /// Where the sender can be reached by post, which the law of many countries wants in marketing mail.
    package var postalAddress: String
    /// The brand's own site: where links lead whose time is over. Empty: a page of ours says so.
    package var site: String
    /// `#rrggbb`, for the pages recipients see.
    package var color: String

    package static let standardColor = "#2f5d8a"

    package init(name: String = "", postalAddress: String = "", site: String = "", color: String = "") {
        self.name = name
        self.postalAddress = postalAddress
        self.site = site
        self.color = color.isEmpty ? Self.standardColor : color
    }

    /// As templates see it: `{{brand.name}}`, `{{brand.postalAddress}}`, `{{brand.site}}`.
    var value: AttributeValue {
        ["name": .string(name), "postalAddress": .string(postalAddress), "site": .string(site)]
    }
}

/// The SQL of `brand`: what the installation was told of itself, kept in the sandbox so that whoever publishes can ask:
/// `name`, `postal-address`, `site`, `color`.
package enum BrandTable {
    /// A missing member is empty.
    package static func load(in db: Transaction) throws -> Brand {
        let values = try values(in: db)
        return Brand(
            name: values["name"] ?? "",
            postalAddress: values["postal-address"] ?? "",
            site: values["site"] ?? "",
            color: values["color"] ?? ""
        )
    }

    /// Keeps what was said; what was not said stays as it is. Nothing is written where nothing is new.
    package static func save(_ said: [String: String], in db: Transaction) throws {
        let known = try values(in: db)
        let new = said.filter { known[$0.key] != $0.value }.sorted { $0.key < $1.key }
        try db.merge(
            into: "brand",
            columns: ["name", "value"],
            key: ["name"],
            rows: new.map { [$0.key.sqlValue, $0.value.sqlValue] }
        )
    }

    private static func values(in db: Transaction) throws -> [String: String] {
        var values: [String: String] = [:]
        try db.each("SELECT name, value FROM brand") { row in values[try row.get(0)] = try row.get(1) }
        return values
    }
}
