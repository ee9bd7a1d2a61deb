/// The id of a row: 64 bits, ordered by time of birth, one type per kind of thing so that none is taken for another.
///
/// Its text form is 13 digits of Crockford's base 32, so that it survives JSON's doubles and sorts like the number.
public protocol EntityID: Hashable, Comparable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    var raw: Int64 { get }
    init(raw: Int64)
}

extension EntityID {
    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }

    public var description: String { Base32.encode(UInt64(bitPattern: raw)) }

    public init?(_ description: String) {
        guard let bits = Base32.decode(description) else { return nil }
        self.init(raw: Int64(bitPattern: bits))
    }
}

public struct ProfileID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

public struct JourneyID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

public struct CampaignID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

/// One call that sends a campaign's message.
public struct ExecutionID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

public struct RunID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

public struct SendID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

public struct KeyID: EntityID {
    public let raw: Int64
    @inlinable public init(raw: Int64) { self.raw = raw }
}

/// Makes ids in process: 42 bits of milliseconds since 2020, 8 bits of shard, 13 bits of sequence.
///
/// A value, passed `now`, so that the same events under the same clock make the same ids. When a millisecond's
/// sequence is used up it borrows from the next, so ids stay unique and ordered.
public struct IDGenerator: Sendable {
    private var tick: Int64
    private let shard: Int64

    private static let sequenceBits: Int64 = 13
    private static let shardBits: Int64 = 8
    private static let birth = CivilTime(year: 2020, month: 1, day: 1).utcMoment.milliseconds

    /// - Parameter last: the largest id already in use, so that a restarted process goes on after it.
    public init(shard: Int64 = 0, after last: Int64 = 0) {
        precondition((0..<1 << Self.shardBits).contains(shard))
        self.shard = shard
        tick = Self.tick(of: last)
    }

    /// The largest id given so far, or in use before.
    public var last: Int64 { Self.identifier(tick: tick, shard: shard) }

    public mutating func next(now: Moment) -> Int64 {
        let milliseconds = max(0, now.milliseconds - Self.birth)
        tick = max(tick + 1, milliseconds << Self.sequenceBits)
        return last
    }

    /// The first id that could have been born at `moment`.
    public static func lowerBound(at moment: Moment) -> Int64 {
        identifier(tick: age(at: moment) << sequenceBits, shard: 0)
    }

    /// The moment at which `id` was born, as far as it tells: what borrowed from the next millisecond is a bit late.
    public static func moment(of id: Int64) -> Moment {
        Moment(milliseconds: (id >> (shardBits + sequenceBits)) + birth)
    }

    /// Milliseconds since the first id could be born, within the bits an id has for them.
    private static func age(at moment: Moment) -> Int64 {
        min(max(0, moment.milliseconds.subtractingClamped(birth)), 1 << 42 - 1)
    }

    private static func identifier(tick: Int64, shard: Int64) -> Int64 {
        let (milliseconds, sequence) = (tick >> sequenceBits, tick & (1 << sequenceBits - 1))
        return milliseconds << (shardBits + sequenceBits) | shard << sequenceBits | sequence
    }

    private static func tick(of identifier: Int64) -> Int64 {
        (identifier >> (shardBits + sequenceBits)) << sequenceBits | identifier & (1 << sequenceBits - 1)
    }
}

/// Crockford's base 32: no letter that reads as a digit, upper and lower case alike.
enum Base32 {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let length = 13

    static func encode(_ bits: UInt64) -> String {
        String(unsafeUninitializedCapacity: length) { buffer in
            for index in 0..<length { buffer[index] = digits[Int(bits >> UInt64(5 * (length - 1 - index)) & 31)] }
            return length
        }
    }

    static func decode(_ text: String) -> UInt64? {
        guard text.utf8.count == length else { return nil }
        var bits: UInt64 = 0
        for byte in text.utf8 {
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard let digit = digits.firstIndex(of: isCapital ? byte | 0x20 : byte), bits.leadingZeroBitCount >= 5
            else { return nil }
            bits = bits << 5 | UInt64(digit)
        }
        return bits
    }
}
