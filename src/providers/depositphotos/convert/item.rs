//! `Item` of `search` and `getMediaData`.

use super::{
    super::wire::{self, Related, lenient::Entries, lenient::Loose},
    item_id, item_kind, word,
};
use crate::domain::{
    id::ItemId,
    item::{
        AudioProperties, Author, Category, Item, ItemDetails, ItemKind, ItemSize, ItemSizeName, ItemStatus,
        OriginalFile, Preview, VideoPreview, Watermark,
    },
    language::Language,
};

/// The item; `None` without an id. `details` says whether the command gives them.
pub(in super::super) fn item(wire: wire::Item, language: Language, details: bool) -> Option<Item> {
    let id = item_id(wire.id.or(&wire.deposit_item_id))?;
    // A flat answer's `type` is the envelope's.
    let envelope = matches!(word(&wire.kind).as_str(), "success" | "failure");
    let kind = item_kind(&wire.itype).or_else(|| item_kind(&wire.kind).filter(|_| !envelope));
    let previews = previews(&wire);
    // A full listing has tags or sizes; a short one says `null` or nothing.
    let full = details || wire.tags.is_some() || wire.sizes.as_ref().is_some_and(|sizes| !sizes.0.is_empty());
    let (video, audio) = (video(&wire, kind), audio(&wire, kind));
    let item = Item {
        id,
        language,
        kind: kind.unwrap_or(ItemKind::Unknown),
        title: wire.title.text().unwrap_or_default(),
        description: wire.description.text(),
        status: match word(&wire.status).as_str() {
            "active" => ItemStatus::Active,
            "inactive" | "deleted" | "blocked" => ItemStatus::Inactive,
            _ => ItemStatus::Unknown,
        },
        author: Author {
            id: wire.userid.or(&wire.user_id).text(),
            username: wire.username.text(),
            avatar_url: wire.avatar.text(),
            level: wire.level.text(),
        },
        width: wire.width.unsigned(),
        height: wire.height.unsigned(),
        megapixels: wire.mp.decimal(),
        published_at: wire.published.time(),
        updated_at: wire.updated.time(),
        uploaded_at: wire.upload_timestamp.time(),
        views: wire.views.unsigned(),
        downloads: wire.downloads.unsigned(),
        editorial: wire.iseditorial.or(&wire.is_editorial).or(&wire.editorial).truth(),
        nudity: wire.nudity.truth(),
        free: wire.is_free_item.truth(),
        collection: None,
        exclusive: wire.isexclusive.or(&wire.exclusive).truth(),
        blocked: wire.blocked.truth(),
        extended_license: wire.isextended.truth(),
        mobile: wire.is_mobile.truth(),
        ai_generated: wire.ai_generated.truth(),
        royalty_model: wire.royalty_model.text(),
        model_release_ids: texts(wire.model_release_ids.as_ref()),
        original_file: OriginalFile {
            bytes: wire.original_filesize.unsigned(),
            extension: wire.original_extension.text(),
        },
        previews,
        video,
        audio,
        page_url: wire.itemurl.text(),
        details: None,
    };
    Some(Item { details: full.then(|| item_details(wire)), ..item })
}

fn item_details(wire: wire::Item) -> ItemDetails {
    let categories = wire.categories.unwrap_or_default().0.into_iter();
    let sizes = wire.sizes.unwrap_or_default().0.into_iter();
    ItemDetails {
        tags: texts(wire.tags.as_ref()),
        categories: categories.filter_map(|(id, name)| Some(Category { id, name: name.text()? })).collect(),
        sizes: sizes.filter_map(|(name, size)| Some(item_size(&name, &size.0?))).collect(),
        similar: related(wire.similar),
        series: related(wire.series),
        same_model: related(wire.same_model),
    }
}

fn texts(list: Option<&Entries<Loose>>) -> Vec<String> {
    list.map(|list| list.values().filter_map(Loose::text).collect()).unwrap_or_default()
}

