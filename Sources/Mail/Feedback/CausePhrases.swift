/// The words servers and providers give as reasons, in lower case with single blanks.
enum CausePhrases {
    /// Their rank: where a text has words of several, the first wins. Full mailboxes come before unknown ones, because
    /// "mailbox" and "recipient" stand in both and a person must not be lost for a full mailbox.
    static let certain: [(cause: FeedbackCause, phrases: [String])] = [
        (.mailboxFull, full), (.unknownUser, unknownUser), (.disabled, disabled), (.moved, moved),
        (.rateLimited, rateLimited), (.blocked, blocked), (.policy, policy), (.unreachable, lookupFailed),
        (.unknownDomain, unknownDomain), (.size, size), (.loop, loop), (.content, content), (.expired, expired),
        (.unreachable, unreachable), (.temporary, temporary),
    ]

    /// Words that others use differently: a status outranks them.
    static let likely: [(cause: FeedbackCause, phrases: [String])] = [
        (
            .unknownUser,
            [
                "mailbox unavailable", "recipient rejected", "recipient address rejected", "not listed in",
                "please check the recipient", "not a valid user", "does not like recipient", "address rejected",
            ]
        ),
        (.temporary, ["try again later", "temporary failure", "temporarily", "server busy", "service unavailable"]),
    ]

    private static let full = [
        "mailbox full", "mailbox is full", "mailbox ist voll", "mailfolder is full", "mail box full", "inbox is full",
        "inbox full", "over quota", "overquota", "over disk quota", "quota exceed", "exceeded quota", "quota full",
        "exceeding their quota", "exceeded their quota", "exceeded storage", "quota violation", "disk quota",
        "exceeds quota", "quota has been exceeded", "exceed mailbox quota", "reached disk quota", "mailbox quota",
        "out of storage", "insufficient disk space", "mailbox size limit", "mailbox limit", "full mailbox",
        "too much mail stored", "mail box space not enough", "not enough storage", "storage allocation",
        "mailbox has exceeded", "exceeded the limit of its mailbox", "user has exhausted allowed storage",
        "postfach ist voll", "postfach voll", "speicherplatz", "boîte aux lettres pleine", "boite aux lettres pleine",
        "boîte pleine", "boîte de réception est pleine", "buzón lleno", "buzon lleno", "buzón está lleno",
        "casella piena", "casella di posta piena", "caixa postal cheia", "caixa de correio cheia",
        "postvak is vol", "mailbox vol", "skrzynka pełna", "skrzynka jest pełna", "ящик переполнен", "邮箱已满",
        "メールボックスが一杯", "メールボックスがいっぱい",
    ]

    private static let unknownUser = [
        "user unknown", "unknown user", "user not found", "user not known", "user doesn't exist",
        "user does not exist", "no such user", "no such person", "no such recipient", "no such mailbox",
        "no such address", "no such account", "no such local user", "unknown recipient", "recipient unknown",
        "unknown mailbox", "unknown local part", "unknown or illegal", "addressee unknown", "address unknown",
        "unknown address", "recipient not found", "recipientnotfound", "mailbox not found", "account not found",
        "recipient does not exist", "recipient doesn't exist", "mailbox does not exist", "mailbox doesn't exist",
        "address does not exist", "address doesn't exist", "account does not exist", "account doesn't exist",
        "account that you tried to reach does not exist", "does not exist here", "invalid recipient",
        "invalid mailbox", "invalid address", "invalid user", "invalid final delivery userid",
        "not a valid mailbox", "not a valid recipient", "no valid recipients", "is not a valid address",
        "no mailbox here by that name", "no mailbox by that name", "recipient name is not recognized",
        "this user doesn't have a", "not listed in domino directory", "does not have a final email delivery point",
        "not our customer", "is not a known user", "unroutable address", "unrouteable address",
        "recipient address rejected: access denied", "isn't in our system", "wasn't found at", "wurde nicht gefunden",
        "did not exactly match an", "address is wrong or no longer valid", "no longer valid",
        "no matches to nameserver query", "not hbc e-mail users", "no account by that name", "bad destination mailbox",
        "mailbox unavailable or not local", "e-mail address you entered couldn't be found",
        "empfaenger unbekannt", "empfänger unbekannt", "unbekannter empfänger", "unbekannter benutzer",
        "existiert nicht", "adresse unbekannt", "utilisateur inconnu", "destinataire inconnu", "n'existe pas",
        "usuario desconocido", "destinatario desconocido", "el usuario no existe", "buzón no existe",
        "utente sconosciuto", "destinatario sconosciuto", "usuário desconhecido", "usuário não existe",
        "onbekende gebruiker", "gebruiker onbekend", "bestaat niet", "finns inte", "nieznany użytkownik",
        "użytkownik nie istnieje", "пользователь не найден", "несуществующ", "用户不存在", "存在しません",
    ]

