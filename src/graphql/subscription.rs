//! `Subscription`: progress, told as it happens. The present state comes first, and the end is never missed.

use std::sync::Arc;

use async_graphql::{Context, ID, Result, Subscription};
use futures::{Stream, StreamExt};

use super::{
    argument::read,
    context::{OrFail, loaders, provider, viewer},
    error::{ErrorCode, coded},
    generation::{Generation, generations},
    purchase::{Purchase, failed, purchases},
};
use crate::domain::id::{GenerationId, PurchaseId};

/// Progress, told as it happens.
pub struct Subscription;

/// Progress, told as it happens.
#[Subscription]
impl Subscription {
    /// A job of the image generator: how it is now, then after each change; ends with the job. Upstream:
    /// `imageGenerator.get`, once for all who listen.
    async fn generation_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<Generation>> + use<>> {
        let id = read("id", &id, GenerationId::decode)?;
        let generations = generations(ctx)?.clone();
        let tenant = viewer(ctx).tenant.clone();
        let missing = || coded(ErrorCode::NotFound, "There is no such job.");
        let recorded = async || generations.recorded(&tenant, &id).await.map_err(|error| failed(error.into(), ctx));
        let mut record = recorded().await?;
        if record.is_none() {
            if generations.is_anothers(&tenant, &id).await.map_err(|error| failed(error.into(), ctx))? {
                return Err(missing());
            }
            // Asked for elsewhere: followed from now on.
            let job = provider(ctx, id.provider)?.generation(loaders(ctx).call(), &id).await.or_fail(ctx)?;
            let job = job.ok_or_else(missing)?;
            generations.follow(&tenant, &job).await.map_err(|error| failed(error.into(), ctx))?;
            record = recorded().await?;
        }
        let record = Arc::new(record.ok_or_else(missing)?);
        Ok(generations.feed(&id).map(move |told| match told {
            Ok(job) => Ok(Generation::at(job, record.clone())),
            Err(error) => Err(unreadable(&error)),
        }))
    }

    /// A purchase: how it is now, then after each change; ends when it is settled, refused or under review.
    async fn purchase_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The purchase's id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<Purchase>> + use<>> {
        let id = read("id", &id, PurchaseId::decode)?;
        let progress = purchases(ctx)?.progress(&viewer(ctx).tenant, &id).await;
        let progress = progress.map_err(|error| failed(error.into(), ctx))?;
        let progress = progress.ok_or_else(|| coded(ErrorCode::NotFound, "There is no such purchase."))?;
        Ok(progress.map(|record| record.map(|record| Purchase::new(record, false)).map_err(|error| unreadable(&error))))
    }
}

/// The ledger's failure in the midst of a feed: told once, and the feed ends.
fn unreadable(error: &impl std::fmt::Display) -> async_graphql::Error {
    tracing::error!(%error, "a feed cannot be read");
    coded(ErrorCode::Internal, "Progress cannot be told; ask again.")
}
