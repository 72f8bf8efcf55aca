//! Search/Files.

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{
    Request,
    answers::{Answer, Failure, ok},
    assets::{self, Asset, Media},
    categories, columns, ids,
    locale::Locale,
    pages,
    request::Parameters,
    state::Account,
};
use crate::sandbox::catalog::{self, Bounds, COLORS, Collection, Kinds, Make, Orientation, Query, Sort};

/// A page of what was found.
struct Found {
    count: u64,
    assets: Vec<Asset>,
}

pub(super) fn search(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let parameters = request.parameters.part("search_parameters");
    if parameters.is_empty() {
        return Err(Failure::parameter("search_parameters", "needs at least one member"));
    }
    let mut columns = request.parameters.list("result_columns");
    if columns.is_empty() {
        columns.extend(columns::DEFAULT.map(str::to_owned));
    }
    if account.is_none() && columns.iter().any(|name| name == "is_licensed") {
        return Err(Failure::application(StatusCode::FORBIDDEN, 10, "is_licensed needs an access token"));
    }
    // The vendor's PHP library takes it for a filter.
    let filtered = parameters.part("filters").number("thumbnail_size")?;
    let thumbnail = parameters.number("thumbnail_size")?.or(filtered).unwrap_or(columns::THUMBNAIL);
    if !pages::THUMBNAILS.contains(&thumbnail) {
        return Err(Failure::parameter("thumbnail_size", "is none of the allowed values"));
    }
    let found = find(request, &parameters)?;
    let base = request.base();
    let view = columns::View {
        base: &base,
        locale: Locale::of(request.parameters),
        key: request.header("x-api-key"),
        account,
        shop: Some(request.shop()),
    };
    let mut body = Map::new();
    if columns.iter().any(|name| name == "nb_results") {
        body.insert("nb_results".into(), found.count.into());
    }
    body.insert("files".into(), found.assets.iter().map(|asset| view.row(asset, &columns, thumbnail)).collect());
    ok(&Value::Object(body))
}

fn find(request: &Request<'_>, parameters: &Parameters) -> Result<Found, Failure> {
    let limit = parameters.within("limit", 1, 100, 32)?;
    let (offset, limit) = (parameters.number("offset")?.unwrap_or(0), usize::try_from(limit).unwrap_or(32));
    let nothing = Found { count: 0, assets: Vec::new() };
    for absent in ["model_id", "gallery_id"] {
        // The stock knows neither models nor galleries by number.
        if parameters.text(absent).is_some() {
            return Ok(nothing);
        }
    }
    let filters = parameters.part("filters");
    let mut query = query(parameters, &filters, offset, limit)?;
    if query.makes.is_empty() {
        return Ok(nothing);
    }
    let related: Option<Vec<u64>> = match (parameters.number("similar")?, parameters.number("serie_id")?) {
        (Some(id), _) => Some(ids::catalogue_id(id).map(catalog::similar).unwrap_or_default()),
        (None, Some(id)) => Some(ids::catalogue_id(id).map(catalog::series).unwrap_or_default()),
        (None, None) => None,
    };
    if let Some(related) = related {
        return Ok(page_of(related, &query, offset, limit));
    }
    if let Some(creator) = parameters.number("creator_id")? {
        let Some(author) = ids::author_id(creator) else { return Ok(nothing) };
        query.author_id = Some(author);
    }
    let word = parameters.text("words").filter(|words| words.len() >= 6 && words.bytes().all(|b| b.is_ascii_digit()));
    let id = match word {
        Some(word) => word.parse().ok(),
        None => parameters.number("media_id")?,
    };
    if let Some(id) = id {
        let Some(asset) = assets::find(id).on_sale().filter(Asset::is_searchable) else { return Ok(nothing) };
        query.text = asset.item.id.to_string();
    }
    if *request.method == Method::POST || parameters.flag("similar_image") {
        query.image_url = Some(picture(request.body).ok_or_else(|| Failure::parameter("similar_image", "is missing"))?);
    }
    let found = catalog::search(&query);
    let assets = found.ids.iter().filter_map(|id| assets::find(ids::item_id(*id)).on_sale()).collect();
    Ok(Found { count: found.count, assets })
}

/// What can be asked of the stock in this provider's words. Filters that the stock has nothing for are passed over.
fn query(parameters: &Parameters, filters: &Parameters, offset: u64, limit: usize) -> Result<Query, Failure> {
    let sort = match parameters.text("order").unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "relevance" | "featured" => Sort::BestMatch,
        "creation" => Sort::Newest,
        "nb_downloads" | "popularity" => Sort::BestSales,
        "undiscovered" => Sort::Undiscovered,
        _ => return Err(Failure::parameter("order", "is none of the allowed values")),
    };
    let color = filters.text("colors").and_then(|colors| nearest_color(colors.split(',').next()?));
    let mut query = Query {
        text: parameters.text("words").unwrap_or_default(),
        correct_spelling: false,
        sort,
        offset,
        limit,
        color,
        nudity: filters.flag("offensive:2"),
        orientation: filters.text("orientation").and_then(|word| Orientation::parse(&word)),
        // The makes say which kinds.
        kinds: Kinds::ALL,
        editorial: Some(false),
        free: Some(false),
        ai_generated: filters.choice("gentech"),
        extended: filters.choice("has_releases"),
        width: range(filters, "image_width", 1.0)?,
        height: range(filters, "image_height", 1.0)?,
        pixels: range(filters, "area_m_pixels", 1_000_000.0)?,
        collection: None,
        image_url: parameters.text("similar_url"),
        ..Query::default()
    };
    if let Some(category) = parameters.number("category")? {
        query.categories = vec![categories::number(category).unwrap_or(u32::MAX)];
    }
    let pixels = range(filters, "area_pixels", 1.0)?;
    if pixels != Bounds::default() {
        query.pixels = pixels;
    }
    let (looping, transparent) = (filters.choice("is_loop"), filters.choice("transparent"));
    if looping == Some(true) || transparent == Some(true) {
        query.exclusive = Some(looping == Some(true));
    }
    let premium = filters.choice("premium");
    let asked: Vec<Media> = Media::ALL.into_iter().filter(|media| asks_for(filters, *media)).collect();
    let everything = asked.is_empty() || filters.flag("content_type:all");
    query.makes = Media::makes(|media, make: Make| {
        let is_premium = media.is_picture() && make.collection == Collection::Premium;
        media != Media::Audio
            && (everything || asked.contains(&media))
            && premium.is_none_or(|premium| premium == is_premium)
            && (looping != Some(true) || media == Media::Video)
            && (transparent != Some(true) || media == Media::Vector)
    });
    Ok(query)
}