    private static let disabled = [
        "account is disabled", "account has been disabled", "account disabled", "mailbox disabled",
        "mailbox is disabled", "account has been suspended", "account suspended", "account is suspended",
        "account is inactive", "inactive account", "inactive user", "inactive mailbox", "mailbox is inactive",
        "account inactive", "account that you tried to reach is disabled",
        "account that you tried to reach is inactive",
        "disabled or discontinued", "account has been deactivated", "account deactivated", "user is inactive",
        "account closed", "account has been closed", "account expired", "account has expired", "mailbox closed",
        "account is locked", "account has been terminated", "no longer active", "no longer with", "no longer works",
        "no longer employed", "no longer available", "user disabled", "user is disabled", "user suspended",
        "konto deaktiviert", "compte désactivé", "cuenta desactivada", "account disattivato",
    ]

    private static let moved = [
        "has moved", "address has changed", "user not local", "new address is", "please update your address book",
        "mailbox has moved",
    ]

    private static let rateLimited = [
        "receiving mail at a rate", "receiving mail too quickly", "too many messages", "rate limit", "ratelimit",
        "too many connections", "sending rate", "exceeded the maximum number of messages", "throttl", "too many emails",
        "temporarily deferred", "greylist", "graylist", "grey-list", "grey list",
    ]

    private static let blocked = [
        "spam", "unsolicited", "blacklist", "black list", "blocklist", "block list", "denylist", "blocked",
        "reputation", "dnsbl", "rbl.", "listed in", "listed at", "junk mail", "bulk mail", "not accepting mail from",
        "sender denied", "sender rejected", "sender address rejected", "unfortunately, messages from", "banned",
        "ip address is not", "poor reputation", "as abusive", "suspicious", "bounce address tag",
    ]

    private static let policy = [
        "policy", "dmarc", "dkim", " spf", "unauthenticated", "not authenticated", "authentication required",
        "authentication-required", "not authorized", "not authorised", "unauthorized", "access denied", "relaying",
        "to relay", "relay access", "relay denied", "relay not permitted", "permission denied",
        "local scanning code", "administrative prohibition", "administratively",
        "not allowed to send", "not permitted", "restricted", "refused by", "reverse dns", "ptr record",
        "transport.rules", "must issue a starttls", "tls required", "automatically rejected",
    ]

    private static let lookupFailed = ["host not found, try again", "temporary lookup failure", "servfail"]

    private static let unknownDomain = [
        "host unknown", "unknown host", "domain not found", "unknown domain", "domain does not exist",
        "domain doesn't exist", "host or domain name not found", "no such domain", "domain name not found",
        "name service error", "nxdomain", "bad destination system", "unable to find host", "invalid domain",
        "no mx record", "null mx", "does not accept mail", "domain isn't", "domain lookup", "could not find a gateway",
        "couldn't find any host", "illegal host/domain", "wasn't able to find any host",
    ]

    private static let size = [
        "message too large", "message too big", "message size exceeds", "exceeds size limit", "message is too large",
        "maximum message size", "maximum inbound message size", "exceeds the maximum size", "size limit",
        "exceeded message size", "exceeds maximum", "message exceeds", "file too big",
    ]

    private static let loop = [
        "too many hops", "mail loop", "message looping", "routing loop", "hop count exceeded", "loop detected",
        "mail loops", "loops back to myself", "too many received",
    ]

    private static let content = [
        "contains a virus", "virus found", "infected", "malware", "attachment type", "banned attachment", "banned file",
        "rfc 5322", "rfc 2822", "rfc5322", "malformed", "content rejected",
        "content filter", "message content", "bad header", "invalid header", "resent-from",
        "illegal attachment", "phishing",
    ]

    private static let expired = [
        "retry timeout exceeded", "retry time not reached", "message expired", "message timed out",
        "queue too long", "in the queue too long", "maximum delivery attempts", "maximum time",
        "not been collected", "delivery time expired", "allowed queue period", "delivery failed 20 attempts",
        "was aborted after", "could not be delivered for", "undeliverable for", "lifetime exceeded",
    ]

    private static let unreachable = [
        "connection timed out", "connection refused", "timed out", "no route to host", "network is unreachable",
        "connection reset", "lost connection", "connection dropped", "establish an smtp connection",
        "did not accept our requests to connect", "socket error",
        "unable to connect", "could not connect", "connection to mail exchanger failed", "not responding",
        "did not respond", "server unavailable", "network problem", "network unreachable", "no answer from host",
        "unreachable", "unable to contact",
        "deferred: connection",
    ]

    private static let temporary = [
        "temporary server error", "temporary local problem", "temporary problem", "local error in processing",
        "command died", "internal error", "system error", "internal server error", "resources temporarily",
        "insufficient system", "encountered an error while being processed", "configuration error",
        "unable to access mailbox", "mailbox locked", "mailbox is locked", "mailbox busy",
    ]
}
