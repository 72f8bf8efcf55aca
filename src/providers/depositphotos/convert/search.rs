//! `search`: its parameters and its result.

use super::{
    super::{
        answer::{listed, missing},
        params::Params,
        wire,
    },
    item::item,
};
use crate::{
    domain::{
        item::ItemKind,
        search::{
            AgeGroup, Collection, Color, Ethnicity, Gender, LengthUnit, MinimumSize, Orientation, SearchRequest,
            SearchResult, SearchSort,
        },
    },
    providers::Read,
};

/// The parameters of a search.
pub(in super::super) fn params(request: &SearchRequest) -> Params {
    let filter = &request.filter;
    let mut params = Params::new("search")
        .maybe("dp_search_query", request.text.as_ref())
        .with("dp_search_sort", sort(request.sort))
        .with("dp_search_limit", request.window.limit)
        .with("dp_search_offset", request.window.offset)
        .maybe("dp_search_color", filter.color.map(color))
        .flag("dp_search_nudity", filter.nudity)
        .maybe("dp_search_user", filter.author_id.as_ref())
        .maybe("dp_search_username", filter.author_username.as_ref())
        .maybe("dp_search_orientation", filter.orientation.map(orientation))
        .maybe("dp_search_imagesize", filter.min_size.map(min_size))
        .maybe("dp_search_editorial", filter.editorial.map(u8::from))
        .flag("dp_full_info", request.details)
        .maybe("dp_search_width", filter.width.min)
        .maybe("dp_search_height", filter.height.min)
        .maybe("dp_search_max_width", filter.width.max)
        .maybe("dp_search_max_height", filter.height.max)
        .maybe("dp_image_url", filter.similar_to_url.as_ref())
        .maybe("dp_search_people_only", filter.people.only.map(u8::from))
        .maybe("dp_search_gender", filter.people.gender.map(gender))
        .maybe("dp_search_age", filter.people.age.map(age))
        .maybe("dp_search_race", filter.people.race.map(race))
        .maybe("dp_search_quantity", filter.people.count)
        .maybe("dp_item_permission", filter.collection.map(collection));
    if !filter.exclude_words.is_empty() {
        params = params.with("dp_exclude_keyword", filter.exclude_words.join(","));
    }
    if filter.width != Default::default() || filter.height != Default::default() {
        params = params.with("dp_search_dimension_units", unit(filter.unit));
    }
    if !filter.kinds.is_empty() {
        let wanted = |kind| filter.kinds.contains(&kind);
        params = params
            .flag("dp_search_photo", wanted(ItemKind::Image))
            .flag("dp_search_vector", wanted(ItemKind::Vector))
            .flag("dp_search_video", wanted(ItemKind::Video));
        if wanted(ItemKind::Audio) {
            params = params.flag("dp_search_audio", true);
        }
    }
    params
}

/// What a search found. Entries without an id are dropped.
pub(in super::super) fn result(found: wire::Search, request: &SearchRequest) -> Read<SearchResult> {
    let items: Vec<_> = listed(found.result.0, &found.count, "result")?
        .0
        .into_iter()
        .filter_map(|(_, entry)| item(entry.0?, request.language, false).map(Into::into))
        .take(usize::try_from(request.window.limit).unwrap_or(usize::MAX))
        .collect();
    let total = found.count.unsigned().ok_or_else(|| missing("count"))?;
    Ok(SearchResult { items, total })
}

fn sort(sort: SearchSort) -> u8 {
    match sort {
        SearchSort::BestMatch => 1,
        SearchSort::BestSales => 4,
        SearchSort::Newest => 5,
        SearchSort::Undiscovered => 6,
    }
}

fn color(color: Color) -> u8 {
    match color {
        Color::NavyBlue => 1,
        Color::Blue => 2,
        Color::Cyan => 3,
        Color::Green => 4,
        Color::Lime => 5,
        Color::Yellow => 6,
        Color::Orange => 7,
        Color::Peach => 8,
        Color::Red => 9,
        Color::DarkRed => 10,
        Color::Brown => 11,
        Color::Magenta => 12,
        Color::Violet => 13,
        Color::LightGrey => 14,
        Color::Grey => 15,
        Color::Black => 16,
        Color::White => 17,
    }
}

fn orientation(orientation: Orientation) -> &'static str {
    match orientation {
        Orientation::Horizontal => "horizontal",
        Orientation::Vertical => "vertical",
        Orientation::Square => "square",
    }
}

fn min_size(size: MinimumSize) -> &'static str {
    match size {
        MinimumSize::S => "s",
        MinimumSize::M => "m",
        MinimumSize::L => "l",
        MinimumSize::Xl => "xl",
        MinimumSize::Xxl => "xxl",
    }
}

fn unit(unit: LengthUnit) -> &'static str {
    match unit {
        LengthUnit::Pixel => "px",
        LengthUnit::Inch => "inch",
        LengthUnit::Centimeter => "cm",
    }
}

fn gender(gender: Gender) -> &'static str {
    match gender {
        Gender::Male => "male",
        Gender::Female => "female",
        Gender::Both => "both",
    }
}

fn age(age: AgeGroup) -> &'static str {
    match age {
        AgeGroup::Infant => "infant",
        AgeGroup::Child => "child",
        AgeGroup::Teenager => "teenager",
        AgeGroup::Twenties => "20",
        AgeGroup::Thirties => "30",
        AgeGroup::Forties => "40",
        AgeGroup::Fifties => "50",
        AgeGroup::Sixties => "60",
        AgeGroup::SeventiesAndOlder => "70",
    }
}

fn race(race: Ethnicity) -> &'static str {
    match race {
        Ethnicity::Asian => "asian",
        Ethnicity::Brazilian => "brazilian",
        Ethnicity::Black => "black",
        Ethnicity::Caucasian => "caucasian",
        Ethnicity::Hispanic => "hispanic",
        Ethnicity::MiddleEastern => "middle",
        Ethnicity::Multiracial => "multi",
        Ethnicity::NativeAmerican => "native",
        Ethnicity::Other => "other",
    }
}

fn collection(collection: Collection) -> &'static str {
    match collection {
        Collection::Regular => "regular",
        Collection::Enterprise => "enterprise",
        Collection::Premium => "premium",
    }
}
