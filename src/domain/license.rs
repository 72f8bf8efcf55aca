//! Licences that the company's group may buy items under.

use super::{id::LicenseId, item::ItemKind, money::Money};

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

impl LicenseProduct {
    /// The product that items of this kind are.
    pub fn of(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Image => Self::Image,
            ItemKind::Vector => Self::Vector,
            ItemKind::Video => Self::Video,
            ItemKind::Audio => Self::Audio,
            ItemKind::Template | ItemKind::Model3d | ItemKind::Unknown => Self::Unknown,
        }
    }
}

/// A licence on offer to the group, with its price list.
#[derive(Clone, Debug)]
pub struct License {
    /// Provider and key.
    pub id: LicenseId,
    /// Its name.
    pub name: String,
    /// What it is for in the first place.
    pub product: LicenseProduct,
    /// The kinds of item that it may be bought for.
    pub kinds: Vec<ItemKind>,
    /// The provider's key of the legal template behind it.
    pub template_id: Option<String>,
    /// Sizes and prices, in the provider's order.
    pub sizes: Vec<LicenseSize>,
}

impl License {
    /// Whether it may be bought for an item of this kind.
    pub fn fits(&self, kind: ItemKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether this is among the products that it is for.
    pub fn is_for(&self, product: LicenseProduct) -> bool {
        self.product == product || self.kinds.iter().any(|kind| LicenseProduct::of(*kind) == product)
    }
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
