import Testing
import Web

struct FormTests {
    @Test func `names and values are decoded and the first of a name counts`() {
        let form = Form(encoded: "a=1+2&b=%C3%B6%26&a=3&c&d=%zz&e=%4")
        #expect(form["a"] == "1 2")
        #expect(form["b"] == "ö&")
        #expect(form["c"] == "")
        #expect(form["d"] == "%zz")
        #expect(form["e"] == "%4")
        #expect(form["f"] == nil)
    }
}
