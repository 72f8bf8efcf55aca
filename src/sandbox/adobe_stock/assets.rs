//! The stock as this provider sorts it: media types, premium levels, licences, dimensions.

use super::{
    ids,
    licenses::License::{self, Extended, Standard, Standard_M, Video_4K, Video_HD},
};
use crate::sandbox::catalog::{self, Collection, Item, Kind, Lookup, Make, mix, scale};

/// `media_type_id`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Photo = 1,
    Illustration = 2,
    Vector = 3,
    Video = 4,
    Model = 6,
    Template = 7,
    Audio = 9,
}

impl Media {
    pub(super) const ALL: [Self; 7] =
        [Self::Photo, Self::Illustration, Self::Vector, Self::Video, Self::Model, Self::Template, Self::Audio];

    /// The catalogue has neither 3D nor templates: its curated drawings and vectors stand in for them.
    pub(super) const fn of(make: Make) -> Self {
        match (make.kind, make.illustration, make.collection) {
            (Kind::Image, true, Collection::Enterprise) => Self::Model,
            (Kind::Image, true, _) => Self::Illustration,
            (Kind::Image, false, _) => Self::Photo,
            (Kind::Vector, _, Collection::Enterprise) => Self::Template,
            (Kind::Vector, ..) => Self::Vector,
            (Kind::Video, ..) => Self::Video,
            (Kind::Audio, ..) => Self::Audio,
        }
    }

    /// Every make, of which those that a filter wants are taken.
    pub(super) fn makes(wanted: impl Fn(Self, Make) -> bool) -> Vec<Make> {
        let mut makes = Vec::new();
        for &kind in Kind::ALL {
            for illustration in [false, true] {
                for &collection in Collection::ALL {
                    let make = Make { kind, illustration, collection };
                    if wanted(Self::of(make), make) {
                        makes.push(make);
                    }
                }
            }
        }
        makes
    }

    /// As `filters[content_type:…]` spells it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Illustration => "illustration",
            Self::Vector => "vector",
            Self::Video => "video",
            Self::Model => "3d",
            Self::Template => "template",
            Self::Audio => "audio",
        }
    }

    /// Whether it has a premium level.
    pub(super) const fn is_picture(self) -> bool {
        matches!(self, Self::Photo | Self::Illustration | Self::Vector)
    }

    /// Whether files are resized on demand.
    pub(super) const fn is_bitmap(self) -> bool {
        matches!(self, Self::Photo | Self::Illustration)
    }
}

/// An asset: an item of the stock under this provider's id.
#[derive(Clone, Debug)]
pub(super) struct Asset {
    pub(super) id: u64,
    pub(super) item: Item,
    pub(super) media: Media,
    /// `premium_level_id`: 0 core, 1 free, 2 to 4 premium.
    pub(super) level: u64,
}

/// What an id stands for.
pub(super) enum Found {
    OnSale(Asset),
    /// No longer available.
    Withdrawn(Asset),
    Missing,
}

impl Found {
    pub(super) fn on_sale(self) -> Option<Asset> {
        match self {
            Self::OnSale(asset) => Some(asset),
            Self::Withdrawn(_) | Self::Missing => None,
        }
    }

    pub(super) fn known(self) -> Option<Asset> {
        match self {
            Self::OnSale(asset) | Self::Withdrawn(asset) => Some(asset),
            Self::Missing => None,
        }
    }
}

/// What an id stands for.
pub(super) fn find(id: u64) -> Found {
    match ids::catalogue_id(id).map_or(Lookup::Missing, catalog::lookup) {
        Lookup::Active(item) => Found::OnSale(Asset::of(item)),
        Lookup::Inactive(item) => Found::Withdrawn(Asset::of(item)),
        Lookup::Missing => Found::Missing,
    }
}

impl Asset {
    /// Under this provider's id.
    pub(super) fn of(item: Item) -> Self {
        let make = Make { kind: item.kind, illustration: item.illustration, collection: item.collection };
        let media = Media::of(make);
        let level = match item.collection {
            _ if item.free => 1,
            Collection::Premium if media.is_picture() => 2 + mix(item.id ^ 0x9e) % 3,
            _ => 0,
        };
        Self { id: ids::item_id(item.id), item, media, level }
    }

    pub(super) const fn is_premium(&self) -> bool {
        self.level > 1
    }

