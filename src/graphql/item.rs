//! `Item`, and what hangs on it.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};

use super::{
    context::{OrFail, loaders},
    license::License,
    nullable::Nullable,
    page::length,
    scalar::{BigInt, DateTime, Decimal, Url},
    transaction::Transaction,
};
use crate::domain::{
    id::ItemId,
    item::{self, ItemDetails, ItemKind, ItemSizeName, ItemStatus, Relation, Watermark},
    language::Language,
    provider::ProviderName,
};

/// A stock item: an image, a vector, a video or a recording. Upstream: `search`, `getMediaData`.
#[derive(Clone)]
pub struct Item(pub Arc<item::Item>);

/// How large a preview shall be. The best fitting one is given, never an enlarged one.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PreviewSize {
    /// 110 pixels at the longest edge.
    Thumbnail,
    /// 170 pixels at the longest edge.
    Small,
    /// 380 pixels at the longest edge.
    Medium,
    /// 450 pixels at the longest edge.
    #[default]
    Large,
    /// 950 pixels at the longest edge.
    Huge,
}

impl PreviewSize {
    fn longest_edge(self) -> u32 {
        match self {
            Self::Thumbnail => 110,
            Self::Small => 170,
            Self::Medium => 380,
            Self::Large => 450,
            Self::Huge => 950,
        }
    }
}

/// A preview picture.
pub struct Preview(item::Preview);

/// A preview picture.
#[Object]
impl Preview {
    /// Where the picture is.
    async fn url(&self) -> Url {
        Url(self.0.url.clone())
    }

    /// Its longest edge in pixels.
    async fn longest_edge(&self) -> u32 {
        self.0.longest_edge
    }

    /// The watermark on it.
    async fn watermark(&self) -> Watermark {
        self.0.watermark
    }
}

/// Who made an item.
#[derive(SimpleObject)]
pub struct Author {
    /// The provider's key of the author; `filter.authorId` of a search.
    key: Option<String>,
    /// The author's public name; `filter.authorUsername` of a search.
    username: Option<String>,
    /// The author's picture.
    avatar_url: Option<Url>,
    /// The author's rank, in the provider's words (`beginner`, `silver`, …).
    level: Option<String>,
}

/// The file as its author uploaded it.
#[derive(SimpleObject)]
pub struct OriginalFile {
    /// Size in bytes.
    bytes: Option<BigInt>,
    /// File name extension without the dot (`jpg`, `eps`, `mov`).
    extension: Option<String>,
}

/// One size that an item exists in. Upstream: `sizes` of `getMediaData`.
pub struct ItemSize(item::ItemSize);

/// One size that an item exists in. Upstream: `sizes` of `getMediaData`.
#[Object]
impl ItemSize {
    /// Which size.
    async fn name(&self) -> ItemSizeName {
        self.0.name
    }

    /// The provider's own name of the size.
    async fn provider_name(&self) -> &str {
        &self.0.provider_name
    }

    /// Width in pixels.
    async fn width(&self) -> Option<u32> {
        self.0.width
    }

    /// Height in pixels.
    async fn height(&self) -> Option<u32> {
        self.0.height
    }

    /// Megapixels.
    async fn megapixels(&self) -> Option<Decimal> {
        self.0.megapixels.map(Decimal)
    }

    /// Price in the provider's credits. Not money: what a company pays stands in its licences.
    async fn credits(&self) -> Option<u32> {
        self.0.credits
    }

    /// Frames a second, for videos.
    async fn fps(&self) -> Option<u32> {
        self.0.fps
    }

    /// Whether it may be had under a subscription.
    async fn subscription(&self) -> Option<bool> {
        self.0.subscription
    }

    /// Whether it may be had from an image pack.
    async fn image_pack(&self) -> Option<bool> {
        self.0.image_pack
    }

    /// Whether it may be had on demand.
    async fn on_demand(&self) -> Option<bool> {
        self.0.on_demand
    }
}

