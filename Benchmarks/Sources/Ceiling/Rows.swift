/// The rows of one event as every ceiling writes them: the event (700 bytes of body), its person (300) and, for one in
/// five, a timer.
struct Rows {
    static let body = String(repeating: "e", count: 700)
    static let attributes = String(repeating: "p", count: 300)
    static let people = 10_000

    static let tables = [
        "CREATE TABLE e (profile BIGINT, moment BIGINT, id BIGINT, type TEXT, body TEXT)",
        "CREATE INDEX e_by_profile ON e (profile, moment, id, type)",
        "CREATE TABLE p (id BIGINT PRIMARY KEY, seen BIGINT, attributes TEXT)",
        "CREATE TABLE t (id BIGINT PRIMARY KEY, due BIGINT)",
        "CREATE INDEX t_by_due ON t (due)",
    ]

    private var state: UInt64 = 88_172_645_463_325_252
    private(set) var serial: Int64 = 0

    mutating func next() -> (profile: Int64, serial: Int64) {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        serial += 1
        return (Int64(state % UInt64(Self.people)), serial)
    }
}
