//! `Search/Files`: its parameters and its result.

use std::sync::Arc;

use super::{
    super::{answer::missing, calls::Call, unsupported, wire},
    item::item,
    locale,
};
use crate::{
    domain::{
        id::ItemId,
        item::{Item, ItemKind},
        language::Language,
        search::{
            Collection, Color, LengthRange, LengthUnit, Orientation, PeopleFilter, SearchFilter, SearchRequest,
            SearchResult, SearchSort,
        },
    },
    providers::Read,
};

/// Whether the search can find anything: audio and what is unknown it never shows.
pub(in super::super) fn can_find(filter: &SearchFilter) -> bool {
    filter.kinds.is_empty() || filter.kinds.iter().any(|kind| !content_types(*kind).is_empty())
}

/// The call of a search, without its columns.
///
/// # Errors
/// [`crate::providers::ErrorKind::Unsupported`] where upstream has no parameter for a condition: left out of the call, it
/// would find what was not asked for.
pub(in super::super) fn call(request: &SearchRequest) -> Read<Call> {
    let filter = &request.filter;
    refuse_unknown(filter)?;
    let mut call = Call::new("Rest/Media/1/Search/Files")
        .with("locale", locale(request.language))
        .search("limit", request.window.limit)
        .search("offset", request.window.offset)
        .search("order", order(request.sort));
    if let Some(words) = request.text.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        call = call.search("words", words);
    }
    if let Some(author) = &filter.author_id {
        call = call.search("creator_id", author);
    }
    if let Some(url) = &filter.similar_to_url {
        call = call.search("similar_url", url);
    }
    for content_type in filter.kinds.iter().flat_map(|kind| content_types(*kind)) {
        call = call.filter(&format!("content_type:{content_type}"), 1);
    }
    // Said in any case: without it, more may come than was asked for.
    call = call.filter(
        "premium",
        match filter.collection {
            Some(Collection::Premium) => "true",
            Some(Collection::Regular) => "false",
            Some(Collection::Enterprise) | None => "all",
        },
    );
    if let Some(color) = filter.color {
        call = call.filter("colors", hex(color));
    }
    if let Some(shape) = filter.orientation {
        call = call.filter("orientation", orientation(shape));
    }
    for (name, wanted) in [("image_width", filter.width), ("image_height", filter.height)] {
        if let Some(range) = range(wanted, filter.unit) {
            call = call.filter(name, range);
        }
    }
    if filter.nudity {
        call = call.filter("offensive:2", 1);
    }
    if let Some(generated) = filter.ai_generated {
        call = call.filter("gentech", generated);
    }
    Ok(call)
}

fn refuse_unknown(filter: &SearchFilter) -> Read<()> {
    for (asked, condition) in [
        (filter.min_size.is_some(), "minSize"),
        (filter.author_username.is_some(), "authorUsername"),
        (!filter.exclude_words.is_empty(), "excludeWords"),
        (filter.editorial == Some(true), "editorial"),
        (filter.people != PeopleFilter::default(), "people"),
        (filter.collection == Some(Collection::Enterprise), "collection"),
    ] {
        if asked {
            let why = format!("`Search/Files` has no parameter for {condition}");
            return Err(unsupported(&why).said(None, None, None, Some(condition.to_owned())));
        }
    }
    Ok(())
}

/// What a search found. Entries without an id are dropped.
pub(in super::super) fn result(found: wire::Files, request: &SearchRequest) -> Read<SearchResult> {
    let files = found.files.ok_or_else(|| missing("files"))?;
    let items = files.0.into_iter().filter_map(|(_, entry)| item(entry.0?, request.language, request.details));
    let total = found.nb_results.unsigned().ok_or_else(|| missing("nb_results"))?;
    // Upstream is known to give more than was asked for.
    let most = usize::try_from(request.window.limit).unwrap_or(usize::MAX);
    Ok(SearchResult { items: items.take(most).map(Into::into).collect(), total })
}

