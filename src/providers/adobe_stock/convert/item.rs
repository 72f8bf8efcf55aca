//! `Item` of `Search/Files` and `Media/1/Files`.

use rust_decimal::Decimal;

use super::{super::wire, item_id, item_kind, time};
use crate::{
    domain::{
        item::{
            Author, Category, Item, ItemDetails, ItemKind, ItemSize, ItemSizeName, ItemStatus, OriginalFile, Preview,
            VideoPreview, Watermark,
        },
        language::Language,
        search::Collection,
    },
    providers::lenient::Loose,
};

/// The columns that every item is asked for.
const PLAIN: &[&str] = &[
    "id",
    "title",
    "description",
    "creator_id",
    "creator_name",
    "width",
    "height",
    "media_type_id",
    "vector_type",
    "content_type",
    "size_bytes",
    "premium_level_id",
    "is_gentech",
    "details_url",
    "duration",
    "framerate",
    "video_preview_url",
    "thumbnail_110_url",
    "thumbnail_160_url",
    "thumbnail_240_url",
    "thumbnail_500_url",
    "thumbnail_1000_url",
];
/// Columns that the reference leaves out and the vendor's own libraries offer.
const UNDOCUMENTED: &[&str] = &["is_editorial", "creation_date", "nb_views", "nb_downloads"];
/// What short listings do without.
const DETAILS: &[&str] = &["keywords", "category", "category_hierarchy", "licenses", "comps"];

/// The columns to ask for.
pub(in super::super) fn columns(details: bool, documented_alone: bool) -> impl Iterator<Item = &'static &'static str> {
    let undocumented = if documented_alone { &[] } else { UNDOCUMENTED };
    PLAIN.iter().chain(undocumented).chain(if details { DETAILS } else { &[] })
}

/// The item; `None` without an id. `details` says whether they were asked for.
pub(in super::super) fn item(wire: wire::File, language: Language, details: bool) -> Option<Item> {
    let kind = item_kind(&wire.media_type_id).unwrap_or(ItemKind::Unknown);
    let (width, height) = (wire.width.unsigned::<u32>(), wire.height.unsigned::<u32>());
    let premium_level: Option<u32> = wire.premium_level_id.unsigned();
    Some(Item {
        id: item_id(&wire.id)?,
        language,
        kind,
        title: wire.title.text().unwrap_or_default(),
        description: wire.description.text(),
        // What is withdrawn is not listed.
        status: ItemStatus::Active,
        author: Author {
            id: wire.creator_id.text().filter(|id| id != "0"),
            username: wire.creator_name.text(),
            avatar_url: None,
            level: None,
        },
        width,
        height,
        megapixels: width.zip(height).filter(|_| kind == ItemKind::Image).map(megapixels),
        published_at: time(&wire.creation_date),
        updated_at: None,
        uploaded_at: None,
        views: wire.nb_views.unsigned(),
        downloads: wire.nb_downloads.unsigned(),
        editorial: wire.is_editorial.truth(),
        nudity: None,
        free: premium_level.map(|level| level == 1),
        collection: premium_level.map(|level| if level >= 2 { Collection::Premium } else { Collection::Regular }),
        exclusive: None,
        blocked: None,
        extended_license: (!wire.licenses.0.is_empty())
            .then(|| wire.licenses.0.iter().any(|(name, _)| name == "Extended")),
        mobile: None,
        ai_generated: wire.is_gentech.truth(),
        royalty_model: None,
        model_release_ids: Vec::new(),
        original_file: OriginalFile { bytes: wire.size_bytes.unsigned(), extension: extension(&wire) },
        previews: previews(&wire),
        video: (kind == ItemKind::Video).then(|| VideoPreview {
            mp4_url: wire.video_preview_url.text(),
            webm_url: None,
            length_seconds: rounded(&wire.duration, 1_000),
            fps: rounded(&wire.framerate, 1),
        }),
        audio: None,
        page_url: wire.details_url.text(),
        details: details.then(|| item_details(wire)),
    })
}

