//! The stock: `search`, `getMediaData` and their like.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    Failure, Request,
    envelope::{Answer, Members, members},
};
use crate::sandbox::{
    Site,
    catalog::{
        self, Age, Bounds, COLORS, Collection, Gender, ImageSize, Item, Kind, Lang, Lookup, Orientation, Preview,
        Query, Race, Sort, Sound, Status, Unit,
    },
    state::GeneratedItem,
};

/// The most ids that one call takes.
const MAX_IDS: usize = 200;

/// How texts, times and addresses are to be written.
pub(super) struct Style {
    lang: Lang,
    /// Tags are translated for a single item only.
    tag_lang: Lang,
    base: String,
    times: Times,
    watermark: Option<String>,
    tracking: Option<String>,
}

#[derive(Clone, Copy)]
enum Times {
    Date,
    DateTime,
    Unix,
}

impl Style {
    pub(super) fn of(request: &Request<'_>) -> Result<Self, Failure> {
        let parameters = request.parameters;
        let translate = parameters.flag("dp_translate_items")?.unwrap_or(false);
        let lang = parameters.text("dp_lang").filter(|_| translate).map_or(Lang::En, |code| Lang::from_code(&code));
        let times = parameters.word("dp_datetime_format", |word| match word {
            "date" => Some(Times::Date),
            "datetime" => Some(Times::DateTime),
            "unix" => Some(Times::Unix),
            _ => None,
        })?;
        let base = match parameters.text("dp_domain") {
            // Only the name changes: the pictures are here all the same where it resolves here.
            Some(domain) if domain.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b)) => {
                format!("http://{domain}")
            }
            _ => request.site.base.clone(),
        };
        Ok(Self {
            lang,
            tag_lang: Lang::En,
            base,
            times: times.unwrap_or(Times::DateTime),
            watermark: parameters.text("dp_watermark"),
            tracking: parameters.text("dp_tracking_url"),
        })
    }

    pub(super) fn time(&self, seconds: i64) -> String {
        let Ok(time) = Timestamp::from_second(seconds) else { return String::new() };
        match self.times {
            Times::Unix => seconds.to_string(),
            Times::Date => time.strftime("%b.%d, %Y").to_string(),
            Times::DateTime => time.strftime("%b.%d, %Y %H:%M:%S").to_string(),
        }
    }

    /// The address of a preview picture.
    fn preview(&self, item: &Item, preview: Preview, neutral: bool) -> String {
        let extension = "jpg";
        let branded = !neutral && self.watermark.as_deref() == Some("depositphotos");
        let mark = if branded { "?watermark=depositphotos" } else { "" };
        let edge = preview.longest_edge();
        format!("{}/previews/{}/{edge}.{extension}{mark}", self.base, item.id)
    }

    fn page(&self, item: &Item) -> String {
        let tracking = self.tracking.as_ref().map(|url| format!("?tracking={}", encode(url))).unwrap_or_default();
        format!("{}{tracking}", page(&self.base, item))
    }
}

/// The address of an item's page.
pub(super) fn page(base: &str, item: &Item) -> String {
    format!("{base}/{}/stock-{}-{}.html", item.id, word(item.kind), item.slug())
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "photo",
        other => other.name(),
    }
}

pub(super) fn search(request: &Request<'_>) -> Answer {
    let query = query(request)?;
    let style = Style::of(request)?;
    let full = request.parameters.flag("dp_full_info")?.unwrap_or(false);
    let found = catalog::search(&query);
    let items = found.ids.iter().filter_map(|&id| catalog::lookup(id).active());
    let result: Vec<Value> = items.map(|item| Value::Object(listed(&item, &style, full, false))).collect();
    // All pages of a search have one hash.
    let shown = format!("{:?}", Query { offset: 0, limit: 0, ..query });
    let hash = hex::encode(&<sha2::Sha256 as sha2::Digest>::digest(shown)[..8]);
    Ok(members(json!({ "result": result, "count": found.count, "hash": hash })))
}