/// The call that finds what looks like an item, without its columns.
pub(in super::super) fn similar(item: &ItemId, language: Language, limit: u32) -> Call {
    Call::new("Rest/Media/1/Search/Files")
        .with("locale", locale(language))
        .search("similar", &item.key)
        // One more: the item may be found to be like itself.
        .search("limit", (limit + 1).min(100))
        .search("offset", 0)
        .filter("premium", "all")
}

/// What was found, without the item itself.
pub(in super::super) fn others(
    found: wire::Files,
    this: &ItemId,
    language: Language,
    limit: u32,
) -> Read<Vec<Arc<Item>>> {
    let files = found.files.ok_or_else(|| missing("files"))?;
    let items = files.0.into_iter().filter_map(|(_, entry)| item(entry.0?, language, false));
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(items.filter(|item| item.id != *this).take(most).map(Arc::new).collect())
}

fn content_types(kind: ItemKind) -> &'static [&'static str] {
    match kind {
        ItemKind::Image => &["photo", "illustration"],
        ItemKind::Vector => &["vector"],
        ItemKind::Video => &["video"],
        ItemKind::Template => &["template"],
        ItemKind::Model3d => &["3d"],
        ItemKind::Audio | ItemKind::Unknown => &[],
    }
}

fn order(sort: SearchSort) -> &'static str {
    match sort {
        SearchSort::BestMatch => "relevance",
        SearchSort::BestSales => "nb_downloads",
        SearchSort::Newest => "creation",
        SearchSort::Undiscovered => "undiscovered",
    }
}

fn orientation(orientation: Orientation) -> &'static str {
    match orientation {
        Orientation::Horizontal => "horizontal",
        Orientation::Vertical => "vertical",
        Orientation::Square => "square",
    }
}

/// `min-max` in pixels, either end open.
fn range(range: LengthRange, unit: LengthUnit) -> Option<String> {
    // At 300 pixels an inch; a least length is rounded up, a greatest one down, so that nothing too small or too large fits.
    let least = |length: u32| match unit {
        LengthUnit::Pixel => u64::from(length),
        LengthUnit::Inch => u64::from(length) * 300,
        LengthUnit::Centimeter => (u64::from(length) * 30_000).div_ceil(254),
    };
    let greatest = |length: u32| match unit {
        LengthUnit::Pixel | LengthUnit::Inch => least(length),
        LengthUnit::Centimeter => u64::from(length) * 30_000 / 254,
    };
    match (range.min.map(least), range.max.map(greatest)) {
        (None, None) => None,
        (Some(min), None) => Some(format!("{min}-")),
        (None, Some(max)) => Some(format!("-{max}")),
        (Some(min), Some(max)) => Some(format!("{min}-{max}")),
    }
}

/// The colour's value, as [`Color`] documents it.
fn hex(color: Color) -> &'static str {
    match color {
        Color::NavyBlue => "00007c",
        Color::Blue => "0005fd",
        Color::Cyan => "01ffff",
        Color::Green => "027f00",
        Color::Lime => "04fe00",
        Color::Yellow => "ffff00",
        Color::Orange => "f9be00",
        Color::Peach => "fecd9b",
        Color::Red => "fe0000",
        Color::DarkRed => "7e0004",
        Color::Brown => "653201",
        Color::Magenta => "ff01ff",
        Color::Violet => "810081",
        Color::LightGrey => "bfbfbf",
        Color::Grey => "7a7a7a",
        Color::Black => "000000",
        Color::White => "ffffff",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_become_pixels() {
        let of = |min, max, unit| range(LengthRange { min, max }, unit);
        assert_eq!(of(Some(800), Some(1_200), LengthUnit::Pixel).as_deref(), Some("800-1200"));
        assert_eq!(of(Some(2), None, LengthUnit::Inch).as_deref(), Some("600-"));
        assert_eq!(of(None, Some(10), LengthUnit::Centimeter).as_deref(), Some("-1181"));
        assert_eq!(of(Some(10), None, LengthUnit::Centimeter).as_deref(), Some("1182-"));
        assert_eq!(of(None, None, LengthUnit::Pixel), None);
    }
}
