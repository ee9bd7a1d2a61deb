extension FeedbackEvent {
    /// A failure that is told in words, as providers do by their calls: read as a bounce's text is.
    ///
    /// - Parameter isFinal: whether it was given up; else the provider goes on trying.
    package init(failureOf recipient: String?, words: String, isFinal: Bool) {
        let text = BounceText(Array(words.utf8.prefix(FeedbackLimits.textBytes)))
        let why = text.diagnosis(0..<text.text.count)
        self.init(
            recipient,
            isFinal ? why.kind : .soft,
            isFinal ? why.cause : .delayed,
            status: why.status,
            detail: why.detail
        )
    }
}