/// Preview clips of a video.
#[derive(SimpleObject)]
pub struct VideoPreview {
    /// The clip as MPEG-4.
    mp4_url: Option<Url>,
    /// The clip as WebM.
    webm_url: Option<Url>,
    /// Length of the video in seconds.
    length_seconds: Option<u32>,
    /// Frames a second.
    fps: Option<u32>,
}

/// Properties of a recording.
#[derive(SimpleObject)]
pub struct AudioProperties {
    /// Length in seconds.
    length_seconds: Option<u32>,
    /// Channels: 1 mono, 2 stereo.
    channels: Option<u32>,
    /// Kilobits a second.
    bitrate_kbps: Option<u32>,
    /// Bits a sample.
    precision_bits: Option<u32>,
    /// Samples a second.
    sampling_frequency_hz: Option<u32>,
    /// Beats a minute.
    bpm: Option<u32>,
}

/// Whether the company has licensed an item already. Upstream: `getLicensedItems`; `Media/1/Files`, then
/// `Member/LicenseHistory` of the whole organization.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Ownership {
    /// The transactions by which it did, newest first.
    transactions: Vec<Transaction>,
}

#[ComplexObject]
impl Ownership {
    /// Whether it has.
    async fn owned(&self) -> bool {
        !self.transactions.is_empty()
    }
}

/// The fields that a short listing leaves out; selecting one makes a search ask for the full listing.
pub(super) const DETAIL_FIELDS: [&str; 6] = ["tags", "categories", "sizes", "similar", "series", "sameModel"];

impl Item {
    async fn details<T>(&self, ctx: &Context<'_>, pick: impl FnOnce(&ItemDetails) -> T) -> Nullable<T> {
        if let Some(details) = &self.0.details {
            return Nullable::ok(Some(pick(details)));
        }
        let loaded = loaders(ctx).item(self.0.id.clone(), self.0.language).await;
        loaded.map(|item| item.and_then(|item| item.details.as_ref().map(pick))).or_fail(ctx).into()
    }

    /// The first of the related items that still exist, in the provider's order.
    async fn related(
        &self,
        ctx: &Context<'_>,
        first: i32,
        relation: Relation,
        pick: impl FnOnce(&ItemDetails) -> &[ItemId] + Send,
    ) -> Nullable<Vec<Self>> {
        let length = match length("first", first) {
            Ok(length) => length,
            Err(error) => return Err(error).into(),
        };
        let item = &self.0;
        match loaders(ctx).related(item.id.clone(), relation, item.language, length).await.or_fail(ctx) {
            Ok(None) => {}
            Ok(Some(found)) => return Nullable::ok(Some(found.iter().cloned().map(Self).collect())),
            Err(error) => return Err(error).into(),
        }
        let named = |details: &ItemDetails| pick(details).iter().take(length as usize).cloned().collect::<Vec<_>>();
        match self.details(ctx, named).await.into_inner() {
            Ok(Some(ids)) => items(ctx, ids, item.language).await.map(Some).into(),
            Ok(None) => Nullable::ok(None),
            Err(error) => Err(error).into(),
        }
    }
}

/// The items with these ids that exist, in the order asked for.
async fn items(ctx: &Context<'_>, ids: Vec<ItemId>, language: Language) -> Result<Vec<Item>> {
    let loads = ids.into_iter().map(|id| loaders(ctx).item(id, language));
    let loaded = futures::future::try_join_all(loads).await.or_fail(ctx)?;
    Ok(loaded.into_iter().flatten().map(Item).collect())
}

/// The item with this id; `None` when the provider has no such item.
pub(super) async fn item(ctx: &Context<'_>, id: ItemId, language: Language) -> Nullable<Item> {
    let loaded = loaders(ctx).item(id, language).await;
    loaded.map(|item| item.map(Item)).or_fail(ctx).into()
}

