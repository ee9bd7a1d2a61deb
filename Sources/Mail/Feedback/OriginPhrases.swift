/// The words by which headers tell mail systems and automatic answers from people, in lower case.
enum OriginPhrases {
    /// In `From`, in its address or its name.
    static let systems = PhraseFinder([
        "mailer-daemon", "mailer daemon", "mailerdaemon", "mail-daemon", "postmaster", "post_master@", "mdaemon@",
        "mail delivery",
        "mail.delivery.system", "delivery subsystem", "mail administrator", "mail system", "system administrator",
        "jetmail system", "ndr@", "symantec_antivirus", "smtp_mail_service", "microsoftexchange",
        "complaints@email-abuse", "<>", "mail router", "mail gateway", "mail-service@",
    ])

    static let bounceSubjects = PhraseFinder([
        "undeliver", "undelivered", "delivery failure", "delivery failed", "delivery has failed", "returned mail",
        "mail delivery fail", "delivery status notification", "failure notice", "non-delivery", "nondeliverable",
        "mail could not be delivered", "could not be delivered", "mail delivery problem", "mail delivery warning",
        "mail error", "message delivery failure", "mail system error", "failure delivery", "delivery notification",
        "mail not delivered", "message not delivered", "has not yet been delivered", "delivery report", "failed mail",
        "mail failed", "processing error", "delivery problem", "message delayed", "delayed mail", "user unknown",
        "automatically rejected mail", "mail failure", "returned to sender", "returning message to sender",
        "(delivery failed)", "unzustellbar", "zustellung fehlgeschlagen", "fehlgeschlagene zustellung",
        "non remis", "échec de la remise", "echec de la remise", "échec de remise", "message non distribué",
        "no entregado", "error de entrega", "no se puede entregar", "mancata consegna", "mancato recapito",
        "non recapitabile", "falha na entrega", "não entregue", "niet bezorgd", "onbestelbaar", "kan inte levereras",
        "går inte att leverera", "kan ikke leveres", "nie dostarczono", "niedostarczon", "не доставлено",
        "недоставлен", "не удается доставить", "mail failure", "退信", "系统退信", "无法送达", "配信不能",
        "配信エラー", "メールエラー", "teslim edilemedi",
    ])

    static let replyMarks = [
        "re:", "re :", "aw:", "antw:", "sv:", "vs:", "odp:", "rif:", "r:", "fw:", "fwd:", "wg:", "tr:", "rv:", "enc:",
        "doorst:", "i:", "回复:", "转发:", "ha:",
    ]

    /// Gateways that answer in the thread put this behind its subject.
    static let closingMarks = ["(delivery failed)"]

    /// With what the subject of an automatic answer begins, before its end or a colon.
    static let answerSubjects = [
        "automatic reply", "automatic response", "auto reply", "auto-reply", "autoreply", "auto response",
        "auto-response", "autoresponse", "out of office", "out of office autoreply", "out of the office",
        "out of office reply", "ooo", "absence notice", "away from my mail", "vacation reply", "vacation response",
        "abwesenheitsnotiz", "automatische antwort", "abwesend", "abwesenheit", "réponse automatique",
        "reponse automatique", "absence du bureau", "absent du bureau", "message d'absence", "respuesta automática",
        "respuesta automatica", "fuera de la oficina", "fuera de oficina", "risposta automatica", "fuori sede",
        "fuori ufficio", "resposta automática", "resposta automatica", "ausência do escritório", "automatisch antwoord",
        "afwezig", "afwezigheid", "autosvar", "automatiskt svar", "automatisk svar", "automaattinen vastaus",
        "poissa", "automatyczna odpowiedź", "odpowiedź automatyczna", "automatická odpověď", "automatikus válasz",
        "răspuns automat", "otomatik yanıt", "автоматический ответ", "автоответ", "автоматична відповідь",
        "αυτόματη απάντηση", "自動応答", "自動返信", "不在通知", "自动答复", "自动回复", "자동 회신", "תשובה אוטומטית",
        "رد تلقائي",
    ]

    static let challengeSubjects = PhraseFinder([
        "please confirm your message", "confirm your message to", "verify your email to", "please verify your message",
        "challenge/response", "your message requires verification", "message awaiting verification",
        "sender verification required", "requires your verification", "verification required", "(verifying message)",
        "boxbe:", "[spamarrest]", "antispam uol", "confirmação de envio", "mail confirmation required",
        "please authenticate your message", "are you human",
    ])

    static let challengers = PhraseFinder([
        "spamarrest.com", "boxbe.com", "bluebottle.com", "mailblocks.com", "knowspam.net", "choicemail",
        "antispamuol", "sendio", "challenge@",
    ])

    /// The whole subject, or all of it but one word (a token, a list's name).
    static let unsubscribeSubjects: Set<String> = [
        "unsubscribe", "unsubscribe me", "please unsubscribe", "please unsubscribe me", "remove", "remove me",
        "opt out", "opt-out", "optout", "stop", "list-unsubscribe", "abmelden", "abbestellen", "austragen",
        "désabonner", "desabonner", "désinscription", "desinscription", "désabonnement", "se désabonner", "baja",
        "darse de baja", "cancelar suscripción", "cancelar suscripcion", "desuscribir", "cancellami", "disiscrizione",
        "disiscriviti", "descadastrar", "cancelar inscrição", "afmelden", "uitschrijven", "avregistrera",
        "avprenumerera", "afmeld", "meld av", "peruuta tilaus", "wypisz", "rezygnacja", "отписаться", "отписка", "退订",
        "取消订阅", "配信停止",
    ]

    static let unsubscribeAddresses = [
        "unsubscribe", "list-unsubscribe", "unsub", "optout", "opt-out", "leave", "abmelden", "desabonnement",
    ]
}
