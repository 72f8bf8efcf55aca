//! Legal parties, as they stand on licence certificates and invoices.

/// A legal person: a company or somebody acting for one.
#[derive(async_graphql::SimpleObject, Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Party {
    /// Company.
    pub company: Option<String>,
    /// Full name of the person.
    pub full_name: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Country, two letters, as the provider writes it.
    pub country: Option<String>,
    /// Name of the country.
    pub country_name: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Employer identification number (United States).
    pub ein: Option<String>,
    /// VAT number.
    pub vat: Option<String>,
    /// Tax number.
    pub tax_id: Option<String>,
}

/// A user as lists name one: the buyer who acted, or the author who sells.
#[derive(async_graphql::SimpleObject, Clone, Debug, PartialEq, Eq)]
#[graphql(name = "UserReference")]
pub struct UserRef {
    /// The provider's own key of the user.
    #[graphql(name = "key")]
    pub id: String,
    /// The user's public name.
    pub username: Option<String>,
}
