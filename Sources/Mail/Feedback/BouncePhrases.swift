/// What a phrase in a report's text is a sign of.
enum BounceSign: Equatable, Sendable {
    /// "The following addresses failed:": addresses follow, on the line or at the starts of lines.
    case opening
    /// The message is named by its headers: its `To:` line follows.
    case headerOpening
    /// Names without a domain follow; it is the reporting server's own.
    case nameOpening
    /// "Failed recipient:": one address follows.
    case label
    /// As `label`, but of words that automatic answers use too: believed of mail systems only.
    case systemLabel
    /// " - no such user here": the address stands at the start of the line.
    case trailer
    /// With what reports begin, and nobody else's text.
    case title
    /// Explanations begin, in which addresses are examples.
    case listEnd
    /// The original message begins.
    case cut
    /// Given up, not waiting.
    case final
    /// Not given up.
    case delay
    /// The lower rank wins.
    case cause(FeedbackCause, rank: Int)
    /// A cause that a status outranks.
    case hint(FeedbackCause)
}

/// The tables of phrases, in lower case with single blanks, in one finder.
enum BouncePhrases {
    static let finder = PhraseFinder(phrases)
    static let phrases = all.map(\.phrase)
    static let signs = all.map(\.sign)

    private static let all: [(phrase: String, sign: BounceSign)] = {
        let lists: [(BounceSign, [String])] =
            [
                (.opening, openings), (.headerOpening, headerOpenings), (.nameOpening, nameOpenings),
                (.label, labels), (.systemLabel, systemLabels), (.trailer, trailers), (.title, titles),
                (.listEnd, listEnds), (.cut, cuts), (.final, finals), (.delay, delays),
            ] + CausePhrases.certain.enumerated().map { (.cause($1.cause, rank: $0), $1.phrases) }
            + CausePhrases.likely.map { (.hint($0.cause), $0.phrases) }
        return lists.flatMap { sign, phrases in phrases.map { ($0, sign) } }
    }()

    private static let openings = [
        "could not be delivered to", "couldn't be delivered to", "cannot be delivered to", "can't be delivered to",
        "cannot be sent to", "was not delivered to", "were not delivered to", "not been delivered to",
        "could not deliver message to", "could not deliver your message to", "couldn't deliver the message to",
        "couldn't deliver your message to", "unable to deliver message to", "unable to deliver your message to",
        "unable to deliver mail to", "able to deliver your message to", "unable to deliver the message to",
        "undeliverable to the following", "following address(es) failed", "following addresses failed",
        "following address failed", "failed addresses follow", "failed recipients", "following recipients failed",
        "following recipient(s) failed", "did not receive a copy of your message", "did not receive your message",
        "did not receive this message", "delivery to the following", "delevery to the following",
        "did not reach the following", "recipient(s) could not be reached", "recipients could not be reached",
        "not delivered to the following", "permanent fatal errors", "transient non-fatal errors", "had fatal errors",
        "had delivery problems", "delivery errors", "not yet been delivered is", "not yet been delivered to",
        "address(es) could not be delivered", "addresses could not be delivered",
        "delivery has failed to these recipients", "delivery of email to this address", "has been delayed for",
        "error occurred while trying to deliver", "message wasn't delivered to",
        "konnte nicht zugestellt werden", "nicht zugestellt werden an", "konnte nicht an", "unzustellbar an",
        "n'a pas pu être remis", "n'a pas pu etre delivre a", "n'a pas pu être délivré", "pas été remis à",
        "no pudo ser entregado", "no se pudo entregar", "no se ha podido entregar",
        "non è stato possibile consegnare", "impossibile consegnare", "não pôde ser entregue", "nao pode ser enviada",
        "kon niet worden bezorgd", "kan niet worden bezorgd", "kunde inte levereras", "kunne ikke leveres",
        "nie mogła zostać dostarczona", "не может быть доставлено", "не удалось доставить",
        "невозможно доставить", "无法投递", "无法发送到", "配信できませんでした",
    ]

    private static let headerOpenings = ["able to deliver the following message"]

    private static let nameOpenings = ["they are not accepting mail from"]

    private static let labels = [
        "intended recipient:", "undeliverable address:", "error-for:", "invalid final delivery userid:",
        "unknown user:", "undeliverable to", "delivery failed 20 attempts:", "failed recipient:", "failed address:",
        "recipient: [smtp:", "smtp=", "originally addressed to", "generated from", "expanded from", "addressed to '",
        "addressed to email address", "mailbox is full:", "quota violation for", "your message was addressed,",
        "local mailbox", "rcpt to:", "recipient address:", "invalid recipient:", "no such user:", "user unknown:",
        "destinataire :", "empfänger:", "destinatario:", "ongeldige ontvanger:",
    ]

    private static let systemLabels = ["your message to", "your mail to", "your email to", "message for", "mail for"]

    private static let trailers = ["no such user here", "... unknown host"]

    private static let titles = [
        "non-delivery report", "created automatically by mail delivery", "this is the mail system at host",
        "this is the qmail-send program", "automatically generated delivery status notification",
        "automated message created by mail delivery software", "delivery failure notification message",
    ]

    private static let listEnds = ["error detail", "session transcript"]

    private static let cuts = [
        "original message follows", "- original message -", "-- original message", "-original message-",
        "-original message ",
        "original message headers", "original message details", "original message attached", "original message below",
        "original message as received", "header of the original message", "headers of the original message",
        "below this line", "is a copy of the message", "is a copy of your message", "copy of the original message",
        "copy of the message header", "copy of the first part of the message", "message header follows",
        "message headers follow", "message text follows", "message body suppressed", "header of the source mail",
        "returned mail follows", "- returned mail -", "returned message -", "unsent message below",
        "forwarded message -", "begin forwarded message", "- begin message", "- undelivered message",
        "your message reads (in part)", "old message:", "summary of the undelivered message",
        "lines of the message follow", "lines of your original message", "mensaje original", "mensagem original",
        "ursprüngliche nachricht", "message d'origine", "messaggio originale", "oorspronkelijk bericht",
        "原邮件", "исходное сообщение", "- original mail",
    ]

    private static let finals = [
        "permanent error", "permanent fatal", "permanent failure", "given up", "gave up", "giving up",
        "failed permanently", "not going to try again", "no further attempts", "attempts were made",
        "permanent delivery",
    ]

    private static let delays = [
        "not yet been delivered", "has been delayed", "been delayed", "warning message only", "just a warning",
        "attempts will continue", "will continue to try", "will continue to attempt", "will be retried",
        "has been postponed", "had transient non-fatal", "keep trying", "will try again", "still being retried",
        "noch nicht zugestellt", "zustellung verzögert", "n'a pas encore été", "aún no se ha entregado",
        "пока не доставлено",
    ]
}
