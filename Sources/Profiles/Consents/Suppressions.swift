import Store
import Vocabulary

/// An address we must not use, and why. It belongs to the address, whoever has it (`SEMANTICS 9`).
package struct Suppression: Hashable, Sendable {
    /// From the strongest: a stronger one is never replaced by a weaker.
    package enum Category: String, CaseIterable, Sendable {
        /// The recipient called our mail junk.
        case complaint
        /// The address does not exist.
        case hardBounce = "hard_bounce"
        /// Someone listed it by hand or by API.
        case manual
        /// It failed too often, for now.
        case softBounce = "soft_bounce"

        var strength: Int {
            switch self {
            case .complaint: 3
            case .hardBounce: 2
            case .manual: 1
            case .softBounce: 0
            }
        }
    }

    package var channel: String
    /// Case-folded; `@example.org` stands for all addresses of a domain.
    package var address: String
    package var category: Category
    /// In words, as shown: the server's answer, the administrator's note.
    package var reason: String
    /// What listed it: `feedback`, `api`, `user:…`.
    package var source: String
    package var since: Moment

    package init(
        channel: String,
        address: String,
        category: Category,
        reason: String,
        source: String,
        since: Moment
    ) {
        self.channel = channel
        self.address = Suppressions.folded(address)
        self.category = category
        self.reason = reason
        self.source = source
        self.since = since
    }
}

/// Why an address may be used again.
package enum SuppressionLift: Hashable, Sendable {
    /// The recipient asked for it and confirmed by the link in a mail.
    case confirmedOptIn(source: String)
    /// An administrator says so, and why.
    case administrator(name: String, reason: String)
    /// Its time is over: only for soft bounces.
    case expired

    var source: String {
        switch self {
        case .confirmedOptIn(let source): source
        case .administrator(let name, _): name
        case .expired: "system"
        }
    }

    var reason: String {
        switch self {
        case .confirmedOptIn: "confirmed opt-in"
        case .administrator(_, let reason): reason
        case .expired: "expired"
        }
    }
}

/// A suppression that may not be lifted this way.
package enum SuppressionError: Error, Hashable, Sendable {
    /// Only a soft bounce ends by itself.
    case doesNotExpire(Suppression.Category)
    /// An administrator must say why.
    case reasonMissing
}

/// The list of addresses we must not use; changed at once, in the transaction that is answered (`SEMANTICS 10`).
package enum Suppressions {
    /// Lists an address. The stronger category stays, and with it the earlier date.
    /// - Returns: whether it is new or stronger now.
    @discardableResult
    package static func add(_ suppression: Suppression, in db: Transaction) throws -> Bool {
        if let known = try SuppressionsTable.find([suppression.address], channel: suppression.channel, in: db).first,
            known.category.strength >= suppression.category.strength
        {
            return false
        }
        try SuppressionsTable.save(suppression, in: db)
        try SuppressionsTable.record(.added, suppression, in: db)
        return true
    }

    /// Takes an address off the list.
    ///
    /// A complaint goes only by a confirmed opt-in or an administrator with a reason.
    /// - Returns: what was lifted; `nil` where the address is not listed.
    /// - Throws: a `SuppressionError`.
    @discardableResult
    package static func remove(
        channel: String,
        address: String,
        by lift: SuppressionLift,
        in db: Transaction
    ) throws -> Suppression? {
        guard var known = try SuppressionsTable.find([folded(address)], channel: channel, in: db).first else {
            return nil
        }
        switch lift {
        case .confirmedOptIn: break
        case .administrator(_, let reason):
            guard reason.contains(where: { !$0.isWhitespace }) else { throw SuppressionError.reasonMissing }
        case .expired:
            guard known.category == .softBounce else { throw SuppressionError.doesNotExpire(known.category) }
        }
        let listed = known
        try SuppressionsTable.delete(known, in: db)
        (known.reason, known.source, known.since) = (lift.reason, lift.source, db.now)
        try SuppressionsTable.record(.lifted, known, in: db)
        return listed
    }

    /// Which of `addresses` are listed, by themselves or by their domain; by the address as given.
    package static func lookup(
        many addresses: some Collection<String>,
        channel: String,
        in db: Transaction
    ) throws -> [String: Suppression] {
        let asked = addresses.map { (given: $0, folded: folded($0)) }
        let keys = Set(asked.flatMap { [$0.folded] + [domain(of: $0.folded)].compactMap(\.self) })
        let found = try SuppressionsTable.find(keys.sorted(), channel: channel, in: db)
        let listed = Dictionary(found.map { ($0.address, $0) }) { first, _ in first }
        var hits: [String: Suppression] = [:]
        for address in asked {
            hits[address.given] = listed[address.folded] ?? domain(of: address.folded).flatMap { listed[$0] }
        }
        return hits
    }

    /// A page of the list by address, after `cursor`.
    package static func page(
        channel: String,
        after cursor: String? = nil,
        limit: Int,
        in db: Transaction
    ) throws -> [Suppression] {
        try SuppressionsTable.page(channel: channel, after: cursor, limit: limit, in: db)
    }

    package static func count(channel: String, in db: Transaction) throws -> Int64 {
        try SuppressionsTable.count(channel: channel, in: db)
    }

    /// Addresses are compared without regard to case and to blanks around them (`SEMANTICS 31`).
    package static func folded(_ address: String) -> String {
        let text = address.lowercased()
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    private static func domain(of address: String) -> String? {
        address.lastIndex(of: "@").map { String(address[$0...]) }
    }
}
