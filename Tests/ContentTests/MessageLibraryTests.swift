import Store
import TestKit
import Testing
import Vocabulary

@testable import Content

@Suite struct MessageLibraryTests {
    @Test(arguments: Backend.available)
    func `what was published is found by origin, version and step`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: contentMigrations)
        let key = MessageKey(origin: 1, version: 2, step: "thanks")
        let message = Message(
            subject: "s",
            preheader: "p",
            html: "<p>h</p>",
            text: nil,
            from: "a@b.example",
            replyTo: "c@d.example"
        )
        try await store.write { db in try MessageTable.save([key: message], in: db) }
        #expect(try await store.read { db in try MessageTable.message(key, in: db) } == message)
        let library = MessageLibrary()
        let rendered = try await library.message(key, in: store).render(RenderContext(profile: .null))
        #expect(rendered.subject == "s")
        await #expect(throws: Diagnostics.self) {
            try await library.message(MessageKey(origin: 1, version: 3, step: "thanks"), in: store)
        }
    }
}
