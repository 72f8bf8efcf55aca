//! `License`: what the company may buy items under.

use std::sync::Arc;

use async_graphql::{ID, Object};

use super::money::{Money, money};
use crate::domain::{
    license::{self, LicenseProduct},
    provider::ProviderName,
};

/// A licence on offer to the company, with its price list. Upstream: `getLicenseOfGroup`.
#[derive(Clone)]
pub struct License(Arc<license::License>);

impl From<license::License> for License {
    fn from(license: license::License) -> Self {
        Self(Arc::new(license))
    }
}

/// One line of a licence's price list.
pub struct LicenseSize(license::LicenseSize);

/// A licence on offer to the company, with its price list. Upstream: `getLicenseOfGroup`.
#[Object]
impl License {
    /// Opaque and stable; what a purchase names the licence by.
    pub(super) async fn id(&self) -> ID {
        self.0.id.encode().into()
    }

    /// Whose licence it is.
    async fn provider(&self) -> ProviderName {
        self.0.id.provider
    }

    /// The provider's own key of the licence.
    async fn key(&self) -> &str {
        &self.0.id.key
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The kind of item it is for.
    async fn kind(&self) -> LicenseProduct {
        self.0.product
    }

    /// The provider's key of the legal template behind it.
    async fn template_key(&self) -> Option<&str> {
        self.0.template_id.as_deref()
    }

    /// Sizes and prices, in the provider's order.
    async fn sizes(&self) -> Vec<LicenseSize> {
        self.0.sizes.iter().cloned().map(LicenseSize).collect()
    }
}

/// One line of a licence's price list.
#[Object]
impl LicenseSize {
    /// What a purchase names the size by (`s-2015`).
    async fn id(&self) -> ID {
        self.0.id.clone().into()
    }

    /// What people call it (`Small`).
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// Price of one item, without VAT.
    async fn price(&self) -> Option<Money> {
        money(self.0.price.as_ref())
    }

    /// Whether it may be bought now.
    async fn enabled(&self) -> bool {
        self.0.enabled
    }
}
