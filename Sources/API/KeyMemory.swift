import Accounts
import Vocabulary

/// What a `KeyRing` knows, and when it must ask: a value, so that every rule can be tried without a database.
struct KeyMemory: Sendable {
    /// What is known of a token.
    enum Look: Hashable, Sendable {
        case known(AccessKey)
        case unknown
        /// Not known here: look in the database, and say that you asked after this load.
        case ask(load: Int)
        /// Not known, and too many are being looked up.
        case busy
    }

    private var keys: [[UInt8]: AccessKey] = [:]
    /// Headers seen to carry a valid key, so that the same client is not decoded and hashed again.
    private var headers: [String: AccessKey] = [:]
    /// Tokens looked up in vain, and until when nobody looks again.
    private var unknown: [[UInt8]: Moment] = [:]
    /// Of every key ever made; it never changes.
    private(set) var isBrowser: [KeyID: Bool] = [:]

    private var begun = 0
    private var applied = 0
    private var isLoading = false
    private var lastBegun = Moment.distantPast
    private var lookups = 0
    private var lookupsSince = Moment.distantPast

    /// How old the keys may be while requests come.
    static let freshness = Duration.seconds(2)
    /// How long a token that opens nothing is remembered as such.
    static let unknownFor = Duration.seconds(2)
    /// Tokens looked up in a second, and remembered as unknown at once: a spray of guesses must not reach the database.
    static let lookupsPerSecond = 50
    static let unknownLimit = 1_000
    /// Any user can add what follows the key in a header; the memory is emptied when it is full.
    private static let headerLimit = 1_000

    /// The key of a header seen before; `nil` also where it is time to read the keys again.
    func key(header: String, now: Moment) -> AccessKey? {
        isStale(now) ? nil : headers[header]
    }

    mutating func remember(_ header: String, of key: AccessKey) {
        if headers.count >= Self.headerLimit { headers = [:] }
        // Not again in force where the keys were replaced in between.
        if keys[key.digest] == key { headers[header] = key }
    }

    mutating func look(for digest: [UInt8], now: Moment) -> Look {
        if let key = keys[digest] { return .known(key) }
        if let end = unknown[digest], now < end { return .unknown }
        if now - lookupsSince >= .seconds(1) { (lookups, lookupsSince) = (0, now) }
        guard lookups < Self.lookupsPerSecond else { return .busy }
        lookups += 1
        return .ask(load: applied)
    }

    /// What a look into the database found; kept unless the keys were read meanwhile, which knows better.
    mutating func found(_ key: AccessKey?, of digest: [UInt8], since load: Int, now: Moment) -> AccessKey? {
        guard let key, key.revoked == nil else {
            if unknown.count >= Self.unknownLimit { unknown = [:] }
            unknown[digest] = now + Self.unknownFor
            return nil
        }
        if load == applied { (keys[digest], isBrowser[key.id]) = (key, key.isBrowser) }
        return key
    }
}

extension KeyMemory {
    private func isStale(_ now: Moment) -> Bool { now - lastBegun >= Self.freshness || now < lastBegun }

    /// - Returns: the number of the load that is to be made; `nil` where none is.
    mutating func beginLoadIfStale(now: Moment) -> Int? {
        guard isStale(now) else { return nil }
        // While one reads, others go on with what is known; unless that is nothing, or older than it may be.
        guard !isLoading || now - lastBegun >= Self.freshness * 2 || applied == 0 else { return nil }
        return beginLoad(now: now)
    }

    mutating func beginLoad(now: Moment) -> Int {
        begun += 1
        (isLoading, lastBegun) = (true, now)
        return begun
    }

    /// A load that failed: what is known stays.
    mutating func endLoad(_ number: Int) {
        if number == begun { isLoading = false }
    }

    /// The keys as load `number` found them; an older load than the last that counted changes nothing.
    mutating func replace(with all: [AccessKey], as number: Int) {
        endLoad(number)
        guard number > applied else { return }
        applied = number
        keys = Dictionary(all.filter { $0.revoked == nil }.map { ($0.digest, $0) }) { first, _ in first }
        headers = headers.filter { keys[$0.value.digest] == $0.value }
        isBrowser = Dictionary(all.map { ($0.id, $0.isBrowser) }) { first, _ in first }
    }
}
