//! `Generation`: jobs of a provider's image generator.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::{
    item::{self, Item},
    nullable::Nullable,
    page::connection,
    scalar::{Url, Uuid},
};
use crate::domain::{
    generation::{self, GenerationStatus, PurchaseStatus},
    language::Language,
    provider::ProviderName,
};

/// A job of the image generator. Upstream: `imageGenerator.get`.
#[derive(Clone)]
pub struct Generation(pub(super) Arc<generation::Generation>);

connection! {
    /// A page of generations.
    GenerationConnection,
    /// A generation in a page.
    GenerationEdge,
    Generation
}

/// A job of the image generator. Upstream: `imageGenerator.get`.
#[Object]
impl Generation {
    /// Opaque and stable.
    pub(super) async fn id(&self) -> ID {
        self.0.id.encode().into()
    }

    /// Whose generator it is.
    async fn provider(&self) -> ProviderName {
        self.0.id.provider
    }

    /// The provider's own key of the job.
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.id.key.to_string())
    }

    /// What was asked for.
    async fn prompt(&self) -> &str {
        &self.0.prompt
    }

    /// How far it has come.
    async fn status(&self) -> GenerationStatus {
        self.0.status
    }

    /// How far it has come, in the provider's words.
    async fn provider_status(&self) -> &str {
        &self.0.provider_status
    }

    /// Whether it has been charged.
    async fn purchase_status(&self) -> PurchaseStatus {
        self.0.purchase_status
    }

    /// The pictures, in the provider's order.
    async fn images(&self) -> Vec<GeneratedImage> {
        self.0.images.iter().cloned().map(GeneratedImage).collect()
    }
}

/// One picture of a generation.
pub struct GeneratedImage(generation::GeneratedImage);

/// One picture of a generation.
#[Object]
impl GeneratedImage {
    /// The provider's own key of the picture.
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.uuid.clone())
    }

    /// A picture to look at; null until there is one. Expires upstream.
    async fn preview_url(&self) -> Option<Url> {
        self.0.preview_url.clone().map(Url)
    }

    /// The item it became, to be licensed like any other; null until the job is completed. Upstream: `getMediaData`.
    async fn item(&self, ctx: &Context<'_>) -> Nullable<Item> {
        match &self.0.item_id {
            Some(id) => item::item(ctx, id.clone(), Language::default()).await,
            None => Nullable::ok(None),
        }
    }
}