fn asks_for(filters: &Parameters, media: Media) -> bool {
    let name = format!("content_type:{}", media.name());
    filters.flag(&name) || filters.flag(&name.replace("3d", "3D"))
}

/// `min-max`, `min-`, `-max`, or a least value.
fn range(filters: &Parameters, name: &str, unit: f64) -> Result<Bounds, Failure> {
    let Some(text) = filters.text(name).filter(|text| !text.eq_ignore_ascii_case("all")) else {
        return Ok(Bounds::default());
    };
    let (min, max) = text.split_once('-').unwrap_or((&text, ""));
    let bound = |part: &str| -> Result<Option<u32>, Failure> {
        if part.trim().is_empty() {
            return Ok(None);
        }
        let number: f64 = part.trim().parse().map_err(|_| Failure::parameter(name, "must be a range"))?;
        Ok(Some((number * unit) as u32))
    };
    Ok(Bounds { min: bound(min)?, max: bound(max)? })
}

/// The stock's colour that is nearest to a hexadecimal one.
fn nearest_color(hex: &str) -> Option<u8> {
    let parts = |hex: &str| -> Option<[i32; 3]> {
        let number = u32::from_str_radix(hex.trim().trim_start_matches('#'), 16).ok()?;
        Some([number >> 16, number >> 8, number].map(|part| (part & 0xff).cast_signed()))
    };
    let wanted = parts(hex)?;
    let distance = |color: &&str| {
        parts(color).map_or(i32::MAX, |known| wanted.iter().zip(known).map(|(a, b)| (a - b) * (a - b)).sum())
    };
    let (at, _) = COLORS.iter().enumerate().min_by_key(|(_, color)| distance(color))?;
    u8::try_from(at + 1).ok()
}

/// Of a list of items of the catalogue, those that fit.
fn page_of(related: Vec<u64>, query: &Query, offset: u64, limit: usize) -> Found {
    let fits = |asset: &Asset| {
        let item = &asset.item;
        let make = Make { kind: item.kind, illustration: item.illustration, collection: item.collection };
        asset.is_searchable()
            && query.makes.contains(&make)
            && (query.nudity || !item.nudity)
            && query.ai_generated.is_none_or(|ai_generated| ai_generated == item.ai_generated)
            && query.orientation.is_none_or(|orientation| orientation == item.orientation)
    };
    let assets = related.into_iter().filter_map(|id| assets::find(ids::item_id(id)).on_sale());
    let fitting: Vec<Asset> = assets.filter(fits).collect();
    let count = fitting.len() as u64;
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    Found { count, assets: fitting.into_iter().skip(skip).take(limit).collect() }
}

/// A name for the picture in a multipart body, the same for the same bytes whatever the boundary is.
fn picture(body: &[u8]) -> Option<String> {
    let end = body.windows(2).position(|window| window == b"\r\n")?;
    let (boundary, rest) = body.split_at(end);
    let start = rest.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let content = &rest[start..];
    let end = content.windows(boundary.len().max(1)).position(|window| window == boundary).unwrap_or(content.len());
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&content[..end]);
    // Letters only: a number in the name would be taken for an item's id.
    Some(digest.iter().map(|byte| char::from(b'a' + byte % 26)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let filters = Parameters::read("a=10-20&b=10-&c=-20&d=10&e=all&f=x", b"").unwrap();
        let read = |name| range(&filters, name, 2.0).map(|bounds| (bounds.min, bounds.max)).ok();
        assert_eq!(
            ["a", "b", "c", "d", "e", "f"].map(read),
            [
                Some((Some(20), Some(40))),
                Some((Some(20), None)),
                Some((None, Some(40))),
                Some((Some(20), None)),
                Some((None, None)),
                None,
            ]
        );
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        let body = |boundary: &str| {
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"similar_image\"\r\n\r\nJPEG\r\n--{boundary}--"
            )
        };
        assert_eq!(picture(body("one").as_bytes()), picture(body("another").as_bytes()));
        assert!(picture(b"JPEG").is_none());
    }

    #[test]
    fn colours_are_matched() {
        assert_eq!(nearest_color("FF0000"), Some(9));
        assert_eq!(nearest_color("#fdfdfd"), Some(17));
        assert_eq!(nearest_color("reddish"), None);
    }
}