fn related(list: Option<Entries<Related>>) -> Vec<ItemId> {
    let entries = list.unwrap_or_default().0.into_iter();
    entries.filter_map(|(_, Related(id))| item_id(&id)).collect()
}

fn item_size(name: &str, size: &wire::Size) -> ItemSize {
    ItemSize {
        name: size_name(name),
        provider_name: name.into(),
        width: size.width.unsigned(),
        height: size.height.unsigned(),
        megapixels: size.mp.decimal(),
        credits: size.credits.unsigned(),
        fps: size.fps.unsigned(),
        subscription: size.subscription.truth(),
        image_pack: size.imagepack.truth(),
        on_demand: size.ondemand.truth(),
    }
}

fn size_name(name: &str) -> ItemSizeName {
    match name.to_ascii_lowercase().trim_end_matches("-2015") {
        "xs" => ItemSizeName::Xs,
        "s" => ItemSizeName::S,
        "m" => ItemSizeName::M,
        "l" => ItemSizeName::L,
        "xl" => ItemSizeName::Xl,
        "xxl" => ItemSizeName::Xxl,
        "vect" => ItemSizeName::Vector,
        "el0" => ItemSizeName::ExtendedLicense,
        "240" => ItemSizeName::Video240,
        "480" => ItemSizeName::Video480,
        "720" => ItemSizeName::Video720,
        "1080" => ItemSizeName::Video1080,
        "4k" => ItemSizeName::Video4k,
        _ => ItemSizeName::Unknown,
    }
}

/// The preview pictures, smallest first, each once. Watermarks are as documented: from 450 pixels on.
fn previews(wire: &wire::Item) -> Vec<Preview> {
    let documented = [
        (&wire.thumbnail, 110, Watermark::None),
        (&wire.medium_thumbnail, 170, Watermark::None),
        (&wire.large_thumb, 380, Watermark::None),
        (&wire.huge_thumb, 450, Watermark::Branded),
        (&wire.url2, 450, Watermark::Neutral),
        (wire.url_big.or(&wire.thumb_max), 950, Watermark::Branded),
    ];
    let mut previews: Vec<Preview> = Vec::with_capacity(documented.len());
    for (url, longest_edge, watermark) in documented {
        let Some(url) = address(url) else { continue };
        if previews.iter().all(|known| known.url != url) {
            previews.push(Preview { url, longest_edge, watermark });
        }
    }
    previews
}

/// The documentation's sample of a photograph has clips as well, which no photograph has.
fn video(wire: &wire::Item, kind: Option<ItemKind>) -> Option<VideoPreview> {
    let (mp4_url, webm_url) = (address(&wire.mp4), address(&wire.webm));
    let has_clips = mp4_url.is_some() || webm_url.is_some();
    let is_video = kind.map_or(has_clips, |kind| kind == ItemKind::Video);
    is_video.then(|| VideoPreview {
        mp4_url,
        webm_url,
        length_seconds: wire.length.whole(),
        fps: wire.fps.decimal().and_then(|fps| u32::try_from(fps.round()).ok()),
    })
}

fn audio(wire: &wire::Item, kind: Option<ItemKind>) -> Option<AudioProperties> {
    let length_seconds = wire.duration_in_seconds.whole();
    let is_audio = kind.map_or(length_seconds.is_some(), |kind| kind == ItemKind::Audio);
    is_audio.then(|| AudioProperties {
        length_seconds,
        channels: wire.channels.unsigned(),
        bitrate_kbps: wire.bitrate_kbs.unsigned(),
        precision_bits: wire.precision_bits.unsigned(),
        sampling_frequency_hz: wire.sampling_frequency_hz.unsigned(),
        bpm: wire.bpm.whole(),
    })
}

/// An address, without the blanks around it that some are sent with.
fn address(url: &Loose) -> Option<String> {
    url.text().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty())
}
