import Profiles
import Vocabulary

/// The list's filter as a query or a body names it: `kind`, `category`, `domain`, `since`, `before`, `text`.
enum SuppressionQuery {
    static func read(_ text: (String) throws -> String?) throws -> SuppressionFilter {
        func value<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value? {
            guard let text = try text(name), !text.isEmpty else { return nil }
            guard let value = make(text) else { throw BodyReader.invalid(name, "\(name) is not one known here") }
            return value
        }
        return SuppressionFilter(
            kind: try value("kind", SuppressionFilter.Kind.init(rawValue:)),
            categories: Set([try value("category", Suppression.Category.init(rawValue:))].compactMap(\.self)),
            domain: try value("domain") { $0 },
            since: try value("since") { Moment(iso8601: $0) },
            before: try value("before") { Moment(iso8601: $0) },
            text: try value("text") { $0 }
        )
    }

    /// The bounces of an outage: its beginning, its end and its domain or a piece of the far end's words must be named,
    /// so that nobody empties the list by leaving something out.
    static func outage(_ text: (String) throws -> String?) throws -> SuppressionFilter {
        let filter = try read(text)
        for (name, isGiven) in [("since", filter.since != nil), ("before", filter.before != nil)] where !isGiven {
            throw BodyReader.invalid(name, "\(name) is missing")
        }
        guard filter.domain != nil || filter.text != nil else {
            throw BodyReader.invalid("domain", "domain or text is missing")
        }
        return filter
    }

    /// `type`, `orderby` and `property` as far as there is something for them to say.
    static func config(_ kind: SuppressionFilter.Kind, _ query: QueryReader) throws -> SuppressionFilter {
        for (name, only) in [("type", "client"), ("orderby", "-creationdate")] {
            guard let text = query[name], text.lowercased() != only else { continue }
            throw BodyReader.invalid(name, "\(name) can be \(only) only")
        }
        var filter = SuppressionFilter(kind: kind)
        guard let property = query["property"] else { return filter }
        let (name, rest) = (property.prefix { $0 != "<" && $0 != ">" }, property.drop { $0 != "<" && $0 != ">" })
        let text = String(rest.drop { "<>=".contains($0) })
        let moment = Moment(iso8601: text) ?? Int64(text).map { Moment(milliseconds: $0) }
        guard name.lowercased() == "creationdate", let moment else {
            throw BodyReader.invalid("property", "property is creationdate<MOMENT or creationdate>MOMENT")
        }
        let includes = rest.dropFirst().first == "="
        if rest.first == "<" {
            filter.before = includes ? moment + .milliseconds(1) : moment
        } else {
            filter.since = includes ? moment : moment + .milliseconds(1)
        }
        return filter
    }
}
