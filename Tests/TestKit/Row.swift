import Testing

/// How far a test shows that we do what a row of the reference lists describes.
package enum ParityLevel: String, Sendable {
    /// The thinnest useful form of it works.
    case thin
    /// All of the row works, limits and edge cases included.
    case full
    /// All of it works, and beyond what the row describes.
    case better
}

/// Says which row of `Tests/parity/rows.tsv` a test shows: `@Test(.row("ajo J7"))`, `@Test(.row("campaign 161", .full))`.
///
/// `Scripts/parity` reads these from the source text, so both arguments are literals and stand on one line.
package struct ParityRow: TestTrait, SuiteTrait {
    package let id: String
    package let level: ParityLevel

    package var comments: [Comment] { ["shows \(id) (\(level.rawValue))"] }
}

extension Trait where Self == ParityRow {
    /// Marks the test as showing the row `id`, a list and its row: `"ajo J7"`.
    package static func row(_ id: String, _ level: ParityLevel = .thin) -> Self {
        ParityRow(id: id, level: level)
    }
}
