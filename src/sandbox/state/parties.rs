//! Legal parties, as they stand on licence certificates, transfers and invoices.

use serde::{Deserialize, Serialize};

/// A legal person. Empty strings are "not given"; the optional ones may be `null` on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it; they are those of an address label")]
pub struct Party {
    pub company: String,
    pub full_name: String,
    pub address: String,
    pub city: String,
    pub state: String,
    pub zip: String,
    pub email: String,
    pub phone: Option<String>,
    /// Two letters.
    pub country: String,
    pub country_name: Option<String>,
    pub website: Option<String>,
    /// Employer identification number (United States).
    pub ein: Option<String>,
    pub vat: Option<String>,
    pub tax_id: Option<String>,
}

impl Party {
    /// Whether it names anybody.
    pub fn names_somebody(&self) -> bool {
        !(self.company.trim().is_empty() && self.full_name.trim().is_empty())
    }

    /// Characters in all members together.
    pub(super) fn length(&self) -> usize {
        let required = [
            &self.company,
            &self.full_name,
            &self.address,
            &self.city,
            &self.state,
            &self.zip,
            &self.email,
            &self.country,
        ];
        let optional = [&self.phone, &self.country_name, &self.website, &self.ein, &self.vat, &self.tax_id];
        required.into_iter().chain(optional.into_iter().flatten()).map(|text| text.chars().count()).sum()
    }
}

/// The stock house that grants every licence and sends every invoice.
pub fn stock_house() -> Party {
    Party {
        company: "Sandbox Stock Ltd".to_owned(),
        full_name: String::new(),
        address: "110 Harbour Street, Floor 4".to_owned(),
        city: "New York".to_owned(),
        state: "NY".to_owned(),
        zip: "10005".to_owned(),
        email: "billing@stock.example.org".to_owned(),
        phone: Some("+1 212 555 0110".to_owned()),
        country: "US".to_owned(),
        country_name: Some("United States".to_owned()),
        website: Some("https://stock.example.org".to_owned()),
        ein: Some("46-0588110".to_owned()),
        vat: None,
        tax_id: None,
    }
}
