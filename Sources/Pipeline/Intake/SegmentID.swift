import JSON

/// What is taken for an id: a text that is not blank, or a whole number, which many clients send.
enum SegmentID {
    static func isUsable(_ node: JSONNode?) -> Bool {
        guard let node else { return false }
        switch node.kind {
        case .string: return node.withStringBytes(isUsable) ?? false
        case .number: return node.wholeNumberText != nil
        case .null, .bool, .array, .object: return false
        }
    }

    /// An empty or blank text stands for no id.
    static func isBlank(_ node: JSONNode) -> Bool {
        node.withStringBytes { $0.allSatisfy(isSpace) } ?? node.isNull
    }

    static func text(_ node: JSONNode?) -> String? {
        guard let node, isUsable(node) else { return nil }
        return node.string ?? node.wholeNumberText
    }

    /// PostgreSQL keeps no NUL in a text.
    private static func isUsable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count <= SegmentLimits.idBytes && !bytes.contains(0) && !bytes.allSatisfy(isSpace)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
