/// Elements that never change once made, read without reference counting: a rendering reads thousands.
///
/// `@unchecked Sendable`: the elements are written before the table can be seen and never again; its one owner, a
/// `Program`, frees them when nobody can read them any more.
struct Table<Element: Sendable>: @unchecked Sendable {
    let elements: UnsafeBufferPointer<Element>

    init(_ elements: [Element]) {
        let storage = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = storage.initialize(from: elements)
        self.elements = UnsafeBufferPointer(storage)
    }

    var count: Int { elements.count }

    @inline(__always)
    subscript(index: Int) -> Element {
        precondition(elements.indices.contains(index))
        return elements[index]
    }

    /// The place of an element, valid while the owner lives.
    @inline(__always)
    func pointer(_ index: Int) -> UnsafePointer<Element>? {
        precondition(elements.indices.contains(index))
        return elements.baseAddress.map { $0 + index }
    }

    func free() {
        let storage = UnsafeMutableBufferPointer(mutating: elements)
        storage.deinitialize()
        storage.deallocate()
    }
}
