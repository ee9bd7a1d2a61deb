import ArgumentParser
import Foundation
import Mail

/// `sojourn classify`: what mails that came back say about mails that went out.
struct Classify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Classify bounces and other mail that comes back.",
        discussion: """
            Prints one line for each message: \
            {"file":…,"events":[{"recipient":…,"class":…,"status":…,"reason":…,"detail":…}],"token":…}. The class is \
            hard, soft, undetermined, complaint, autoreply, unsubscribe or delivered; no events means that the message \
            is no feedback. The token is the one of the send it speaks of, where it bears one. Without FILE the message \
            is read from standard input; a FILE that is a folder stands for the files in it. With --jsonl each line of \
            standard input is {"file":…,"base64":…,"recipients":[…]}, of which only base64, the message, must be \
            there; recipients are those of the envelope.
            """
    )

    @Argument(help: "Files with one message each, or folders of such.")
    var files: [String] = []

    @Flag(help: "Read JSON Lines from standard input.")
    var jsonl = false

    @Flag(help: "Print JSON, as it does anyway.")
    var json = false

    func validate() throws {
        guard files.isEmpty || !jsonl else { throw ValidationError("Give either FILEs or --jsonl.") }
    }

    func run() async throws {
        if jsonl { return answerLines() }
        guard !files.isEmpty else {
            let message = Array(FileHandle.standardInput.readDataToEndOfFile())
            return write(ClassifyRequest(file: "-", message: message).answer)
        }
        var isComplete = true
        for path in files.flatMap({ Self.messages($0) }) where !answer(path) { isComplete = false }
        if !isComplete { throw ExitCode.failure }
    }

    /// A file that cannot be read is told of; the others are answered all the same.
    private func answer(_ path: String) -> Bool {
        do {
            let message = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            write(ClassifyRequest(file: path, message: message).answer)
            return true
        } catch {
            FileHandle.standardError.write(Data("\(path): cannot be read\n".utf8))
            return false
        }
    }

    /// In the order of their names, without hidden ones.
    private static func messages(_ path: String) -> [String] {
        let root = URL(fileURLWithPath: path)
        guard (try? root.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true,
            let inside = FileManager.default.enumerator(
                at: root,
                includingPropertiesForKeys: [.isRegularFileKey],
                options: [.skipsHiddenFiles]
            )
        else { return [path] }
        return inside.compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .map(\.path).sorted()
    }

    private func answerLines() {
        while let line = readLine() {
            guard !line.isEmpty else { continue }
            write(ClassifyRequest.answer(to: Array(line.utf8)))
        }
    }

    /// Unbuffered, so that a program can ask line by line.
    private func write(_ line: [UInt8]) { FileHandle.standardOutput.write(Data(line + [UInt8(ascii: "\n")])) }
}