/// A stock item: an image, a vector, a video or a recording. Upstream: `search`, `getMediaData`.
#[Object]
impl Item {
    /// Opaque and stable; good for `node` and `item`.
    pub(super) async fn id(&self) -> ID {
        self.0.id.encode().into()
    }

    /// Whose item it is.
    async fn provider(&self) -> ProviderName {
        self.0.id.provider
    }

    /// The provider's own key of the item, as its site shows it.
    async fn key(&self) -> &str {
        &self.0.id.key
    }

    /// What the item is.
    async fn kind(&self) -> ItemKind {
        self.0.kind
    }

    /// Title, in the language that was asked for where the provider has it.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Description, in the language that was asked for where the provider has it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Whether it can be bought.
    async fn status(&self) -> ItemStatus {
        self.0.status
    }

    /// Who made it.
    async fn author(&self) -> Author {
        let author = &self.0.author;
        Author {
            key: author.id.clone(),
            username: author.username.clone(),
            avatar_url: author.avatar_url.clone().map(Url),
            level: author.level.clone(),
        }
    }

    /// Width of the original in pixels.
    async fn width(&self) -> Option<u32> {
        self.0.width
    }

    /// Height of the original in pixels.
    async fn height(&self) -> Option<u32> {
        self.0.height
    }

    /// Size of the original in megapixels.
    async fn megapixels(&self) -> Option<Decimal> {
        self.0.megapixels.map(Decimal)
    }

