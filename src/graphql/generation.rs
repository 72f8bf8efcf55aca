//! `Generation`: jobs of a provider's image generator.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::{
    context::{self, OrFail, loaders, provider, viewer},
    error::{ErrorCode, coded},
    item::Item,
    nullable::Nullable,
    page::{ListKey, Slice, connection},
    purchase::{failed, purchases},
    scalar::{DateTime, Url, Uuid},
};
use crate::{
    domain::{
        generation::{
            self, AspectRatio, GenerationFailure, GenerationRecord, GenerationStatus, Medium, PurchaseStatus,
        },
        id::{GenerationId, ItemId},
        language::Language,
        provider::ProviderName,
        purchase::{GenerationTask, Task},
    },
    download::Subject,
    generation::Generations,
};

/// A job of the image generator. Upstream: `imageGenerator.get`.
#[derive(Clone)]
pub struct Generation {
    job: Arc<generation::Generation>,
    /// What we recorded of it, if it was asked for here.
    record: Option<Arc<GenerationRecord>>,
}

impl From<GenerationRecord> for Generation {
    fn from(record: GenerationRecord) -> Self {
        Self { job: Arc::new(record.job.clone()), record: Some(Arc::new(record)) }
    }
}

impl From<generation::Generation> for Generation {
    fn from(job: generation::Generation) -> Self {
        Self { job: Arc::new(job), record: None }
    }
}

impl Generation {
    /// The job as it was at some time, with what is recorded of it.
    pub(super) fn at(job: Arc<generation::Generation>, record: Arc<GenerationRecord>) -> Self {
        Self { job, record: Some(record) }
    }
}

connection! {
    /// A page of generations.
    GenerationConnection,
    /// A generation in a page.
    GenerationEdge,
    Generation
}

/// What follows jobs; an error where the ledger is not open.
pub(super) fn generations<'a>(ctx: &Context<'a>) -> Result<&'a Generations> {
    ctx.data_opt::<Generations>().ok_or_else(|| coded(ErrorCode::SpendingDisabled, "No jobs are followed here."))
}

/// The job with this id: as it was recorded, if it was asked for here; else as the provider has it.
pub(super) async fn generation(ctx: &Context<'_>, id: &GenerationId) -> Result<Option<Generation>> {
    if let Some(generations) = ctx.data_opt::<Generations>() {
        let recorded =
            generations.recorded(&viewer(ctx).tenant, id).await.map_err(|error| failed(error.into(), ctx))?;
        if let Some(record) = recorded {
            return Ok(Some(record.into()));
        }
        if generations.is_anothers(&viewer(ctx).tenant, id).await.map_err(|error| failed(error.into(), ctx))? {
            return Ok(None);
        }
    }
    let job = provider(ctx, id.provider)?.generation(loaders(ctx).call(), id).await.or_fail(ctx)?;
    Ok(job.map(Generation::from))
}

/// A page of the jobs that were asked for here.
pub(super) async fn list(ctx: &Context<'_>, first: i32, after: Option<&str>) -> Result<GenerationConnection> {
    let list = ListKey::new("generations", &());
    let window = list.window(first, after)?;
    let read = generations(ctx)?.list(&viewer(ctx).tenant, window.limit, window.offset).await;
    let (records, total) = read.map_err(|error| failed(error.into(), ctx))?;
    let entries = Ok(records.into_iter().map(Generation::from).collect());
    Ok(GenerationConnection(Slice { list, window, entries, total: Some(total) }))
}

