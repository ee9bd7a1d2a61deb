import Testing
import Vocabulary

@testable import Console

struct PagesTests {
    @Test func `one declaration gives the route and the link`() {
        let id = JourneyID(raw: 77)
        #expect(Pages.journeyPeople.route == "/journeys/{id}/people")
        #expect(Pages.journeyPeople(id).text == "/journeys/\(id)/people")
    }

    @Test func `values of a query are encoded`() {
        #expect(
            Pages.messages.link.with("a", "x y&z=ö/").with("b", nil).with("c", "1").text
                == "/messages?a=x%20y%26z%3D%C3%B6%2F&c=1"
        )
    }

    @Test func `a page knows the pages below it and no others`() {
        #expect(Pages.journeys.contains("/journeys/abc"))
        #expect(!Pages.journeys.contains("/journeysish"))
        #expect(!Pages.home.contains("/journeys"))
    }

    @Test(arguments: ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "people", "", "/a b"])
    func `one does not return to another server`(path: String) {
        #expect(ReturnPath(path) == nil)
    }

    @Test func `one returns to an own page with its query`() {
        #expect(ReturnPath("/messages?state=failed")?.text == "/messages?state=failed")
    }
}