fn megapixels((width, height): (u32, u32)) -> Decimal {
    (Decimal::from(u64::from(width) * u64::from(height)) / Decimal::from(1_000_000)).round_dp(2)
}

/// A number of parts as whole units.
fn rounded(number: &Loose, parts: u32) -> Option<u32> {
    let whole = number.decimal()?.checked_div(Decimal::from(parts))?.round();
    u32::try_from(whole).ok()
}

fn item_details(wire: wire::File) -> ItemDetails {
    let category = |category: wire::Category| Some(Category { id: category.id.text()?, name: category.name.text()? });
    let mut categories: Vec<Category> =
        wire.category_hierarchy.0.into_iter().filter_map(|(_, entry)| category(entry.0?)).collect();
    // The hierarchy's form is documented nowhere; the category's is.
    if let Some(own) = wire.category.0.and_then(category)
        && !categories.contains(&own)
    {
        categories.push(own);
    }
    let licenses = &wire.licenses.0;
    let sizes = licenses.iter().map(|(license, size)| item_size(license, size.0.as_ref()));
    // Of videos the licences are named here alone; the lengths are those of a preview.
    let named = |name: &str| licenses.iter().any(|(license, _)| license == name);
    let comps = wire.comps.0.iter().filter(|(license, _)| !named(license));
    let sizes = sizes.chain(comps.map(|(license, _)| item_size(license, None)));
    ItemDetails {
        tags: wire.keywords.values().filter_map(wire::Word::text).collect(),
        categories,
        sizes: sizes.collect(),
        similar: Vec::new(),
        series: Vec::new(),
        same_model: Vec::new(),
    }
}

/// The size that a licence gives; it goes by the licence's name.
fn item_size(license: &str, size: Option<&wire::Size>) -> ItemSize {
    ItemSize {
        name: match license {
            "Video_HD" => ItemSizeName::Video1080,
            "Video_4K" => ItemSizeName::Video4k,
            "Standard_M" => ItemSizeName::M,
            "Extended" => ItemSizeName::ExtendedLicense,
            _ => ItemSizeName::Unknown,
        },
        provider_name: license.into(),
        width: size.and_then(|size| size.width.unsigned()),
        height: size.and_then(|size| size.height.unsigned()),
        megapixels: None,
        credits: None,
        fps: None,
        subscription: None,
        image_pack: None,
        on_demand: None,
    }
}

/// Of drawings the kind of file, of others what their media type means.
fn extension(wire: &wire::File) -> Option<String> {
    let drawing = wire.vector_type.text();
    drawing.or_else(|| {
        let known = match wire.content_type.text()?.as_str() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/svg+xml" => "svg",
            "video/mp4" => "mp4",
            "video/quicktime" => "mov",
            "application/zip" => "zip",
            "audio/wav" | "audio/x-wav" => "wav",
            "audio/mpeg" => "mp3",
            _ => return None,
        };
        Some(known.to_owned())
    })
}

/// The preview pictures, smallest first, each once. From 500 pixels on they are watermarked, as documented.
fn previews(wire: &wire::File) -> Vec<Preview> {
    let documented = [
        (&wire.thumbnail_110_url, 110, Watermark::None),
        (&wire.thumbnail_160_url, 160, Watermark::None),
        (&wire.thumbnail_240_url, 240, Watermark::None),
        (&wire.thumbnail_500_url, 500, Watermark::Branded),
        (&wire.thumbnail_1000_url, 1000, Watermark::Branded),
    ];
    let mut previews: Vec<Preview> = Vec::with_capacity(documented.len());
    for (url, longest_edge, watermark) in documented {
        let Some(url) = url.text() else { continue };
        if previews.iter().all(|known| known.url != url) {
            previews.push(Preview { url, longest_edge, watermark });
        }
    }
    previews
}
