import Testing

@testable import API

struct CredentialsTests {
    @Test(arguments: [
        ("Basic d2tfMTo=", "wk_1"), ("basic  d2tfMTpwYXNz", "wk_1"), ("Basic d2tfMQ", "wk_1"), ("Bearer mk_2", "mk_2"),
        ("Basic", nil), ("Basic !", nil), ("Basic //79", nil), ("Digest x", nil), ("", nil),
    ])
    func `the key is found in the header`(header: String, token: String?) {
        #expect(Credentials.token(of: header) == token)
    }
}
