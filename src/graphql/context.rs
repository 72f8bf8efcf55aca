//! What every resolver finds in its context.

use async_graphql::{Context, Error, Result};

use super::error::upstream;
use crate::{
    auth::Viewer,
    domain::provider::ProviderName,
    loaders::Loaders,
    providers::{Provider, ProviderError},
};

/// The operation's loaders.
pub(super) fn loaders<'a>(ctx: &Context<'a>) -> &'a Loaders {
    ctx.data_unchecked::<Loaders>()
}

/// Who asks.
pub(super) fn viewer<'a>(ctx: &Context<'a>) -> &'a Viewer {
    ctx.data_unchecked::<Viewer>()
}

/// A provider, for reads that have no loader.
pub(super) fn provider<'a>(ctx: &Context<'a>, name: ProviderName) -> Result<&'a dyn Provider> {
    loaders(ctx).provider(name).map(|provider| provider.as_ref()).or_fail(ctx)
}

/// Turns a provider's failure into what clients see.
pub(super) trait OrFail<T> {
    /// The value, or the error as clients see it.
    fn or_fail(self, ctx: &Context<'_>) -> Result<T, Error>;
}

impl<T> OrFail<T> for Result<T, ProviderError> {
    fn or_fail(self, ctx: &Context<'_>) -> Result<T, Error> {
        self.map_err(|failure| upstream(&failure, &loaders(ctx).call().request_id))
    }
}
