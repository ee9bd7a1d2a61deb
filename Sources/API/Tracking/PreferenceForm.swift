import Deliveries
import Profiles
import Web

/// The choices of one recipient as a form: a box for the channel, one for each topic.
struct PreferenceForm {
    private let preferences: Preferences
    private let token: String

    init(_ preferences: Preferences, token: String) {
        self.preferences = preferences
        self.token = PublicPage.escaped(token)
    }

    /// What the page does not show cannot be chosen through it.
    static func wanted(_ form: Form, of preferences: Preferences) -> Set<ConsentScope> {
        Set(preferences.choices.filter { form[name(of: $0.scope)] != nil }.map(\.scope))
    }

    /// By its topic, so that one that came up since the page was shown takes no other's place.
    private static func name(of scope: ConsentScope) -> String { scope.topic.map { "topic:\($0)" } ?? "channel" }

    var html: String {
        """
        \(notice)<form method="post"><fieldset><legend>By \(channel)</legend>\(boxes)</fieldset>\
        <button>Save my choice</button></form>\
        <form method="post" action="/t/u/\(token)"><input type="hidden" name="scope" value="all">\
        <button class="quiet">Unsubscribe from everything by \(channel)</button></form>
        """
    }

    private var channel: String { PublicPage.escaped(preferences.send.channel.raw) }

    private var boxes: String {
        preferences.choices.map { choice in
            let label = choice.scope.topic ?? "News and offers"
            let name = PublicPage.escaped(Self.name(of: choice.scope))
            return """
                <label><input type="checkbox" name="\(name)" value="yes"\(choice.isOn ? " checked" : "")>\
                <span>\(PublicPage.escaped(label))</span></label>
                """
        }.joined()
    }

    /// Why nothing comes whatever is chosen, and what to do about it.
    private var notice: String {
        guard let suppression = preferences.suppression else { return "" }
        let (text, button) =
            switch suppression.category {
            case .complaint:
                ("Our mail was reported as junk from your address, so none goes to it.", "Send me a mail to confirm")
            case .hardBounce, .softBounce: ("Our mail could not be delivered to your address.", "Try again")
            case .manual: ("Your address is on our list of those we do not write to.", "Write to me again")
            }
        return """
            <div class="note"><p>\(text)</p><form method="post">\(hiddenChoices)<input type="hidden" name="again" value="yes">\
            <button class="quiet">\(button)</button></form></div>
            """
    }

    /// The button of the notice changes no choice.
    private var hiddenChoices: String {
        preferences.choices.filter(\.isOn).map { choice in
            "<input type=\"hidden\" name=\"\(PublicPage.escaped(Self.name(of: choice.scope)))\" value=\"yes\">"
        }.joined()
    }
}
