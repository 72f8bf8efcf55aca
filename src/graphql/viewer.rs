//! `Viewer`: who asks.

use async_graphql::{Context, Object};

use super::{
    account::Account,
    context::{OrFail, loaders, viewer},
    nullable::Nullable,
};
use crate::{auth::Scope, domain::provider::ProviderName};

/// Who asks, as the token says.
pub struct Viewer;

/// Who asks, as the token says.
#[Object]
impl Viewer {
    /// Stable identifier of the person or program.
    async fn subject<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &viewer(ctx).subject
    }

    /// A name to show.
    async fn name<'a>(&self, ctx: &Context<'a>) -> Option<&'a str> {
        viewer(ctx).name.as_deref()
    }

    /// What the viewer may do.
    async fn scopes(&self, ctx: &Context<'_>) -> Vec<&'static str> {
        viewer(ctx).scopes.iter().map(Scope::as_str).collect()
    }

    /// The company that the viewer belongs to.
    async fn tenant<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &viewer(ctx).tenant
    }

    /// The viewer's team, which may have a budget of its own.
    async fn team<'a>(&self, ctx: &Context<'a>) -> Option<&'a str> {
        viewer(ctx).team.as_deref()
    }

    /// The company's account with a provider. Upstream: `getUserEnterpriseGroup`.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "ProviderName::Depositphotos", desc = "With which provider.")] provider: ProviderName,
    ) -> Nullable<Account> {
        Nullable::some(loaders(ctx).account(provider).await.map(Account).or_fail(ctx))
    }
}
