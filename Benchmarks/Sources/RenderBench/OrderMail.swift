import Vocabulary

/// A mail of 24 KB as shops send it: tables, inline styles, a greeting, a list of what was ordered, conditions, links.
enum OrderMail {
    static let subject = "{{profile.person.name.firstName}}, your order {{event.properties.orderId}}"
    static let from = "Groove & Stylus <hello@grooveandstylus.example>"

    static var html: String {
        var text = head
        text += """
            <p style="margin:0 0 16px">{{#if profile.person.name.firstName}}Hello {{profile.person.name.firstName}},\
            {{else}}Hello,{{/if}}</p><p style="margin:0 0 16px">thank you for your order {{event.properties.orderId}} \
            of {{event.properties.total}} {{event.properties.currency}}.</p>\n
            """
        text += "{{#each event.properties.products}}\n\(item){{/each}}\n"
        text += "{{#if profile.loyalty.isMember}}\(paragraph("You have {{profile.loyalty.points}} points."))"
        text += "{{else}}\(paragraph("Join the club and collect points."))"
        text += "{{/if}}\n{{#unless profile.consents.push}}\(paragraph("Take us along in your pocket."))\n{{/unless}}\n"
        for number in 1...paragraphs { text += paragraph("Paragraph \(number): \(words)") }
        return text + foot
    }

    private static let paragraphs = 33
    private static let words =
        "on Thursday evenings the back room belongs to a dozen customers, a pair of very large loudspeakers and "
        + "whatever anyone brings along. There is a chair for you, {{profile.person.name.firstName}}."

    private static let head = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Your order</title></head>
        <body style="margin:0;background:#f4efe9;color:#2b2320;font-family:Georgia,'Times New Roman',serif">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f4efe9">\n
        """

    private static let item = """
          <tr><td style="padding:12px 32px;border-bottom:1px solid #e6ddd4"><a href="{{url}}" style="color:#2b2320">\
        <img src="{{image}}" width="96" height="96" alt="{{name}}" style="border-radius:6px"></a></td>\
        <td style="font-size:17px;line-height:1.55">{{@index}}. <b>{{name}}</b> by {{artist}}<br>{{quantity}} × \
        {{price}} {{../event.properties.currency}}{{#if isUsed}}, used{{/if}}</td></tr>\n
        """

    private static let foot = """
        <tr><td style="padding:18px 32px;font:13px/1.5 Arial,sans-serif;color:#6b5f57">
        <a href="{{links.unsubscribe}}">Unsubscribe</a> &middot; <a href="{{links.mirror}}">Read in a browser</a>
        </td></tr></table></body></html>\n
        """

    private static func paragraph(_ text: String) -> String {
        "  <tr><td style=\"padding:28px 32px;font-size:17px;line-height:1.55;border-bottom:1px solid #e6ddd4\">"
            + "<p style=\"margin:0 0 16px;color:#2b2320;font-family:Georgia,'Times New Roman',serif\">\(text)</p>"
            + "<a href=\"https://grooveandstylus.example/listening-room\" style=\"display:inline-block;padding:12px 22px;"
            + "background:#c8472d;color:#ffffff;text-decoration:none;border-radius:6px\">Save my chair</a></td></tr>\n"
    }

    /// The text of a profile's row, as `profiles.attributes` keeps it.
    static let profile = """
        {"accountNumber":"A-20931","address":{"city":"Springfield","country":"US","line1":"12 Needle Lane & Co",\
        "postalCode":"01101"},"birthday":"1979-04-12","consents":{"push":false},"favourites":["soul","dub","krautrock",\
        "highlife"],"homeStore":"back room","language":"en","lastOrder":{"at":"2026-11-20T09:12:00Z","total":118.50},\
        "loyalty":{"isMember":true,"level":"gold","points":4310,"since":"2021-02-03"},"person":{"birthYear":1979,\
        "name":{"firstName":"Zoë","fullName":"Zoë O'Hara","lastName":"O'Hara"}},"personalEmail":{"address":\
        "zoe.ohara@example.org"},"mobilePhone":{"number":"+14135550123"},"orders":{"count":31,"firstAt":\
        "2019-05-06T11:00:00Z","value":2911.75},"plan":"collector","preferredChannel":"email","referrer":\
        "https://search.example/?q=records","segments":{"bigSpender":true,"churnRisk":0.12},"timeZone":\
        "America/New_York","utm":{"campaign":"autumn","medium":"email","source":"newsletter"}}
        """

    /// The text of a send's row, as the ledger keeps what its origin knew.
    static var context: String {
        let products = (1...8).map { number in
            """
            {"artist":"Tom & the Needles","image":"https://cdn.example/covers/\(number).jpg","isUsed":\(number % 3 == 0),\
            "name":"A \\"rare\\" record, vol. \(number)","price":14.90,"quantity":\(number % 2 + 1),\
            "url":"https://grooveandstylus.example/r/\(number)?from=mail&x=1"}
            """
        }
        return """
            {"event":{"eventType":"Order Completed","properties":{"currency":"USD","orderId":"GS-104233","products":\
            [\(products.joined(separator: ","))],"total":238.40},"timestamp":"2026-11-27T08:00:00Z"},\
            "journey":{"name":"Thanks"}}
            """
    }
}
