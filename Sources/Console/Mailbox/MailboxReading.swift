import Vocabulary

/// How the console looks into a mailbox that somebody else keeps.
package struct MailboxReading: Sendable {
    package struct Entry: Sendable {
        package var id: Int64
        package var received: Moment
        package var recipient: String
        package var subject: String
        package var bytes: [UInt8]

        package init(id: Int64, received: Moment, recipient: String, subject: String, bytes: [UInt8]) {
            self.id = id
            self.received = received
            self.recipient = recipient
            self.subject = subject
            self.bytes = bytes
        }
    }

    /// The newest before an id, of one recipient if asked.
    package var newest: @Sendable (_ before: Int64?, _ recipient: String?, _ limit: Int) async throws -> [Entry]
    package var entry: @Sendable (Int64) async throws -> Entry?

    package init(
        newest: @escaping @Sendable (Int64?, String?, Int) async throws -> [Entry],
        entry: @escaping @Sendable (Int64) async throws -> Entry?
    ) {
        self.newest = newest
        self.entry = entry
    }
}
