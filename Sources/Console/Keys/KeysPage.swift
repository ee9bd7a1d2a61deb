import Accounts
import Store
import Vocabulary
import Web

/// The keys that let programs in.
enum KeysPage {
    private static let nameLimit = 100

    static func show(_ visit: Visit) async throws -> Answer {
        let keys = try await visit.read { db in try Keys.all(in: db) }
        return .page(PageContent("Keys", body: page(visit, keys, issued: nil)))
    }

    /// The page that answers a new key is the only one that ever shows its token.
    static func create(_ visit: Visit) async throws -> Answer {
        guard let kind = visit.form["kind"].flatMap({ AccessKey.Kind(rawValue: $0) }) else {
            return .refused(.badInput("A key is for writing or for managing."))
        }
        guard let name = visit.form.text("name"), name.count <= nameLimit else {
            return .refused(.badInput("A key needs a name of at most \(nameLimit) characters."))
        }
        let isBrowser = kind == .write && visit.form["browser"] == "1"
        let issued = try await visit.write { db in try Keys.issue(kind, name: name, isBrowser: isBrowser, in: db) }
        await visit.console.keysChanged()
        let keys = try await visit.read { db in try Keys.all(in: db) }
        return .page(PageContent("Keys", body: page(visit, keys, issued: issued)))
    }

    static func revoke(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(KeyID.self) else { return .notFound }
        _ = try await visit.write { db in try Keys.revoke(id, in: db) }
        await visit.console.keysChanged()
        return .seeOther(Pages.keys.link)
    }

    private static func page(_ visit: Visit, _ keys: [AccessKey], issued: IssuedKey?) -> HTML {
        """
        <h1>Keys</h1>
        \(issued.map(token))
        \(if: visit.may(.admin), form(visit))
        <section class="card" aria-labelledby="keys-title"><h2 id="keys-title">All keys</h2>
        \(keys.isEmpty ? Parts.empty("No key yet. A write key lets a Segment library send events here.") : table(visit, keys))</section>
        """
    }

    private static func token(_ issued: IssuedKey) -> HTML {
        """
        <section class="card new-key" role="status"><h2>Key “\(issued.key.name)” made</h2>
        <p>Copy its token now; it is not kept and never shown again.</p>
        <p><code class="token" data-copy>\(issued.token)</code></p></section>
        """
    }

    private static func form(_ visit: Visit) -> HTML {
        """
        <section class="card" aria-labelledby="new-title"><h2 id="new-title">Make a key</h2>
        <form method="post" action="\(Pages.keys.link)" class="line">\(visit.token)
          <label>Name <input name="name" required maxlength="\(nameLimit)" placeholder="Web shop"></label>
          <label>For <select name="kind"><option value="write">sending events</option>
            <option value="manage">managing everything</option></select></label>
          <label class="check"><input type="checkbox" name="browser" value="1"> stands in web pages, where anyone can read it</label>
          <button class="primary">Make it</button></form></section>
        """
    }

    private static func table(_ visit: Visit, _ keys: [AccessKey]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: keys"><table><thead><tr>
        <th scope="col">Name</th><th scope="col">For</th>
        <th scope="col">Made</th><th scope="col">State</th></tr></thead><tbody>\(each: keys, { key in
          """
          <tr><th scope="row">\(key.name)</th>
          <td>\(key.kind == .write ? "sending events" : "managing")\(if: key.isBrowser, ", in web pages")</td>
          <td>\(key.created)</td><td>\(state(visit, key))</td></tr>
          """
        })</tbody></table></div>
        """
    }

    private static func state(_ visit: Visit, _ key: AccessKey) -> HTML {
        if let revoked = key.revoked { return "<span class=\"state cancelled\">revoked</span> \(revoked)" }
        guard visit.may(.admin) else { return "<span class=\"state sent\">live</span>" }
        return """
            <form method="post" action="\(Pages.keyRevoke(key.id))" data-confirm="Programs with this key are refused from now on. This cannot be undone.">\(visit.token)
            <span class="state sent">live</span> <button class="quiet">Revoke <span class="unseen">\(key.name)</span></button></form>
            """
    }
}
