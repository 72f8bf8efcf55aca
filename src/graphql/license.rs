//! `License`: what the company may buy items under.

use std::sync::Arc;

use async_graphql::{ID, Object, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    error::bad_input,
    money::{Money, money},
};
use crate::domain::{
    id::LicenseId,
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
pub struct LicenseSize {
    license: LicenseId,
    size: license::LicenseSize,
}

/// What the opaque id of a size begins with.
const SIZE: &str = "LicenseSize";

/// The provider's own key of a size, from its opaque id or from the key itself.
pub(super) fn size_key(argument: &str, id: &str, license: Option<&LicenseId>) -> Result<String> {
    let plain = URL_SAFE_NO_PAD.decode(id).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(named) = plain.as_deref().and_then(|plain| plain.strip_prefix(SIZE)?.strip_prefix(':')) else {
        return Ok(id.to_owned());
    };
    let parts = named.rsplit_once(':').filter(|(of, _)| license.is_none_or(|license| *of == license.to_string()));
    parts
        .map(|(_, key)| key.to_owned())
        .ok_or_else(|| bad_input(format!("\"{argument}\" is a size of another licence.")))
}

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
        let license = self.0.id.clone();
        self.0.sizes.iter().cloned().map(|size| LicenseSize { license: license.clone(), size }).collect()
    }
}

/// One line of a licence's price list.
#[Object]
impl LicenseSize {
    /// What a purchase names the size by; unique among all licences.
    async fn id(&self) -> ID {
        URL_SAFE_NO_PAD.encode(format!("{SIZE}:{}:{}", self.license, self.size.id)).into()
    }

    /// The provider's own name of the size (`s-2015`).
    async fn key(&self) -> &str {
        &self.size.id
    }

    /// What people call it (`Small`).
    async fn label(&self) -> Option<&str> {
        self.size.label.as_deref()
    }

    /// Price of one item, without VAT.
    async fn price(&self) -> Option<Money> {
        money(self.size.price.as_ref())
    }

    /// Whether it may be bought now.
    async fn enabled(&self) -> bool {
        self.size.enabled
    }
}
