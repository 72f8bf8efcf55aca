//! What Search/Files, Media/1/Files and the history say of an asset, column by column.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    assets::{Asset, Media},
    ids,
    licenses::License,
    locale::Locale,
    pages,
    state::{Account, Shop},
};
use crate::sandbox::catalog::mix;

/// The columns that are given where none are asked for; `nb_results` is said once.
pub(super) const DEFAULT: [&str; 17] = [
    "nb_results",
    "id",
    "title",
    "creator_name",
    "creator_id",
    "width",
    "height",
    "thumbnail_url",
    "thumbnail_html_tag",
    "thumbnail_width",
    "thumbnail_height",
    "media_type_id",
    "category",
    "category_hierarchy",
    "vector_type",
    "content_type",
    "premium_level_id",
];

/// The columns that are given on demand, beside the thumbnails of all sizes.
const ON_DEMAND: [&str; 37] = [
    "country_name",
    "keywords",
    "has_releases",
    "comp_url",
    "comp_width",
    "comp_height",
    "comps",
    "is_licensed",
    "framerate",
    "duration",
    "details_url",
    "template_type_id",
    "template_category_ids",
    "marketing_text",
    "description",
    "size_bytes",
    "is_premium",
    "is_loop",
    "is_transparent",
    "is_gentech",
    "icon_option",
    "licenses",
    "is_editorial",
    "nb_views",
    "nb_downloads",
    "creation_date",
    "stock_id",
    "video_preview_url",
    "video_preview_width",
    "video_preview_height",
    "video_preview_content_length",
    "video_preview_content_type",
    "video_small_preview_url",
    "video_small_preview_width",
    "video_small_preview_height",
    "video_small_preview_content_length",
    "video_small_preview_content_type",
];

const COUNTRIES: [&str; 8] =
    ["Germany", "United States", "Ukraine", "Brazil", "Thailand", "Spain", "United Kingdom", "Japan"];

/// The names in `comps` and in `licenses`: the vendor's PHP library knows no others there.
const COMPS: [License; 3] = [License::Standard, License::Video_HD, License::Video_4K];
const LICENSES: [License; 2] = [License::Standard, License::Standard_M];
/// The longest edge of a comp.
const COMP_EDGE: u32 = 1_000;
/// The thumbnails' size where none is asked for.
pub(super) const THUMBNAIL: u64 = 500;

/// Whether there is such a column.
pub(super) fn exists(name: &str) -> bool {
    DEFAULT.contains(&name) || ON_DEMAND.contains(&name) || thumbnail_column(name).is_some()
}

/// `thumbnail_240_width`: the size and which of the three.
fn thumbnail_column(name: &str) -> Option<(u64, &str)> {
    let (size, what) = name.strip_prefix("thumbnail_")?.split_once('_')?;
    let size = size.parse().ok().filter(|size| pages::THUMBNAILS.contains(size))?;
    ["url", "width", "height"].contains(&what).then_some((size, what))
}

/// Whether it is a column of a thumbnail of a size that it names.
pub(super) fn is_numbered_thumbnail(name: &str) -> bool {
    thumbnail_column(name).is_some()
}

/// For whom assets are described.
pub(super) struct View<'a> {
    pub(super) base: &'a str,
    pub(super) locale: Locale,
    pub(super) key: Option<&'a str>,
    pub(super) account: Option<&'static Account>,
    /// What `is_licensed` is looked up in.
    pub(super) shop: Option<&'a Shop>,
}

