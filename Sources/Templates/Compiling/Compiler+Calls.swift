import Vocabulary

/// Calls: their arguments onto the stack, then the call.
extension Compiler {
    /// A call of something with arguments, which leaves its value on the stack.
    mutating func helperCall(_ path: PathNode, _ call: Call) {
        if let target = helperTarget(path, call, program: -1, inverse: -1) {
            emit(.call, target, at: call.range)
        } else {
            emit(.pushUndefined, at: call.range)
        }
    }

    mutating func call(_ call: Call, _ helper: Int32, named name: String) {
        let options = pushArguments(call)
        let target = Target(
            kind: .helper,
            name: tables.intern(name),
            index: helper,
            arguments: Int32(call.arguments.count),
            options: options,
            hasOptions: call.options != nil
        )
        emit(.call, tables.add(target), at: call.range)
    }

    /// Pushes what a helper's call needs and describes it; `nil` where the call is refused.
    mutating func helperTarget(_ path: PathNode, _ call: Call, program: Int32, inverse: Int32) -> Int32? {
        let name = path.parts.first ?? ""
        let isKnown = !path.parts.isEmpty && isKnown(name)
        guard isKnown || !options.knownHelpersOnly else {
            report(
                .error,
                "template.unknown-helper",
                "the helper \"\(path.original)\" is not known",
                at: call.range,
                hint: "only known helpers are allowed here"
            )
            return nil
        }
        let (kind, index) = meaning(of: path, call, isKnown: isKnown, isBlock: program >= 0 || inverse >= 0)
        let options = pushArguments(call)
        let target = Target(
            kind: kind,
            name: tables.intern(isKnown ? name : path.original),
            index: index,
            arguments: Int32(call.arguments.count),
            options: options,
            hasOptions: call.options != nil,
            program: program,
            inverse: inverse,
            passesParameters: block.usesParameters
        )
        return add(target)
    }

    /// What a call runs; where it is no helper's name, its callee goes onto the stack.
    private mutating func meaning(
        of path: PathNode,
        _ call: Call,
        isKnown: Bool,
        isBlock: Bool
    ) -> (kind: Target.Kind, index: Int32) {
        // A name that is declared unknown still finds the helper when it runs.
        let called = isKnown ? path.parts.first : path.isSimple ? path.original : nil
        if let own = called.flatMap(ownHelper) { return (.helper, own) }
        if let called, let builtIn = Self.builtIns[called] {
            warnOfArguments(called, builtIn, call, isBlock: isBlock)
            return (builtIn, -1)
        }
        guard !isKnown else {
            emit(.pushConstant, tables.add(true), at: call.range)
            return (.missing, -1)
        }
        warnOfMissing(path, call)
        emit(.pushPath, add(path, as: .helper), at: call.range)
        return (.missing, options.strict ? 1 : -1)
    }

    mutating func add(_ target: Target) -> Int32 {
        let index = tables.add(target)
        block.targets.append(index)
        return index
    }

    /// Pushes the arguments and the options' values. Of two options of one name the first counts; as in
    /// handlebars.js, the last written comes first.
    mutating func pushArguments(_ call: Call) -> Range<Int32> {
        for argument in call.arguments { push(argument, at: call.range) }
        var names: [String] = []
        var kept: [String: Expression] = [:]
        for (name, value) in (call.options ?? []).reversed() where name != "__proto__" {
            if kept[name] == nil { names.append(name) }
            kept[name] = value
        }
        for (_, value) in call.options ?? [] { checkDropped(value, at: call.range) }
        var added: [String] = []
        for name in Self.inObjectOrder(names) {
            guard let value = kept[name] else { continue }
            if case .undefined = value { continue }
            added.append(name)
            push(value, at: call.range)
        }
        let start = Int32(tables.options.count)
        tables.options.append(contentsOf: added)
        return start..<start + Int32(added.count)
    }

    /// An option that is not used may still be wrong: its calls are looked at, its operations dropped.
    private mutating func checkDropped(_ value: Expression, at range: Range<Int>) {
        guard options.knownHelpersOnly, case .call(let call) = value else { return }
        let path = callee(call)
        guard classify(path, call, isSubexpression: true) == .helper, !isKnown(path.parts.first ?? "") else { return }
        report(
            .error,
            "template.unknown-helper",
            "the helper \"\(path.original)\" is not known",
            at: call.range,
            hint: "only known helpers are allowed here"
        )
    }

    /// Index-like names first, by number; the others as they are.
    static func inObjectOrder(_ names: [String]) -> [String] {
        let indices = names.filter { Name.arrayIndex($0) >= 0 }
        guard !indices.isEmpty else { return names }
        return indices.sorted { Name.arrayIndex($0) < Name.arrayIndex($1) } + names.filter { Name.arrayIndex($0) < 0 }
    }

    mutating func push(_ expression: Expression, at range: Range<Int>) {
        switch expression {
        case .path(let path): emit(.pushPath, add(path, as: .argument), at: range)
        case .string(let text): emit(.pushConstant, tables.add(.string(text)), at: range)
        case .number(let number): emit(.pushConstant, tables.add(.double(number)), at: range)
        case .boolean(let flag): emit(.pushConstant, tables.add(.bool(flag)), at: range)
        case .undefined: emit(.pushUndefined, at: range)
        case .null: emit(.pushConstant, tables.add(.null), at: range)
        case .call(let call): push(call)
        }
    }

    private mutating func push(_ call: Call) {
        let path = callee(call)
        if classify(path, call, isSubexpression: true) == .simple {
            emit(.pushPath, add(path, as: .callee), at: call.range)
        } else {
            helperCall(path, call)
        }
    }

    private mutating func warnOfMissing(_ path: PathNode, _ call: Call) {
        guard !call.arguments.isEmpty, !path.isData else { return }
        report(
            .warning,
            "template.unknown-helper",
            "the helper \"\(path.original)\" does not exist",
            at: call.range,
            hint: "rendering fails here; the helpers are \(Self.builtIns.keys.sorted().joined(separator: ", "))"
        )
    }

    private mutating func warnOfArguments(_ name: String, _ kind: Target.Kind, _ call: Call, isBlock: Bool) {
        switch kind {
        case .each, .with, .if, .unless:
            if !isBlock {
                report(
                    .warning,
                    "template.no-block",
                    "\"\(name)\" needs a block",
                    at: call.range,
                    hint: "write {{#\(name) …}}…{{/\(name)}}"
                )
            } else if call.arguments.count != 1 {
                report(
                    .warning,
                    "template.helper-arguments",
                    "\"\(name)\" takes exactly one argument",
                    at: call.range,
                    hint: "put a condition of several parts into a subexpression"
                )
            }
        case .lookup where call.arguments.count != 2:
            report(
                .warning,
                "template.helper-arguments",
                "\"lookup\" takes two arguments",
                at: call.range,
                hint: "write (lookup object key)"
            )
        case .lookup, .log, .helper, .missing, .value, .ambiguous, .partial, .dynamicPartial, .inline: break
        }
    }
}