fn query(request: &Request<'_>) -> Result<Query, Failure> {
    let parameters = request.parameters;
    let (text, author_id) = (parameters.text("dp_search_query"), parameters.number("dp_search_user")?);
    let (username, image_url) = (parameters.text("dp_search_username"), parameters.text("dp_image_url"));
    let categories = parameters.text("dp_search_categories");
    if text.is_none() && author_id.is_none() && username.is_none() && image_url.is_none() && categories.is_none() {
        return Err(Failure::parameter("dp_search_query", "is required, or dp_search_user, or dp_search_username"));
    }
    let unit = parameters.word("dp_search_dimension_units", Unit::parse)?.unwrap_or(Unit::Px);
    let pixels = |name| -> Result<Option<u32>, Failure> {
        let Some(text) = parameters.text(name) else { return Ok(None) };
        let length: f64 = text.trim().parse().map_err(|_| Failure::parameter(name, "must be a number"))?;
        Ok(Some(unit.to_pixels(length.max(0.0))))
    };
    let mut query = Query {
        text: text.unwrap_or_default(),
        exclude: parameters
            .texts("dp_exclude_keyword")
            .iter()
            .flat_map(|words| words.split(','))
            .map(str::to_owned)
            .collect(),
        sort: parameters.number("dp_search_sort")?.and_then(Sort::from_code).unwrap_or_default(),
        offset: parameters.number("dp_search_offset")?.unwrap_or(0),
        limit: usize::try_from(parameters.number("dp_search_limit")?.unwrap_or(100)).unwrap_or(usize::MAX),
        color: parameters.number("dp_search_color")?.and_then(|code| u8::try_from(code).ok()).filter(|&code| code > 0),
        nudity: parameters.flag("dp_search_nudity")?.unwrap_or(false),
        author_id,
        username,
        orientation: parameters.word("dp_search_orientation", Orientation::parse)?,
        min_size: parameters.word("dp_search_imagesize", ImageSize::parse)?,
        editorial: parameters.flag("dp_search_editorial")?,
        illustration: parameters.flag("dp_illustration")?,
        width: Bounds { min: pixels("dp_search_width")?, max: pixels("dp_search_max_width")? },
        height: Bounds { min: pixels("dp_search_height")?, max: pixels("dp_search_max_height")? },
        collection: parameters.word("dp_item_permission", Collection::parse)?,
        image_url,
        excluded_country: parameters.text("dp_country_excluded"),
        ..Query::default()
    };
    let codes = categories.iter().flat_map(|codes| codes.split([' ', ',']));
    query.categories = codes.filter_map(|code| code.parse().ok()).collect();
    if let Some(correct) = parameters.flag("dp_search_correction")? {
        query.correct_spelling = correct;
    }
    let include = |name, into: &mut bool| -> Result<(), Failure> {
        if let Some(wanted) = parameters.flag(name)? {
            *into = wanted;
        }
        Ok(())
    };
    include("dp_search_photo", &mut query.kinds.photo)?;
    include("dp_search_vector", &mut query.kinds.vector)?;
    include("dp_search_video", &mut query.kinds.video)?;
    if parameters.flag("dp_search_audio")? == Some(true) {
        (query.kinds.music, query.kinds.sound_effect) = (true, true);
    }
    include("dp_search_music", &mut query.kinds.music)?;
    include("dp_search_sound_effect", &mut query.kinds.sound_effect)?;
    query.people.only = parameters.flag("dp_search_people_only")?.unwrap_or(false);
    query.people.gender = parameters.word("dp_search_gender", Gender::parse)?;
    query.people.age = parameters.word("dp_search_age", Age::parse)?;
    query.people.race = parameters.word("dp_search_race", Race::parse)?;
    // More than three means any number.
    let quantity = parameters.number("dp_search_quantity")?.filter(|count| (1..=3).contains(count));
    query.people.quantity = quantity.and_then(|count| u32::try_from(count).ok());
    Ok(query)
}

pub(super) fn media(request: &Request<'_>) -> Answer {
    let parameters = request.parameters;
    let one = parameters.value("dp_media_id").is_some_and(|value| !value.is_array() && !value.is_object());
    let ids = parameters.ids("dp_media_id")?;
    if ids.is_empty() {
        return Err(Failure::parameter("dp_media_id", "is required"));
    }
    if ids.len() > MAX_IDS {
        return Err(Failure::parameter("dp_media_id", "takes at most 200 ids"));
    }
    let mut style = Style::of(request)?;
    if one {
        style.tag_lang = style.lang;
    }
    let full_similar = parameters.flag("dp_full_similar")?.unwrap_or(false);
    let any_status = parameters.flag("dp_ignore_status")?.unwrap_or(false);
    let banned = parameters.text("dp_country_excluded");
    let layout = parameters.number("dp_search_layout")? == Some(1);
    let item = |id: u64| -> Option<Members> {
        if let Some(generated) = request.site.world.generated_item(id) {
            return Some(generated_media(&generated, &style));
        }
        let item = match catalog::lookup(id) {
            Lookup::Active(item) => item,
            Lookup::Inactive(item) if any_status => item,
            _ => return None,
        };
        let barred =
            banned.as_ref().is_some_and(|country| item.banned_in.is_some_and(|b| b.eq_ignore_ascii_case(country)));
        (!barred).then(|| listed(&item, &style, true, full_similar))
    };
    if layout {
        let result: Vec<Value> = ids.iter().filter_map(|&id| item(id)).map(Value::Object).collect();
        let count = result.len();
        return Ok(members(json!({ "result": result, "count": count })));
    }
    if one {
        let mut flat = item(ids[0]).ok_or_else(Failure::no_item)?;
        // At the root, `type` is the envelope's.
        flat.shift_remove("type");
        return Ok(flat);
    }
    let numbered = ids
        .iter()
        .enumerate()
        .filter_map(|(position, &id)| Some((format!("item{position}"), Value::Object(item(id)?))));
    Ok(numbered.collect())
}