impl View<'_> {
    /// The columns that are asked for, as far as they exist, with thumbnails of one size.
    pub(super) fn row(&self, asset: &Asset, columns: &[String], thumbnail: u64) -> Value {
        let mut row = Map::new();
        for name in columns.iter().map(String::as_str) {
            let value = match name {
                "nb_results" => None,
                "thumbnail_url" | "thumbnail_width" | "thumbnail_height" | "thumbnail_html_tag" => {
                    self.thumbnail(asset, thumbnail).remove(name)
                }
                _ => self.column(asset, name),
            };
            row.extend(value.map(|value| (name.to_owned(), value)));
        }
        Value::Object(row)
    }

    /// The columns of one thumbnail.
    pub(super) fn thumbnail(&self, asset: &Asset, size: u64) -> Map<String, Value> {
        let (width, height) = asset.fit(u32::try_from(size).unwrap_or(u32::MAX));
        let url = pages::thumbnail_url(self.base, asset, size);
        let title = asset.item.title(self.locale.lang).replace('"', "&quot;");
        let kind = match asset.media {
            Media::Photo => "Photo",
            Media::Illustration => "Illustration",
            Media::Vector => "Vector",
            Media::Video => "Video",
            Media::Model => "3D",
            Media::Template => "Template",
            Media::Audio => "Audio",
        };
        let tag = format!(
            "<img src=\"{url}\" alt=\"{title}\" title=\"{kind}: {title}\" zoom_ratio=\"1.25\" zoom_depth_max=\"2\" />"
        );
        let members = [
            ("thumbnail_url", json!(url)),
            ("thumbnail_html_tag", json!(tag)),
            ("thumbnail_width", json!(width)),
            ("thumbnail_height", json!(height)),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// One column; `None` where there is none of that name.
    pub(super) fn column(&self, asset: &Asset, name: &str) -> Option<Value> {
        if let Some((size, what)) = thumbnail_column(name) {
            let value = self.thumbnail(asset, size).remove(&format!("thumbnail_{what}"))?;
            // The widths of numbered sizes are fractions, those of the size that was asked for are not.
            return Some(if what == "width" { json!(value.as_f64()) } else { value });
        }
        if name.starts_with("video_") {
            return exists(name).then(|| self.preview(asset, name));
        }
        let item = &asset.item;
        Some(match name {
            "id" => asset.id.into(),
            "title" => item.title(self.locale.lang).into(),
            "creator_name" => ids::creator_name(item.author.id, &item.author.username).into(),
            "creator_id" => ids::creator_id(item.author.id).into(),
            "width" => item.width.into(),
            "height" => item.height.into(),
            "media_type_id" => (asset.media as u64).into(),
            "category" => self.categories(asset).into_iter().next().unwrap_or_else(|| json!([])),
            "category_hierarchy" => self.categories(asset).into(),
            "vector_type" => json!(asset.vector_type()),
            "content_type" => asset.content_type().into(),
            "premium_level_id" => asset.level.into(),
            "country_name" => COUNTRIES[(mix(item.author.id) % COUNTRIES.len() as u64) as usize].into(),
            "keywords" => item.tags(self.locale.lang).into_iter().map(|tag| json!({ "name": tag })).collect(),
            "has_releases" => asset.has_releases().into(),
            "comp_url" => self.comp(asset, None)["url"].take(),
            "comp_width" => self.comp(asset, None)["width"].take(),
            "comp_height" => self.comp(asset, None)["height"].take(),
            "comps" => per_license(asset, &COMPS, |license| self.comp(asset, Some(license))),
            "licenses" => per_license(asset, &LICENSES, |license| self.offer(asset, license)),
            "is_licensed" => self.is_licensed(asset).into(),
            "framerate" => json!(item.fps.map(f64::from)),
            "duration" => json!(item.length.filter(|_| asset.media == Media::Video).map(|s| u64::from(s) * 1_000)),
            "details_url" => pages::details_url(self.base, asset, self.key).into(),
            "template_type_id" => json!((asset.media == Media::Template).then_some(1 + item.id % 3)),
            "template_category_ids" => json!([]),
            "marketing_text" => "".into(),
            "description" => item.description(self.locale.lang).into(),
            "size_bytes" => item.filesize.into(),
            "is_premium" => asset.is_premium().into(),
            "is_loop" => (asset.media == Media::Video && item.exclusive).into(),
            "is_transparent" => asset.is_transparent().into(),
            "is_gentech" => item.ai_generated.into(),
            "icon_option" => Value::Null,
            "is_editorial" => item.editorial.into(),
            "nb_views" => item.views.into(),
            "nb_downloads" => item.downloads.into(),
            "creation_date" => Timestamp::from_second(item.published)
                .map_or(Value::Null, |at| at.strftime("%Y-%m-%d %H:%M:%S.%6f").to_string().into()),
            "stock_id" => 1.into(),
            _ => return None,
        })
    }

    fn categories(&self, asset: &Asset) -> Vec<Value> {
        let categories = asset.item.categories(self.locale.lang).into_iter();
        categories.map(|(id, name)| json!({ "id": ids::category_id(id), "name": name })).collect()
    }

    fn is_licensed(&self, asset: &Asset) -> &'static str {
        let licensed = self.shop.zip(self.account).and_then(|(shop, account)| shop.listed(account, asset.id));
        licensed.map_or("", License::name)
    }

    /// A watermarked file.
    fn comp(&self, asset: &Asset, license: Option<License>) -> Value {
        let number = asset.file_number(license.unwrap_or(License::Standard));
        let (width, height) = asset.fit(COMP_EDGE);
        let url = format!("{}/Rest/Libraries/Watermarked/Download/{}/{number}", self.base, asset.id);
        json!({ "url": url, "width": width, "height": height })
    }

    fn offer(&self, asset: &Asset, license: License) -> Value {
        let (width, height) = asset.delivered(license);
        let url = format!(
            "{}/Rest/Libraries/1/Content/License?content_id={}&license={}",
            self.base,
            asset.id,
            license.name()
        );
        json!({ "width": width, "height": height, "url": url })
    }

    /// `video_preview_*` and `video_small_preview_*`
    fn preview(&self, asset: &Asset, name: &str) -> Value {
        if asset.media != Media::Video {
            return Value::Null;
        }
        let (width, height) = asset.fit(if name.starts_with("video_small") { 320 } else { 640 });
        match name.rsplit("preview_").next().unwrap_or_default() {
            "url" => pages::clip_url(self.base, asset).into(),
            "width" => width.into(),
            "height" => height.into(),
            "content_type" => "video/mp4".into(),
            _ => (asset.item.filesize / 100).into(),
        }
    }
}

/// A map by licence, with the names that are known in it.
fn per_license(asset: &Asset, known: &[License], entry: impl Fn(License) -> Value) -> Value {
    let sold = asset.licenses(false).into_iter().filter(|license| known.contains(license));
    Value::Object(sold.map(|license| (license.name().to_owned(), entry(license))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbnails_of_the_known_sizes_are_columns() {
        assert_eq!(thumbnail_column("thumbnail_240_width"), Some((240, "width")));
        assert!(exists("thumbnail_1000_url") && exists("keywords"));
        assert!(!exists("thumbnail_241_url") && !exists("thumbnail_500_depth") && !exists("nothing"));
    }
}
