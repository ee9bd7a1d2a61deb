/// A number that a page keeps up to date: `name` says which, in the messages of `/live`.
struct LiveText {
    private let name: String
    private let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    init(_ name: String, _ number: Int64) { self.init(name, Words.number(number)) }

    var html: HTML { "<span data-live=\"\(name)\">\(text)</span>" }
}

extension HTML.Interpolation {
    mutating func appendInterpolation(_ live: LiveText) { appendInterpolation(live.html) }
}
