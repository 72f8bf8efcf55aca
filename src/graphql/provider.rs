//! `ProviderInfo`: which providers there are, what they can do, and how they fare.

use std::sync::Arc;

use async_graphql::{Context, Object};

use super::context::loaders;
use crate::{
    domain::provider::{Capability, Health, ProviderName},
    providers::Provider,
};

/// A stock-media provider, as it stands behind the graph.
pub struct ProviderInfo(Arc<dyn Provider>);

/// A stock-media provider, as it stands behind the graph.
#[Object]
impl ProviderInfo {
    /// Which one it is.
    async fn name(&self) -> ProviderName {
        self.0.name()
    }

    /// Whether it answers, as far as its latest calls tell. Asks nobody.
    async fn status(&self) -> Health {
        self.0.health().await
    }

    /// What it can be asked for beyond finding and showing items. The rest is `UNSUPPORTED_BY_PROVIDER`.
    async fn capabilities(&self) -> &'static [Capability] {
        self.0.capabilities()
    }
}

/// Every provider that the company has an account with.
pub(super) fn providers(ctx: &Context<'_>) -> Vec<ProviderInfo> {
    loaders(ctx).available().cloned().map(ProviderInfo).collect()
}
