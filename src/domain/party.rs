//! Legal parties, as they stand on licence certificates and invoices.

/// A legal person: a company or somebody acting for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; they are those of an address label")]
pub struct Party {
    pub company: Option<String>,
    pub full_name: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Two letters, ISO 3166-1, as the provider writes it.
    pub country: Option<String>,
    pub country_name: Option<String>,
    pub website: Option<String>,
    /// Employer identification number (United States).
    pub ein: Option<String>,
    pub vat: Option<String>,
    pub tax_id: Option<String>,
}

/// A user as lists name one: the buyer who acted, or the author who sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRef {
    /// The provider's key of the user.
    pub id: String,
    /// The user's public name.
    pub username: Option<String>,
}
