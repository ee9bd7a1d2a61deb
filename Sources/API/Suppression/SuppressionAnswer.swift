import Hummingbird
import JSON
import Profiles
import Vocabulary

extension SuppressionRoutes {
    enum Item {
        case suppression(Suppression)
        case upload(SuppressionUpload)
    }

    /// A page as Adobe's clients read it: `items`, and where the next one is.
    static func listing(_ items: [Item], _ list: String, limit: Int, next: String?) -> Response {
        Answer.json { json in
            json.array("items") { json in
                for item in items {
                    json.object { json in
                        switch item {
                        case .suppression(let suppression): members(of: suppression, to: &json)
                        case .upload(let upload): members(of: upload, to: &json)
                        }
                    }
                }
            }
            json.object("_links") { json in
                guard let next else { return }
                json.object("next") { json in
                    json.member("href", "\(path)\(list)?limit=\(limit)&start=\(encoded(next))")
                }
            }
        }
    }

    static func members(of suppression: Suppression, to json: inout JSONWriter) {
        let isDomain = suppression.address.hasPrefix("@")
        json.member(
            isDomain ? "domain" : "address",
            isDomain ? String(suppression.address.dropFirst()) : suppression.address
        )
        json.member("category", suppression.category.rawValue)
        json.member("reason", suppression.reason)
        json.member("source", suppression.source)
        json.member("creationDate", suppression.since)
    }

    static func members(of upload: SuppressionUpload, to json: inout JSONWriter) {
        json.member("id", upload.id.description)
        json.member("name", upload.name)
        // It is answered when it is done.
        json.member("status", "completed")
        json.member("creationDate", upload.moment)
        json.member("createdBy", upload.who)
        json.member("lines", upload.lines)
        json.member("added", upload.added)
        json.member("refused", upload.refused)
    }

    /// What `/addresses/{email}` and `/domains/{domain}` name, and its row's address.
    static func entry(
        _ kind: SuppressionFilter.Kind,
        _ parameters: Parameters
    ) throws -> (given: String, address: String) {
        let given = parameters.get("entry") ?? ""
        return (given, try address(kind, given, field: kind == .domains ? "domain" : "address"))
    }

    static func address(_ kind: SuppressionFilter.Kind, _ text: String, field: String) throws -> String {
        let isDomain = kind == .domains
        let whole = isDomain && !text.hasPrefix("@") ? "@\(text)" : text
        guard let address = SuppressionFile.address(whole), address.hasPrefix("@") == isDomain else {
            throw BodyReader.invalid(field, isDomain ? "this is no domain" : "this is no email address")
        }
        return address
    }

    static func unlisted(_ entry: String) -> Problem {
        Problem(.notFound, code: "suppression.unknown", detail: "\(entry) is not on the list by itself")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            let isPlain = (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == 45 || byte == 46
            if isPlain {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
    }
}
