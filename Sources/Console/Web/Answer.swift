import Deliveries

/// What a page's code gives back; HTTP is made of it in one place.
enum Answer: Sendable {
    case page(PageContent)
    /// Of an own page to another, after a form was taken or where one must sign in first.
    case seeOther(Link, cookies: [String] = [])
    /// A mail's HTML as its reader would see it: shown in a frame that can do nothing.
    case sandboxed(String)
    /// Something to look at as it is.
    case plain(String)
    /// Offered as a file.
    case download([UInt8], name: String)
    /// Offered as a file that is made while it is read.
    case stream(name: String, type: String, LedgerExport.Pieces)
    case notFound
    case refused(Refusal)

    /// Why a form is not taken.
    enum Refusal: Sendable {
        /// The form did not come from our own page.
        case foreignForm
        case role(needs: String)
        case tooManyAttempts
        case badInput(String)
    }
}

/// A page: its title and what stands in the frame.
struct PageContent: Sendable {
    var title: String
    var body: HTML
    /// Names of own modules that the page needs beside the frame's.
    var modules: [String] = []
    /// Names of libraries that the page needs.
    var libraries: [String] = []
    var status = 200
    var cookies: [String] = []
    /// Bare pages (sign-in) have no navigation.
    var isBare = false

    init(
        _ title: String,
        modules: [String] = [],
        libraries: [String] = [],
        status: Int = 200,
        cookies: [String] = [],
        isBare: Bool = false,
        body: HTML
    ) {
        self.title = title
        self.body = body
        self.modules = modules
        self.libraries = libraries
        self.status = status
        self.cookies = cookies
        self.isBare = isBare
    }
}