/// An item, as `search` (short or full) and `getMediaData` have it.
pub(super) fn listed(item: &Item, style: &Style, full: bool, full_similar: bool) -> Members {
    let mut entry = short(item, style);
    if full {
        let categories = item.categories(style.lang);
        let categories: Map<String, Value> =
            categories.into_iter().map(|(id, name)| (id.to_string(), name.into())).collect();
        let (sizes, available): (Map<String, Value>, Map<String, Value>) = item
            .sizes()
            .iter()
            .map(|size| {
                let mut line = json!({
                    "width": size.width, "height": size.height, "credits": size.credits,
                    "subscription": u8::from(size.subscription), "imagepack": 0, "ondemand": 1,
                });
                if let Some(mp) = size.mp {
                    line["mp"] = mp.into();
                }
                if let Some(fps) = size.fps {
                    line["fps"] = fps.into();
                }
                let name = size.name.name();
                ((name.to_owned(), line), (name.to_owned(), size.credits.into()))
            })
            .unzip();
        entry.insert("categories".into(), categories.into());
        entry.insert("tags".into(), item.tags(style.tag_lang).into());
        entry.insert("sizes".into(), sizes.into());
        entry.insert("available_sizes".into(), available.into());
        for (name, ids) in [
            ("similar", catalog::similar(item.id)),
            ("series", catalog::series(item.id)),
            ("same_model", catalog::same_model(item.id)),
        ] {
            let related: Value = if full_similar {
                let known = ids.iter().filter_map(|&id| catalog::lookup(id).active());
                known.map(|item| (item.id.to_string(), relation(&item, style))).collect::<Map<_, _>>().into()
            } else {
                ids.into()
            };
            entry.insert(name.into(), related);
        }
    }
    entry
}

fn short(item: &Item, style: &Style) -> Members {
    let preview = |preview| style.preview(item, preview, false);
    let neutral = |preview| style.preview(item, preview, true);
    let avatar = item.author.has_avatar.then(|| format!("{}/avatars/{}.jpg", style.base, item.author.id));
    let yes = |truth: bool| if truth { "yes" } else { "no" };
    let mut entry = members(json!({
        "id": item.id.to_string(), "deposit_item_id": item.id.to_string(), "type": item.kind.name(),
        "itype": item.kind.name(), "title": item.title(style.lang), "description": item.description(style.lang),
        "status": if item.status == Status::Active { "active" } else { "inactive" },
        "userid": item.author.id, "user_id": item.author.id, "username": item.author.username, "avatar": avatar,
        "level": item.author.level.name(), "width": item.width.to_string(), "height": item.height.to_string(),
        "mp": format!("{:.2}", item.mp()), "views": item.views, "downloads": item.downloads,
        "published": style.time(item.published), "updated": style.time(item.updated),
        "upload_timestamp": item.uploaded.to_string(), "blocked": item.blocked, "isextended": item.extended,
        "isexclusive": item.exclusive, "exclusive": yes(item.exclusive), "nudity": item.nudity,
        "iseditorial": item.editorial, "is_editorial": yes(item.editorial), "editorial": yes(item.editorial),
        "isFreeItem": item.free, "is_mobile": yes(item.mobile), "lightfield": false, "isIllustration": item.illustration,
        "aiGenerated": item.ai_generated, "original_filesize": item.filesize.to_string(),
        "original_extension": item.extension, "royalty_model": item.royalty_model,
        "model_release_ids": item.model_release_ids, "sizes": null,
    }));
    let pictures = json!({
        "thumbnail": preview(Preview::Thumb110), "thumb": preview(Preview::Thumb110), "url": preview(Preview::Thumb110),
        "medium_thumbnail": preview(Preview::Thumb170), "thumb_large": preview(Preview::Thumb170),
        "large_thumb": preview(Preview::Large380), "thumb380": preview(Preview::Large380),
        // A large one, its name notwithstanding.
        "thumb_170": preview(Preview::Large380),
        "huge_thumb": preview(Preview::Huge450), "url2": neutral(Preview::Huge450), "thumb_huge": neutral(Preview::Huge450),
        "url_big": preview(Preview::Big950), "thumb_max": preview(Preview::Big950), "url_max_qa": preview(Preview::Huge450),
        "itemurl": style.page(item),
    });
    entry.extend(members(pictures));
    if item.kind == Kind::Video {
        entry.insert("mp4".into(), format!("{}/clips/{}.mp4", style.base, item.id).into());
        entry.insert("length".into(), item.length.into());
        entry.insert("fps".into(), item.fps.into());
    }
    if let Some(audio) = &item.audio {
        entry.extend(members(json!({
            "duration_in_seconds": item.length, "channels": audio.channels, "bitrate_kbs": audio.bitrate_kbs,
            "precision_bits": audio.precision_bits, "sampling_frequency_hz": audio.sampling_frequency_hz,
            "bpm": audio.bpm, "audioType": if audio.sound == Sound::Music { "music" } else { "sound_effect" },
        })));
    }
    entry
}

