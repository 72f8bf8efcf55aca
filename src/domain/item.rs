//! Stock items: images, vectors, videos, audio.

use std::sync::Arc;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{id::ItemId, language::Language, search::Collection};

/// What an item is.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A photograph or another raster image.
    Image,
    /// A vector drawing.
    Vector,
    /// A video clip.
    Video,
    /// Music or a sound effect.
    Audio,
    /// A document to be filled in with a drawing program.
    Template,
    /// A three-dimensional model, light or material.
    #[graphql(name = "MODEL_3D")]
    Model3d,
    /// A kind that Portico does not know.
    Unknown,
}

/// Whether an item can be bought.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemStatus {
    /// On sale.
    Active,
    /// Withdrawn.
    Inactive,
    /// A status that Portico does not know.
    Unknown,
}

/// An item as a provider describes it.
///
/// Listings carry everything but `details`; those come with a full listing or a look-up by id.
#[derive(Clone, Debug)]
pub struct Item {
    /// Provider and key.
    pub id: ItemId,
    /// The language that was asked for when the texts were fetched.
    pub language: Language,
    /// What the item is.
    pub kind: ItemKind,
    /// Title, in `language` where the provider has it.
    pub title: String,
    /// Description, in `language` where the provider has it.
    pub description: Option<String>,
    /// Whether it can be bought.
    pub status: ItemStatus,
    /// Who made it.
    pub author: Author,
    /// Width of the original in pixels.
    pub width: Option<u32>,
    /// Height of the original in pixels.
    pub height: Option<u32>,
    /// Size of the original in megapixels.
    pub megapixels: Option<Decimal>,
    /// When it was put on sale.
    pub published_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When its author uploaded it.
    pub uploaded_at: Option<Timestamp>,
    /// How often it was looked at.
    pub views: Option<u64>,
    /// How often it was downloaded.
    pub downloads: Option<u64>,
    /// For editorial use only.
    pub editorial: Option<bool>,
    /// Shows nudity.
    pub nudity: Option<bool>,
    /// May be downloaded without paying.
    pub free: Option<bool>,
    /// The part of the stock that it belongs to.
    pub collection: Option<Collection>,
    /// Sold by this provider alone.
    pub exclusive: Option<bool>,
    /// Withheld from sale.
    pub blocked: Option<bool>,
    /// An extended licence is on offer.
    pub extended_license: Option<bool>,
    /// Taken with a telephone.
    pub mobile: Option<bool>,
    /// Made by an image generator.
    pub ai_generated: Option<bool>,
    /// How its author is paid, in the provider's words.
    pub royalty_model: Option<String>,
    /// Keys of the model releases on file.
    pub model_release_ids: Vec<String>,
    /// The file as uploaded.
    pub original_file: OriginalFile,
    /// Preview pictures, smallest first.
    pub previews: Vec<Preview>,
    /// Preview clips, for videos.
    pub video: Option<VideoPreview>,
    /// Properties of a recording, for audio.
    pub audio: Option<AudioProperties>,
    /// The item's page on the provider's site.
    pub page_url: Option<String>,
    /// What short listings leave out.
    pub details: Option<ItemDetails>,
}

/// What short listings leave out.
#[derive(Clone, Debug, Default)]
pub struct ItemDetails {
    /// Keywords, most telling first.
    pub tags: Vec<String>,
    /// Subject categories.
    pub categories: Vec<Category>,
    /// Sizes the item exists in, smallest first.
    pub sizes: Vec<ItemSize>,
    /// Items that look alike.
    pub similar: Vec<ItemId>,
    /// Items of the same series.
    pub series: Vec<ItemId>,
    /// Items that show the same model.
    pub same_model: Vec<ItemId>,
}

/// Who made an item.
#[derive(Clone, Debug)]
pub struct Author {
    /// The provider's key of the author.
    pub id: Option<String>,
    /// The author's public name.
    pub username: Option<String>,
    /// The author's picture.
    pub avatar_url: Option<String>,
    /// The author's rank, in the provider's words (`beginner`, `silver`, …).
    pub level: Option<String>,
}

/// A subject category.
#[derive(async_graphql::SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The provider's own key of the category.
    #[graphql(name = "key")]
    pub id: String,
    /// Its name, in the item's language.
    pub name: String,
}

/// One size that an item exists in.
#[derive(Clone, Debug)]
pub struct ItemSize {
    /// Which one.
    pub name: ItemSizeName,
    /// The provider's own name of the size.
    pub provider_name: Arc<str>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Megapixels.
    pub megapixels: Option<Decimal>,
    /// Price in the provider's credits (not money; Enterprise prices are those of the licences).
    pub credits: Option<u32>,
    /// Frames a second, for videos.
    pub fps: Option<u32>,
    /// May be had under a subscription.
    pub subscription: Option<bool>,
    /// May be had from an image pack.
    pub image_pack: Option<bool>,
    /// May be had on demand.
    pub on_demand: Option<bool>,
}

/// The sizes that items exist in.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemSizeName {
    /// Extra small.
    Xs,
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
    /// Twice extra large.
    Xxl,
    /// Vector, any size.
    Vector,
    /// The original under the extended licence.
    ExtendedLicense,
    /// Video, 240 lines.
    #[graphql(name = "VIDEO_240")]
    Video240,
    /// Video, 480 lines.
    #[graphql(name = "VIDEO_480")]
    Video480,
    /// Video, 720 lines.
    #[graphql(name = "VIDEO_720")]
    Video720,
    /// Video, 1080 lines.
    #[graphql(name = "VIDEO_1080")]
    Video1080,
    /// Video, 2160 lines.
    #[graphql(name = "VIDEO_4K")]
    Video4k,
    /// A size that Portico does not know; see the provider's name of it.
    Unknown,
}

/// How items belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// They look alike.
    Similar,
    /// They are of the same series.
    Series,
    /// They show the same model.
    SameModel,
}

/// The file as its author uploaded it.
#[derive(Clone, Debug, Default)]
pub struct OriginalFile {
    /// Bytes.
    pub bytes: Option<u64>,
    /// File name extension without the dot (`jpg`, `eps`, `mov`).
    pub extension: Option<String>,
}

/// One preview picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Where it is.
    pub url: String,
    /// Its longest edge in pixels.
    pub longest_edge: u32,
    /// The watermark on it.
    pub watermark: Watermark,
}

/// The watermark on a preview.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Watermark {
    /// No watermark is asked for: small previews have none.
    None,
    /// A watermark without a brand.
    #[default]
    Neutral,
    /// The provider's brand.
    Branded,
}

/// Preview clips of a video.
#[derive(Clone, Debug)]
pub struct VideoPreview {
    /// MPEG-4.
    pub mp4_url: Option<String>,
    /// WebM.
    pub webm_url: Option<String>,
    /// Length of the video in seconds.
    pub length_seconds: Option<u32>,
    /// Frames a second.
    pub fps: Option<u32>,
}

/// Properties of a recording.
#[derive(Clone, Debug, Default)]
pub struct AudioProperties {
    /// Length in seconds.
    pub length_seconds: Option<u32>,
    /// Channels: 1 mono, 2 stereo.
    pub channels: Option<u32>,
    /// Kilobits a second.
    pub bitrate_kbps: Option<u32>,
    /// Bits a sample.
    pub precision_bits: Option<u32>,
    /// Samples a second.
    pub sampling_frequency_hz: Option<u32>,
    /// Beats a minute.
    pub bpm: Option<u32>,
}
