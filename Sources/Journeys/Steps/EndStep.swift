/// Where runs are over.
package struct EndStep: Hashable, Sendable {}

extension EndStep: StepBehavior {
    package static let kind = "end"

    package static func read(_ fields: inout FieldReader) -> Step? { .end(EndStep()) }
    package func write(to fields: inout FieldWriter) {}

    package var ways: [Way] { [] }

    package func arrive(_ walk: inout Walk) -> Motion { .exit(.completed) }
}
