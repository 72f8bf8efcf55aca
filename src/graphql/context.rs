//! What every resolver finds in its context.

use std::sync::Arc;

use async_graphql::{Context, Error, Result};

use super::{error::upstream, scalar::Url};
use crate::{
    auth::Viewer,
    domain::provider::ProviderName,
    download::{Links, Subject},
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

/// An address of ours for a file, good for this viewer alone. Asks nobody.
pub(super) fn download_url(ctx: &Context<'_>, subject: &Subject) -> Result<Url> {
    let link = ctx.data_unchecked::<Arc<Links>>().make(viewer(ctx), subject);
    // Its words are for the log alone, as those of every error without a code.
    link.map(Url).map_err(|error| Error::new(format!("a link cannot be signed: {error}")))
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
