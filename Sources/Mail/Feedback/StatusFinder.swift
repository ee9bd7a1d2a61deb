/// Finds the statuses of RFC 3463 and the reply codes of RFC 5321 in text.
enum StatusFinder {
    struct Found {
        let position: Int
        let status: EnhancedStatus
    }

    /// `5.1.1`, and not a part of an address such as `10.5.1.1` or a version such as `5.5.2653.19`.
    static func statuses(in text: [UInt8]) -> [Found] {
        var found: [Found] = []
        var index = 0
        while index < text.count, found.count < FeedbackLimits.statusCodes {
            guard text[index].isDigit else {
                index += 1
                continue
            }
            let end = text[index...].firstIndex { !$0.isDigit && $0 != dot } ?? text.count
            let isAlone = index == 0 || !(text[index - 1].isLetter || text[index - 1] == dot)
            if isAlone, let status = status(text[index..<end]) { found.append(Found(position: index, status: status)) }
            index = end
        }
        return found
    }

    /// The status with which `text` begins.
    static func leading(_ text: String) -> EnhancedStatus? {
        let bytes = Array(text.utf8.prefix { $0.isBlank || $0.isDigit || $0 == dot })
        return status(bytes.drop { $0.isBlank }.prefix { !$0.isBlank })
    }

    private static func status(_ text: ArraySlice<UInt8>) -> EnhancedStatus? {
        guard (5...10).contains(text.count), let first = text.first, [50, 52, 53].contains(first) else { return nil }
        // A full stop may end the sentence.
        let written = text.last == dot ? text.dropLast() : text
        let numbers = written.split(separator: dot, omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0].count == 1, numbers.allSatisfy({ (1...3).contains($0.count) }) else {
            return nil
        }
        let values = numbers.map { $0.reduce(0) { $0 * 10 + Int($1 - 48) } }
        return EnhancedStatus(values[0], values[1], values[2])
    }

    /// The level of the first reply code, 4 or 5: three digits before a blank, a hyphen or a colon.
    static func replyLevel(in text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index].isDigit else {
                index += 1
                continue
            }
            let end = text[index...].firstIndex { !$0.isDigit && $0 != dot } ?? text.endIndex
            let isAlone = index == text.startIndex || replyNeighbours.contains(text[index - 1])
            let isCode = end - index == 3 && !text[index..<end].contains(dot) && text[index + 1] <= 53
            if isAlone, isCode, text[index] == 52 || text[index] == 53 { return Int(text[index]) - 48 }
            index = end
        }
        return nil
    }

    private static let dot = UInt8(ascii: ".")
    private static let replyNeighbours = Set(" :;\"'\n<([".utf8)
}