/// A job of the image generator. Upstream: `imageGenerator.get`.
#[Object]
impl Generation {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.job.id.encode().into()
    }

    /// Why it failed; null when it did not, or nobody knows.
    async fn failure(&self) -> Option<GenerationFailure> {
        self.job.failure
    }

    /// The shape that was asked for; null when it was asked for elsewhere.
    async fn aspect_ratio(&self, ctx: &Context<'_>) -> Nullable<AspectRatio> {
        self.asked(ctx).await.map(|task| task.and_then(|task| task.aspect_ratio)).into()
    }

    /// The manner that was asked for; null when it was asked for elsewhere.
    async fn medium(&self, ctx: &Context<'_>) -> Nullable<Medium> {
        self.asked(ctx).await.map(|task| task.and_then(|task| task.medium)).into()
    }

    /// When it was asked for; null when it was asked for elsewhere.
    async fn created_at(&self) -> Option<DateTime> {
        self.record.as_ref().map(|record| DateTime(record.created_at))
    }

    /// Whose generator it is.
    async fn provider(&self) -> ProviderName {
        self.job.id.provider
    }

    /// The provider's own key of the job.
    async fn uuid(&self) -> Uuid {
        Uuid(self.job.id.key.to_string())
    }

    /// What was asked for.
    async fn prompt(&self) -> &str {
        &self.job.prompt
    }

    /// How far it has come.
    async fn status(&self) -> GenerationStatus {
        self.job.status
    }

    /// How far it has come, in the provider's words.
    async fn provider_status(&self) -> &str {
        &self.job.provider_status
    }

    /// Whether it has been charged.
    async fn purchase_status(&self) -> PurchaseStatus {
        self.job.purchase_status
    }

    /// The pictures, in the provider's order.
    async fn images(&self) -> Vec<GeneratedImage> {
        (0..self.job.images.len()).map(|position| GeneratedImage { job: self.job.clone(), position }).collect()
    }
}

impl Generation {
    async fn asked(&self, ctx: &Context<'_>) -> Result<Option<GenerationTask>> {
        let Some(id) = self.record.as_ref().and_then(|record| record.purchase_id.clone()) else { return Ok(None) };
        let found = purchases(ctx)?.purchase(&viewer(ctx).tenant, &id).await;
        let found = found.map_err(|error| failed(error.into(), ctx))?;
        Ok(found.and_then(|purchase| match purchase.lines.into_iter().next()?.task {
            Task::Generation(task) => Some(task),
            _ => None,
        }))
    }
}

/// One picture of a generation.
pub struct GeneratedImage {
    job: Arc<generation::Generation>,
    /// Its place among the job's pictures, from 0: its key may change once.
    position: usize,
}

impl GeneratedImage {
    fn image(&self) -> &generation::GeneratedImage {
        &self.job.images[self.position]
    }
}

/// One picture of a generation.
#[Object]
impl GeneratedImage {
    /// The provider's own key of the picture.
    async fn uuid(&self) -> Uuid {
        Uuid(self.image().uuid.clone())
    }

    /// A picture to look at; null until there is one. An address of Portico's own that is good for this viewer and for a
    /// few minutes. Upstream: `imageGenerator.get`, when it is fetched.
    async fn preview_url(&self, ctx: &Context<'_>) -> Nullable<Url> {
        if self.image().preview_url.is_none() {
            return Nullable::ok(None);
        }
        let subject = Subject::Preview { job: self.job.id.clone(), position: self.position };
        Nullable::some(context::download_url(ctx, &subject))
    }

    /// The item it became, to be licensed like any other; null until the job is completed. Upstream: `getMediaData`, and
    /// `imageGenerator.getMediaData` for what that does not know yet.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        let Some(id) = &self.image().item_id else { return Nullable::ok(None) };
        became(ctx, id, &self.image().uuid).await.into()
    }
}

/// The item that a picture became.
async fn became(ctx: &Context<'_>, id: &ItemId, uuid: &str) -> Result<Option<Item>> {
    if let Some(item) = loaders(ctx).item(id.clone(), Language::default()).await.or_fail(ctx)? {
        return Ok(Some(Item(item)));
    }
    let media = provider(ctx, id.provider)?.generated_media(loaders(ctx).call(), uuid).await.or_fail(ctx)?;
    Ok(media.filter(|media| media.item_id == *id).map(|media| Item(Arc::new(media.into()))))
}
