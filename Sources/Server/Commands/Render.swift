import ArgumentParser
import Foundation
import JSON
import Templates
import Vocabulary

/// `sojourn render`: a template from a file, or many from standard input, to text.
///
/// Numbers are read as JavaScript reads them, so that the text is the one handlebars.js gives.
struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Render a template to standard output.",
        discussion: """
            With --jsonl each line of standard input is {"template":…,"data":…,"partials":{…},"options":{…}}, of \
            which all but the template may be missing; each line of output is {"output":…} or {"error":…}. The \
            options are \
            those of Handlebars.compile: strict, assumeObjects, compat, noEscape, preventIndent, \
            explicitPartialContext, ignoreStandalone, knownHelpersOnly, knownHelpers.
            """
    )

    @Argument(help: "The template's file.")
    var file: String?

    @Option(help: "A JSON file with the context.")
    var context: String?

    @Flag(help: "Read JSON Lines from standard input.")
    var jsonl = false

    func validate() throws {
        guard (file == nil) == jsonl else { throw ValidationError("Give either a FILE or --jsonl.") }
        guard !jsonl || context == nil else { throw ValidationError("--context belongs to a FILE.") }
    }

    func run() async throws {
        guard let file else { return renderLines() }
        do {
            Self.write(try rendered(file), to: .standardOutput)
        } catch let complaint as Complaint {
            Self.write(Array(complaint.text.utf8), to: .standardError)
            throw ExitCode.failure
        }
    }

    /// The text of the template in `file`; its warnings go to standard error.
    private func rendered(_ file: String) throws -> [UInt8] {
        let source = String(decoding: try read(file), as: UTF8.self)
        let value = try context.map { try contextValue($0) } ?? .object(AttributeObject())
        let place = SourcePlace(file: file, source: source)
        do {
            let template = try Template(source)
            Self.write(Array(template.warnings.map { place.line($0) }.joined().utf8), to: .standardError)
            return try template.render(value)
        } catch let diagnostics as Diagnostics {
            throw Complaint(text: diagnostics.all.map { place.line($0) }.joined())
        } catch let failure as RenderFailure {
            throw Complaint(text: place.line(failure.diagnostic))
        }
    }

    private func contextValue(_ path: String) throws -> AttributeValue {
        do {
            return JavaScriptValue.read(try JSONDocument(parsing: try read(path), limits: JavaScriptValue.limits).root)
        } catch let error as JSONError {
            throw Complaint(text: "\(path): \(error)\n")
        }
    }

    private func read(_ path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Complaint(text: "\(path): cannot be read\n")
        }
    }

    private func renderLines() {
        while let line = readLine() {
            guard !line.isEmpty else { continue }
            Self.write(RenderRequest.answer(to: Array(line.utf8)) + [10], to: .standardOutput)
        }
    }

    private static func write(_ bytes: [UInt8], to handle: FileHandle) {
        if !bytes.isEmpty { handle.write(Data(bytes)) }
    }

    /// What a person is told, complete with line ends.
    private struct Complaint: Error {
        let text: String
    }
}