fn relation(item: &Item, style: &Style) -> Value {
    json!({
        "id": item.id, "title": item.title(style.lang), "description": item.description(style.lang),
        "original_title": item.title(Lang::En), "original_description": item.description(Lang::En),
        "width": item.width, "height": item.height, "type": item.kind.name(), "isFreeItem": item.free,
        "thumbnail": style.preview(item, Preview::Thumb110, false),
        "large_thumb": style.preview(item, Preview::Large380, false),
        "huge_thumb": style.preview(item, Preview::Huge450, false),
        "thumb_neutral_wm": style.preview(item, Preview::Huge450, true),
        "url_max_qa": style.preview(item, Preview::Huge450, false), "itemurl": style.page(item),
    })
}

/// A generated picture, in the form of any other item.
pub(super) fn generated_media(item: &GeneratedItem, style: &Style) -> Members {
    let preview = |edge: u32| format!("{}/previews/{}/{edge}.jpg", style.base, item.id);
    let (at, title) = (item.at.as_second(), item.prompt.clone());
    let mp = f64::from(item.width) * f64::from(item.height) / 1e6;
    let mut entry = members(json!({
        "id": item.id.to_string(), "type": "image", "itype": "image", "title": title, "description": title,
        "status": "active", "userid": 1, "user_id": 1, "username": "ai", "avatar": null, "level": "beginner",
        "width": item.width.to_string(), "height": item.height.to_string(), "mp": format!("{mp:.2}"), "views": 0,
        "downloads": 0, "published": style.time(at), "updated": style.time(at), "upload_timestamp": at.to_string(),
        "blocked": false, "isextended": false, "isexclusive": true, "nudity": false, "iseditorial": false,
        "is_editorial": "no", "isFreeItem": false, "is_mobile": "no", "lightfield": false, "aiGenerated": true,
        "original_filesize": "4000000", "original_extension": "jpg", "royalty_model": null, "model_release_ids": [],
    }));
    entry.extend(members(json!({
        "categories": {}, "tags": item.prompt.split_whitespace().take(20).collect::<Vec<_>>(),
        "sizes": { "xl": { "width": item.width, "height": item.height, "credits": 1, "subscription": 1, "imagepack": 0,
                           "ondemand": 1, "mp": (mp * 100.0).round() / 100.0 } },
        "available_sizes": { "xl": 1 }, "similar": [], "series": [], "same_model": [],
        "thumbnail": preview(110), "thumb": preview(110), "url": preview(110), "medium_thumbnail": preview(170),
        "thumb_large": preview(170), "large_thumb": preview(380), "thumb_170": preview(380), "huge_thumb": preview(450),
        "url2": preview(450), "thumb_huge": preview(450), "url_big": preview(950), "thumb_max": preview(950), "url_max_qa": preview(450),
        "itemurl": format!("{}/{}/stock-photo-generated.html", style.base, item.id),
    })));
    entry
}

