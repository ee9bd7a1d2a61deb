extension Moment {
    /// Reads the ISO 8601 forms that clients send: `2026-03-01`, `2026-03-01T10:00`, seconds, 0 to 9 decimals (cut to
    /// milliseconds), a `T`, `t` or blank between date and time, and `Z`, `+02`, `+0200`, `+02:00` or nothing (UTC).
    ///
    /// A date that is none (30 February, hour 25) is `nil`; 24:00:00 and the leap second :60 are the next second.
    public init?(iso8601 text: some StringProtocol) {
        var text = String(text)
        let parsed = text.withUTF8 { Moment(iso8601: $0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// As `init(iso8601:)`, from the bytes of a hot path.
    public init?(iso8601 bytes: UnsafeBufferPointer<UInt8>) {
        var reader = DigitReader(bytes: bytes)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), (1...12).contains(month), day >= 1,
            day <= CivilTime.daysIn(month: month, year: year)
        else { return nil }
        var civil = CivilTime(year: year, month: month, day: day)
        guard !reader.isAtEnd else {
            self = civil.utcMoment
            return
        }
        guard reader.take("T") || reader.take("t") || reader.take(" "), reader.readTime(into: &civil),
            let offset = reader.readOffset(), reader.isAtEnd
        else { return nil }
        self = Moment(milliseconds: civil.utcMoment.milliseconds - Int64(offset) * 60_000)
    }

    /// `2026-03-01T10:00:00.000Z`, always 24 characters for the years 0 to 9999.
    public var iso8601: String {
        let civil = CivilTime(utc: self)
        return String(unsafeUninitializedCapacity: 24) { buffer in
            guard (0...9999).contains(civil.year) else { return 0 }
            var writer = DigitWriter(buffer: buffer)
            writer.write(civil.year, width: 4, then: "-")
            writer.write(civil.month, width: 2, then: "-")
            writer.write(civil.day, width: 2, then: "T")
            writer.write(civil.hour, width: 2, then: ":")
            writer.write(civil.minute, width: 2, then: ":")
            writer.write(civil.second, width: 2, then: ".")
            writer.write(civil.millisecond, width: 3, then: "Z")
            return 24
        }
    }
}

extension Moment: CustomStringConvertible {
    public var description: String { iso8601.isEmpty ? "\(milliseconds) ms" : iso8601 }
}

private struct DigitReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for index in position..<position + count {
            let digit = bytes[index] &- 48
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        position += count
        return value
    }

    /// `HH:MM[:SS[.fraction]]`, checked against a clock's limits.
    mutating func readTime(into civil: inout CivilTime) -> Bool {
        guard let hour = digits(2), take(":"), let minute = digits(2), minute < 60 else { return false }
        civil.hour = hour
        civil.minute = minute
        if take(":") {
            guard let second = digits(2), second <= 60 else { return false }
            civil.second = second
            if take(".") || take(",") {
                guard let millisecond = readFraction() else { return false }
                civil.millisecond = millisecond
            }
        }
        return hour < 24 || (hour == 24 && minute == 0 && civil.second == 0 && civil.millisecond == 0)
    }

    /// One to nine decimals of a second, as whole milliseconds.
    mutating func readFraction() -> Int? {
        var value = 0
        var count = 0
        while let digit = digits(1) {
            guard count < 9 else { return nil }
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    mutating func readOffset() -> Int? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = digits(2), hours <= 23 else { return nil }
        var minutes = 0
        if !isAtEnd {
            _ = take(":")
            guard let read = digits(2), read < 60 else { return nil }
            minutes = read
        }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}

private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var position = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func write(_ value: Int, width: Int, then separator: Unicode.Scalar) {
        var rest = value
        for index in stride(from: position + width - 1, through: position, by: -1) {
            buffer[index] = UInt8(48 + rest % 10)
            rest /= 10
        }
        buffer[position + width] = UInt8(ascii: separator)
        position += width + 1
    }
}
