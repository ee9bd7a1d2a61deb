/// Why something of an event was not taken, in words that name what and never whose: no value is in it.
package struct ProfileReason: Hashable, Sendable, Error, CustomStringConvertible {
    /// Stable and documented in `docs/profiles.md`.
    package enum Code: String, CaseIterable, Sendable, Error {
        /// Not a name for a namespace.
        case identityNamespace = "identity_namespace"
        case identityEmpty = "identity_empty"
        /// More than 256 bytes.
        case identityTooLong = "identity_too_long"
        /// Control or invisible characters.
        case identityCharacters = "identity_characters"
        /// A word for nobody, such as `null` or a UUID of zeroes.
        case identityNobody = "identity_nobody"
        /// No address of mail.
        case identityEmail = "identity_email"
        /// No telephone number.
        case identityPhone = "identity_phone"
        /// A telephone number without its country.
        case identityPhoneCountry = "identity_phone_country"
        /// More than 20 identities in one event.
        case identitiesOfEvent = "identities_of_event"
        /// The person has 50 identities already.
        case identitiesOfProfile = "identities_of_profile"
        /// The person has another one of this namespace, of which a person has one.
        case identityConflict = "identity_conflict"
        /// The identity was erased after this event was received.
        case identityErased = "identity_erased"
        /// No identity is left: the event belongs to nobody.
        case identityMissing = "identity_missing"
        /// The event says that two persons are one, and a rule says no: see the blocked merges.
        case mergeBlocked = "merge_blocked"
        /// The person has 1,000 attributes already.
        case attributeCount = "attribute_count"
        /// More than 12 levels.
        case attributeDepth = "attribute_depth"
        /// The value has more than 32 KB, or the person's attributes have 100 KB.
        case attributeSize = "attribute_size"
        /// A name that is empty or has more than 256 bytes.
        case attributeName = "attribute_name"
        /// A consent that is neither given nor refused in a known word.
        case consentChoice = "consent_choice"
    }

    package var code: Code
    /// The namespace or the attribute's path.
    package var place: String?

    package init(_ code: Code, at place: String? = nil) {
        self.code = code
        self.place = place
    }

    package var description: String { place.map { "\(code.rawValue): \($0)" } ?? code.rawValue }
}
