//! The stock-media providers that Portico can stand in front of.

use std::fmt;

/// A stock-media provider.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[graphql(name = "Provider")]
pub enum ProviderName {
    /// Depositphotos, through its Enterprise API.
    Depositphotos,
    /// Adobe Stock, through its licensing API.
    AdobeStock,
}

/// What a provider can be asked for beyond finding, showing and licensing items.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[graphql(name = "ProviderCapability")]
pub enum Capability {
    /// Items can be licensed.
    License,
    /// The provider itself says beforehand whether an item may be licensed.
    Quote,
    /// An item that is licensed can be licensed once more.
    Relicense,
    /// A purchase can note what it is for.
    References,
    /// What was licensed can be listed.
    History,
    /// A licensed file can be had in other sizes and formats.
    DownloadRenditions,
    /// Licences have prices in money.
    PricedOffers,
    /// Extra rights can be bought with a licence.
    ExtraRights,
    /// There are invoices.
    Invoices,
    /// A licence can be passed on.
    Transfers,
    /// Pictures can be generated.
    Generation,
    /// A file can be taken for a layout before anything is bought.
    Complimentary,
    /// The account has members, and says what they used.
    Members,
}

/// Whether a provider answers, as far as its latest calls tell.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[graphql(name = "ProviderStatus")]
pub enum Health {
    /// It answers.
    Up,
    /// It failed too often, and one call at a time finds out whether it answers again; or a part of it fails.
    Degraded,
    /// It failed too often: calls are refused at once for a while, and nothing is sent.
    Down,
}

impl ProviderName {
    /// Every provider, in the order of the enum.
    pub const ALL: [Self; 2] = [Self::Depositphotos, Self::AdobeStock];

    /// The short name in configuration, logs and opaque ids: `depositphotos`, `adobe_stock`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Depositphotos => "depositphotos",
            Self::AdobeStock => "adobe_stock",
        }
    }

    /// The name in the graph's enum: `DEPOSITPHOTOS`, `ADOBE_STOCK`.
    pub fn in_graph(self) -> &'static str {
        match self {
            Self::Depositphotos => "DEPOSITPHOTOS",
            Self::AdobeStock => "ADOBE_STOCK",
        }
    }

    /// The provider with this short name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == name)
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
