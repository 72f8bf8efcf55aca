//! Jobs of a provider's image generator.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    id::{GenerationId, ItemId, PurchaseId},
    item::{Author, Item, ItemDetails, ItemKind, ItemStatus, OriginalFile},
    language::Language,
    tenant::Tenant,
};

/// How far a job has come.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GenerationStatus {
    /// Accepted.
    New,
    /// Being drawn.
    Processing,
    /// Drawn.
    Completed,
    /// Ended without pictures.
    Failed,
    /// A status that Portico does not know; the job may still end well.
    Unknown,
}

/// Whether a job has been charged.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "GenerationPurchaseStatus")]
pub enum PurchaseStatus {
    /// Will be charged when it is completed.
    Deferred,
    /// Charged.
    Paid,
    /// A status that Portico does not know.
    Unknown,
}

/// The shape of generated pictures, width to height.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AspectRatio {
    /// 1:1
    #[graphql(name = "RATIO_1_1")]
    Square,
    /// 2:3
    #[graphql(name = "RATIO_2_3")]
    Portrait2x3,
    /// 3:2
    #[graphql(name = "RATIO_3_2")]
    Landscape3x2,
    /// 3:4
    #[graphql(name = "RATIO_3_4")]
    Portrait3x4,
    /// 4:3
    #[graphql(name = "RATIO_4_3")]
    Landscape4x3,
    /// 4:5
    #[graphql(name = "RATIO_4_5")]
    Portrait4x5,
    /// 5:4
    #[graphql(name = "RATIO_5_4")]
    Landscape5x4,
    /// 9:16
    #[graphql(name = "RATIO_9_16")]
    Portrait9x16,
    /// 16:9
    #[graphql(name = "RATIO_16_9")]
    Landscape16x9,
}

/// The manner of generated pictures.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Medium {
    /// A drawing or painting.
    Art,
    /// A photograph.
    Photography,
}

/// A job of the image generator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Provider and key (a UUID).
    pub id: GenerationId,
    /// What was asked for.
    pub prompt: String,
    /// How far it has come.
    pub status: GenerationStatus,
    /// How far it has come, in the provider's words.
    pub provider_status: String,
    /// Whether it has been charged.
    pub purchase_status: PurchaseStatus,
    /// The pictures, in the provider's order.
    pub images: Vec<GeneratedImage>,
    /// Why it failed, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<GenerationFailure>,
}

impl Generation {
    /// A job that has just been accepted: what every provider answers then.
    pub fn accepted(id: GenerationId, prompt: String) -> Self {
        Self {
            id,
            prompt,
            status: GenerationStatus::New,
            provider_status: "new".to_owned(),
            purchase_status: PurchaseStatus::Deferred,
            images: Vec::new(),
            failure: None,
        }
    }

    /// Whether nothing will change any more: it failed, or it is completed, charged, and every picture is an item.
    pub fn is_final(&self) -> bool {
        match self.status {
            GenerationStatus::Failed => true,
            GenerationStatus::Completed => {
                self.purchase_status == PurchaseStatus::Paid && self.images.iter().all(|image| image.item_id.is_some())
            }
            GenerationStatus::New | GenerationStatus::Processing | GenerationStatus::Unknown => false,
        }
    }
}

/// Why a job failed.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GenerationFailure {
    /// The provider says that it failed.
    Provider,
    /// The provider no longer knows it.
    Lost,
    /// It did not end in time.
    Deadline,
}

/// A job as we recorded it.
#[derive(Clone, Debug)]
pub struct GenerationRecord {
    /// Whose it is.
    pub tenant: Tenant,
    /// How it was when we looked last.
    pub job: Generation,
    /// The purchase that asked for it; `None` for a job that was asked for elsewhere.
    pub purchase_id: Option<PurchaseId>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// From then on it counts as failed.
    pub deadline_at: Timestamp,
}

/// One picture of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeneratedImage {
    /// The provider's key of the picture (a UUID).
    pub uuid: String,
    /// The item it became; `None` until the job is completed.
    pub item_id: Option<ItemId>,
    /// A picture to look at meanwhile; expires upstream.
    pub preview_url: Option<String>,
}

/// What the generator says of a finished picture.
#[derive(Clone, Debug)]
pub struct GeneratedMedia {
    /// The item it became.
    pub item_id: ItemId,
    /// Title.
    pub title: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Made by an image generator.
    pub ai_generated: Option<bool>,
}

impl From<GeneratedMedia> for Item {
    /// The item, as far as the generator knows it.
    fn from(media: GeneratedMedia) -> Self {
        Self {
            id: media.item_id,
            language: Language::default(),
            kind: ItemKind::Image,
            title: media.title.unwrap_or_default(),
            description: media.description,
            status: ItemStatus::Unknown,
            author: Author { id: None, username: None, avatar_url: None, level: None },
            width: media.width,
            height: media.height,
            megapixels: None,
            published_at: None,
            updated_at: None,
            uploaded_at: None,
            views: None,
            downloads: None,
            editorial: None,
            nudity: None,
            free: None,
            collection: None,
            exclusive: None,
            blocked: None,
            extended_license: None,
            mobile: None,
            ai_generated: media.ai_generated,
            royalty_model: None,
            model_release_ids: Vec::new(),
            original_file: OriginalFile { bytes: None, extension: None },
            previews: Vec::new(),
            video: None,
            audio: None,
            page_url: None,
            // Nobody else knows more of it.
            details: Some(ItemDetails::default()),
        }
    }
}