    /// The licences that are sold, the plainest first.
    pub(super) fn licenses(&self, alternatives: bool) -> Vec<License> {
        let (mut sold, more): (Vec<License>, &[License]) = match self.media {
            Media::Photo | Media::Illustration | Media::Vector if self.is_premium() => {
                let medium = self.media.is_bitmap() && self.long_edge() >= 2_400 && !self.item.id.is_multiple_of(4);
                let names = [Standard, Standard_M, Extended];
                (names.into_iter().filter(|name| medium || *name != Standard_M).collect(), &License::ALTERNATIVE_IMAGE)
            }
            Media::Photo | Media::Illustration | Media::Vector => {
                (vec![Standard, Extended], &License::ALTERNATIVE_IMAGE)
            }
            Media::Video if self.lines() >= 2_160 => (vec![Video_HD, Video_4K], &License::ALTERNATIVE_VIDEO),
            Media::Video => (vec![Video_HD], &License::ALTERNATIVE_VIDEO),
            Media::Model | Media::Template => (vec![Standard], &[]),
            Media::Audio => (Vec::new(), &[]),
        };
        if alternatives {
            sold.extend(more);
        }
        sold
    }

    /// What a licence takes from a quota.
    pub(super) fn units(&self, license: License) -> u64 {
        match (self.level, license) {
            (1, _) => 0,
            (2.., Standard_M) => [2, 5, 20].get(self.level as usize - 2).copied().unwrap_or(2),
            (2.., Extended) => 2 * self.units(Standard),
            (2.., Standard) => [5, 12, 50].get(self.level as usize - 2).copied().unwrap_or(5),
            _ => license.units(),
        }
    }

    pub(super) fn long_edge(&self) -> u32 {
        self.item.width.max(self.item.height)
    }

    /// Lines of a clip.
    pub(super) fn lines(&self) -> u32 {
        self.item.width.min(self.item.height)
    }

    /// Width and height with so long a longest edge, never enlarged.
    pub(super) fn fit(&self, edge: u32) -> (u32, u32) {
        let long = self.long_edge();
        let edge = edge.min(long);
        (scale(self.item.width, edge, long), scale(self.item.height, edge, long))
    }

    /// Width and height of a clip of so many lines, never enlarged.
    pub(super) fn fit_lines(&self, lines: u32) -> (u32, u32) {
        let lines = lines.min(self.lines());
        (scale(self.item.width, lines, self.lines()), scale(self.item.height, lines, self.lines()))
    }

    /// Width and height of what is delivered under a licence.
    pub(super) fn delivered(&self, license: License) -> (u32, u32) {
        match license {
            Standard_M => self.fit(1_600),
            License::Video_4K => (self.item.width, self.item.height),
            _ if self.media == Media::Video => self.fit_lines(1_080),
            _ => (self.item.width, self.item.height),
        }
    }

    /// `vector_type`
    pub(super) fn vector_type(&self) -> Option<&'static str> {
        let zipped = mix(self.item.id ^ 0x21f).is_multiple_of(3);
        (self.media == Media::Vector).then_some(if zipped { "zip" } else { "svg" })
    }

    /// `content_type` of the original.
    pub(super) fn content_type(&self) -> &'static str {
        match (self.media, self.vector_type()) {
            (Media::Photo | Media::Illustration, _) => "image/jpeg",
            (Media::Vector, Some("svg")) => "image/svg+xml",
            (Media::Vector | Media::Model | Media::Template, _) => "application/zip",
            (Media::Video, _) => "video/mp4",
            (Media::Audio, _) => "audio/wav",
        }
    }

    /// `is_transparent`, where a PNG can be had.
    pub(super) const fn is_transparent(&self) -> bool {
        matches!(self.media, Media::Vector) && !self.item.exclusive
    }

    /// `has_releases`
    pub(super) const fn has_releases(&self) -> bool {
        self.item.extended
    }

    /// Whether Search shows it; its id is known elsewhere all the same.
    pub(super) fn is_searchable(&self) -> bool {
        !self.item.editorial && !self.item.free && self.media != Media::Audio
    }

    /// The last part of a download's address.
    pub(super) const fn file_number(&self, license: License) -> u64 {
        license.file_number(matches!(self.media, Media::Vector | Media::Model | Media::Template))
    }
}
