//! Licences that the company's group may buy items under.

use super::{id::LicenseId, money::Money};

/// What a licence is for.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[graphql(name = "LicenseKind")]
pub enum LicenseProduct {
    /// Images.
    Image,
    /// Vectors.
    Vector,
    /// Videos.
    Video,
    /// Audio.
    Audio,
    /// A product that Portico does not know.
    Unknown,
}

/// A licence on offer to the group, with its price list.
#[derive(Clone, Debug)]
pub struct License {
    /// Provider and key.
    pub id: LicenseId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub product: LicenseProduct,
    /// The provider's key of the legal template behind it.
    pub template_id: Option<String>,
    /// Sizes and prices, in the provider's order.
    pub sizes: Vec<LicenseSize>,
}

/// One line of a licence's price list.
#[derive(Clone, Debug)]
pub struct LicenseSize {
    /// What a purchase names the size by (`s-2015`).
    pub id: String,
    /// What people call it (`Small`).
    pub label: Option<String>,
    /// Price of one item, without VAT.
    pub price: Option<Money>,
    /// Whether it may be bought now.
    pub enabled: bool,
    /// The provider's internal number of the size.
    pub net_id: Option<String>,
}
