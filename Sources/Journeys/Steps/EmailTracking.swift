import Content
import Vocabulary

extension FieldReader {
    /// `"tracking": {"opens": false, "clicks": false, "utmSource": "…", "utmMedium": "…", "utmCampaign": "…"}`; what is not
    /// said is counted.
    mutating func tracking() -> MessageTracking {
        let field = "tracking"
        guard let value = value(field) else { return MessageTracking() }
        guard let object = value.object else {
            report(.wrongType, field, "must be an object")
            return MessageTracking()
        }
        return nested(object, at: field) { fields in
            MessageTracking(
                opens: fields.flag("opens") ?? true,
                clicks: fields.flag("clicks") ?? true,
                utmSource: fields.optionalText("utmSource"),
                utmMedium: fields.optionalText("utmMedium"),
                utmCampaign: fields.optionalText("utmCampaign")
            )
        }
    }
}

extension FieldWriter {
    /// What is counted by default is left out.
    mutating func write(_ tracking: MessageTracking) {
        guard tracking != MessageTracking() else { return }
        var fields = FieldWriter()
        if !tracking.opens { fields.write("opens", false) }
        if !tracking.clicks { fields.write("clicks", false) }
        fields.write("utmSource", tracking.utmSource)
        fields.write("utmMedium", tracking.utmMedium)
        fields.write("utmCampaign", tracking.utmCampaign)
        write("tracking", fields)
    }
}