/// An item in the form that statistics and the generator use, without what they count.
pub(super) fn internal(site: &Site, id: u64) -> Members {
    let letter = |kind: Kind| match kind {
        Kind::Image => "i",
        Kind::Vector => "v",
        Kind::Video => "f",
        Kind::Audio => "m",
    };
    let mp = |width: u32, height: u32| (f64::from(width) * f64::from(height) / 1e4).round() / 100.0;
    if let Some(item) = site.world.generated_item(id) {
        return members(json!({
            "id": item.id, "width": item.width, "height": item.height, "type": "i", "aiGenerated": true,
            "title": item.prompt, "description": item.prompt, "filename": format!("stock-photo-{}", item.id),
            "blocked": false, "editorial": false, "nudity": false, "mp": mp(item.width, item.height),
            "uploadTimestamp": item.at.as_second(), "sellerId": 1, "sellerName": "ai",
        }));
    }
    let Some(item) = catalog::lookup(id).known() else { return members(json!({ "id": id })) };
    members(json!({
        "id": item.id, "width": item.width, "height": item.height, "type": letter(item.kind),
        "aiGenerated": item.ai_generated, "title": item.title(Lang::En), "description": item.description(Lang::En),
        "filename": format!("stock-{}-{}", word(item.kind), item.slug()), "blocked": item.blocked,
        "editorial": item.editorial, "nudity": item.nudity, "mp": mp(item.width, item.height),
        "uploadTimestamp": item.uploaded, "sellerId": item.author.id, "sellerName": item.author.username,
    }))
}

pub(super) fn related(request: &Request<'_>) -> Answer {
    let parameters = request.parameters;
    let id = parameters.need_number("dp_search_item_id")?;
    // A generated picture is an item that nothing is related to.
    if request.site.world.generated_item(id).is_none() {
        catalog::lookup(id).active().ok_or_else(Failure::no_item)?;
    }
    let ids = match parameters.text("dp_related_type").as_deref() {
        None | Some("similar") => catalog::similar(id),
        Some("series") => catalog::series(id),
        Some("same_model" | "model") => catalog::same_model(id),
        Some(_) => return Err(Failure::parameter("dp_related_type", "must be similar, series or same_model")),
    };
    let page = super::account::page(request)?;
    let style = Style::of(request)?;
    let rows = ids.iter().skip(page.offset).take(page.limit.min(MAX_IDS));
    let items = rows.filter_map(|&id| catalog::lookup(id).active());
    let items: Vec<Value> = items.map(|item| Value::Object(listed(&item, &style, false, false))).collect();
    Ok(members(json!({ "items": items, "count": ids.len() })))
}

pub(super) fn check(request: &Request<'_>) -> Answer {
    let ids = request.parameters.ids("dp_ids")?;
    if ids.len() > MAX_IDS * 5 {
        return Err(Failure::parameter("dp_ids", "takes at most 1000 ids"));
    }
    let live = |id: &u64| catalog::lookup(*id).active().is_some() || request.site.world.generated_item(*id).is_some();
    let (active, inactive): (Vec<u64>, Vec<u64>) = ids.into_iter().partition(live);
    Ok(members(json!({ "active": active, "inactive": inactive })))
}

pub(super) fn hints(request: &Request<'_>) -> Answer {
    let prefix = request.parameters.need_text("dp_search_prefix")?;
    let lang = request.parameters.text("dp_language").map_or(Lang::En, |code| Lang::from_code(&code));
    Ok(members(json!({ "hints": catalog::hints(&prefix, lang), "prefix": prefix })))
}

pub(super) fn colors() -> Members {
    let result = COLORS.iter().enumerate().map(|(index, hex)| json!({ "id": index + 1, "hex": hex }));
    members(json!({ "result": result.collect::<Vec<_>>() }))
}

pub(super) fn info() -> Members {
    let total = catalog::search(&Query {
        kinds: catalog::Kinds { photo: true, vector: true, video: true, music: true, sound_effect: true },
        nudity: true,
        limit: 0,
        ..Query::default()
    });
    members(json!({ "totalFiles": total.count, "totalWeekFiles": total.count / 1_000 }))
}

pub(super) fn tag_cloud(request: &Request<'_>) -> Members {
    const DAYS: i64 = 30;
    let now = request.site.clock.now();
    let date = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let (from, to) = (date(now - jiff::SignedDuration::from_hours(24 * DAYS)), date(now));
    let words = ('a'..='j').filter_map(|letter| catalog::hints(&letter.to_string(), Lang::En).into_iter().next());
    let kind = request.parameters.text("dp_type").unwrap_or_default();
    let result = words.enumerate().map(|(rank, phrase)| {
        json!({
            "name": { "id": rank + 1, "phrase": phrase, "lang": "en", "type": kind, "date_from": from, "date_to": to },
            "rate": 10 - rank,
        })
    });
    members(json!({ "result": result.collect::<Vec<_>>() }))
}
