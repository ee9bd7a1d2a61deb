/// What reading one mail may cost, whatever it holds: each bound stops a loop that the sender's bytes drive.
///
/// Together they keep the time of a mail below 50 ms; work is linear in the bytes that are looked at.
enum FeedbackLimits {
    /// What stands behind is not looked at: reports come before the message they return.
    static let messageBytes = 512 * 1024
    static let depth = 8
    static let parts = 50
    static let headerFields = 500
    static let headerValueBytes = 2000
    static let mediaTypeBytes = 500
    /// Of one part before it is decoded, and of all text together.
    static let textBytes = 96 * 1024
    static let phraseMatches = 1000
    /// Of one line, behind a phrase.
    static let lineBytes = 300
    static let recipients = 100
    /// Lines that begin with an address.
    static let addressLines = 400
    static let statusCodes = 500
    static let detailBytes = 300
}