    /// When it was put on sale.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.0.updated_at.map(DateTime)
    }

    /// When its author uploaded it.
    async fn uploaded_at(&self) -> Option<DateTime> {
        self.0.uploaded_at.map(DateTime)
    }

    /// How often it was looked at.
    async fn views(&self) -> Option<BigInt> {
        self.0.views.map(BigInt)
    }

    /// How often it was downloaded.
    async fn downloads(&self) -> Option<BigInt> {
        self.0.downloads.map(BigInt)
    }

    /// Whether it is for editorial use only.
    async fn editorial(&self) -> Option<bool> {
        self.0.editorial
    }

    /// Whether it shows nudity.
    async fn nudity(&self) -> Option<bool> {
        self.0.nudity
    }

    /// Whether it may be downloaded without paying.
    async fn free(&self) -> Option<bool> {
        self.0.free
    }

    /// Whether this provider alone sells it.
    async fn exclusive(&self) -> Option<bool> {
        self.0.exclusive
    }

    /// Whether it is withheld from sale.
    async fn blocked(&self) -> Option<bool> {
        self.0.blocked
    }

    /// Whether an extended licence is on offer.
    async fn extended_license(&self) -> Option<bool> {
        self.0.extended_license
    }

    /// Whether it was taken with a telephone.
    async fn mobile(&self) -> Option<bool> {
        self.0.mobile
    }

    /// Whether an image generator made it.
    async fn ai_generated(&self) -> Option<bool> {
        self.0.ai_generated
    }

    /// How its author is paid, in the provider's words.
    async fn royalty_model(&self) -> Option<&str> {
        self.0.royalty_model.as_deref()
    }

    /// Keys of the model releases on file.
    async fn model_release_ids(&self) -> &[String] {
        &self.0.model_release_ids
    }

    /// The file as its author uploaded it.
    async fn original_file(&self) -> OriginalFile {
        let file = &self.0.original_file;
        OriginalFile { bytes: file.bytes.map(BigInt), extension: file.extension.clone() }
    }

    /// The best fitting preview picture: the smallest that is large enough, else the largest there is.
    async fn preview(
        &self,
        #[graphql(default, desc = "How large it shall be.")] size: PreviewSize,
        #[graphql(desc = "Only pictures with this watermark.")] watermark: Option<Watermark>,
    ) -> Option<Preview> {
        let previews = self.0.previews.iter();
        let mut fitting: Vec<_> =
            previews.filter(|preview| watermark.is_none_or(|wanted| preview.watermark == wanted)).collect();
        fitting.sort_by_key(|preview| preview.longest_edge);
        let enough = fitting.iter().find(|preview| preview.longest_edge >= size.longest_edge());
        enough.or(fitting.last()).map(|&preview| Preview(preview.clone()))
    }

    /// Every preview picture, smallest first.
    async fn previews(&self) -> Vec<Preview> {
        self.0.previews.iter().cloned().map(Preview).collect()
    }

    /// Preview clips; null unless the item is a video.
    async fn video(&self) -> Option<VideoPreview> {
        let video = self.0.video.clone()?;
        Some(VideoPreview {
            mp4_url: video.mp4_url.map(Url),
            webm_url: video.webm_url.map(Url),
            length_seconds: video.length_seconds,
            fps: video.fps,
        })
    }

    /// Properties of the recording; null unless the item is one.
    async fn audio(&self) -> Option<AudioProperties> {
        let audio = self.0.audio.clone()?;
        Some(AudioProperties {
            length_seconds: audio.length_seconds,
            channels: audio.channels,
            bitrate_kbps: audio.bitrate_kbps,
            precision_bits: audio.precision_bits,
            sampling_frequency_hz: audio.sampling_frequency_hz,
            bpm: audio.bpm,
        })
    }

    /// The item's page on the provider's site.
    async fn page_url(&self) -> Option<Url> {
        self.0.page_url.clone().map(Url)
    }

    /// Keywords, most telling first. Upstream: `getMediaData` where the listing did not carry them.
    async fn tags(&self, ctx: &Context<'_>) -> Nullable<Vec<String>> {
        self.details(ctx, |details| details.tags.clone()).await
    }

    /// Subject categories. Upstream: `getMediaData` where the listing did not carry them.
    async fn categories(&self, ctx: &Context<'_>) -> Nullable<Vec<item::Category>> {
        self.details(ctx, |details| details.categories.clone()).await
    }

    /// The sizes it exists in, smallest first. Upstream: `getMediaData` where the listing did not carry them.
    async fn sizes(&self, ctx: &Context<'_>) -> Nullable<Vec<ItemSize>> {
        self.details(ctx, |details| details.sizes.iter().cloned().map(ItemSize).collect()).await
    }

    /// Items that look alike. Upstream: `getMediaData`; at Adobe Stock a `Search/Files` for each item.
    async fn similar(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
    ) -> Nullable<Vec<Item>> {
        self.related(ctx, first, Relation::Similar, |details| &details.similar).await
    }

    /// Items of the same series; Adobe Stock does not say (`UNSUPPORTED_BY_PROVIDER`). Upstream: `getMediaData`.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
    ) -> Nullable<Vec<Item>> {
        self.related(ctx, first, Relation::Series, |details| &details.series).await
    }

    /// Items that show the same model; Adobe Stock does not say (`UNSUPPORTED_BY_PROVIDER`). Upstream: `getMediaData`.
    async fn same_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many at the most, 1 to 100.")] first: i32,
    ) -> Nullable<Vec<Item>> {
        self.related(ctx, first, Relation::SameModel, |details| &details.same_model).await
    }

    /// The licences on offer to the company that fit the item's kind, with prices. Upstream: `getLicenseOfGroup`.
    async fn licenses(&self, ctx: &Context<'_>) -> Nullable<Vec<License>> {
        let offers = loaders(ctx)
            .licenses(self.0.id.provider)
            .await
            .map(|offers| offers.iter().filter(|offer| offer.fits(self.0.kind)).cloned().map(License::from).collect());
        Nullable::some(offers.or_fail(ctx))
    }

    /// Whether the company has licensed it already. Upstream: `getLicensedItems`.
    async fn ownership(&self, ctx: &Context<'_>) -> Nullable<Ownership> {
        let owned = loaders(ctx)
            .ownership(self.0.id.clone())
            .await
            .map(|records| Ownership { transactions: records.iter().cloned().map(Transaction::from).collect() });
        Nullable::some(owned.or_fail(ctx))
    }
}
