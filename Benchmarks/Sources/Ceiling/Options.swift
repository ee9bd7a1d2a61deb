/// What the command line says: `--name value`, in any order.
struct Options {
    private var values: [String: String] = [:]

    init(_ arguments: [String]) {
        var name: String?
        for argument in arguments {
            if argument.hasPrefix("--") {
                name = String(argument.dropFirst(2))
            } else if let known = name {
                values[known] = argument
                name = nil
            }
        }
    }

    subscript(name: String) -> String { values[name] ?? "" }

    func number(_ name: String, or other: Int) -> Int { values[name].flatMap { Int($0) } ?? other }
    func decimal(_ name: String, or other: Double) -> Double { values[name].flatMap { Double($0) } ?? other }
}
