//! The renditions of an item: what is sold, and the previews.

use serde::{Deserialize, Serialize};

use super::vocab::{Collection, Kind};

/// A size as media data lists it (`sizes`, `available_sizes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SizeName {
    /// Small picture.
    S,
    /// Medium picture.
    M,
    /// Large picture.
    L,
    /// The picture as it was uploaded.
    Xl,
    /// The drawing itself.
    Vect,
    /// The extended licence, in the original size.
    El0,
    /// 240 lines.
    P240,
    /// 480 lines.
    P480,
    /// 720 lines.
    P720,
    /// 1080 lines.
    P1080,
    /// 2160 lines.
    P4k,
    /// Compressed sound.
    Mp3,
    /// Uncompressed sound.
    Wav,
}

impl SizeName {
    /// The spelling on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
            Self::Vect => "vect",
            Self::El0 => "el0",
            Self::P240 => "240",
            Self::P480 => "480",
            Self::P720 => "720",
            Self::P1080 => "1080",
            Self::P4k => "4k",
            Self::Mp3 => "mp3",
            Self::Wav => "wav",
        }
    }

    /// What it costs, in credits.
    pub const fn credits(self) -> u32 {
        match self {
            Self::S => 1,
            Self::M => 3,
            Self::L => 7,
            Self::Xl | Self::P480 => 10,
            Self::Vect | Self::Mp3 => 12,
            Self::El0 => 80,
            Self::P240 => 6,
            Self::P720 | Self::Wav => 20,
            Self::P1080 => 40,
            Self::P4k => 90,
        }
    }

    /// The longest edge of pictures (`u32::MAX`: the original), the number of lines of videos.
    const fn bound(self) -> u32 {
        match self {
            Self::S => 500,
            Self::M => 1000,
            Self::L => 2000,
            Self::P240 => 240,
            Self::P480 => 480,
            Self::P720 => 720,
            Self::P1080 => 1080,
            Self::P4k => 2160,
            Self::Xl | Self::Vect | Self::El0 | Self::Mp3 | Self::Wav => u32::MAX,
        }
    }

    /// The sizes that items of a kind may have, smallest first.
    pub(super) const fn of_kind(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Image => &[Self::S, Self::M, Self::L, Self::Xl, Self::El0],
            Kind::Vector => &[Self::S, Self::M, Self::L, Self::Xl, Self::Vect, Self::El0],
            Kind::Video => &[Self::P240, Self::P480, Self::P720, Self::P1080, Self::P4k, Self::El0],
            Kind::Audio => &[Self::Mp3, Self::Wav, Self::El0],
        }
    }

    /// The dimensions of an original in this size; `None` when the original is too small.
    pub(super) fn fit(self, kind: Kind, width: u32, height: u32) -> Option<(u32, u32)> {
        let bound = self.bound();
        if bound == u32::MAX {
            return Some((width, height));
        }
        let edge = if kind == Kind::Video { width.min(height) } else { width.max(height) };
        (bound <= edge).then(|| (scale(width, bound, edge), scale(height, bound, edge)))
    }
}

/// One size of one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Which.
    pub name: SizeName,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Its price in credits.
    pub credits: u32,
    /// Whether a subscription covers it.
    pub subscription: bool,
    /// Megapixels; `None` for the extended licence.
    pub mp: Option<f64>,
    /// Frames a second; videos only.
    pub fps: Option<u32>,
}

/// A size as licences and complimentary downloads name it (`dp_option`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DownloadOption {
    /// `s-2015`
    #[serde(rename = "s-2015")]
    S2015,
    /// `m-2015`
    #[serde(rename = "m-2015")]
    M2015,
    /// `l-2015`
    #[serde(rename = "l-2015")]
    L2015,
    /// `xl-2015`
    #[serde(rename = "xl-2015")]
    Xl2015,
    /// `vect`
    #[serde(rename = "vect")]
    Vect,
    /// `cs`: small, premium collection.
    #[serde(rename = "cs")]
    Cs,
    /// `cl`: large, premium collection.
    #[serde(rename = "cl")]
    Cl,
    /// `240`
    #[serde(rename = "240")]
    P240,
    /// `480`
    #[serde(rename = "480")]
    P480,
    /// `720`
    #[serde(rename = "720")]
    P720,
    /// `1080`
    #[serde(rename = "1080")]
    P1080,
    /// `4k`
    #[serde(rename = "4k")]
    P4k,
}

impl DownloadOption {
    /// Every option, in order.
    pub const ALL: [Self; 12] = [
        Self::S2015,
        Self::M2015,
        Self::L2015,
        Self::Xl2015,
        Self::Vect,
        Self::Cs,
        Self::Cl,
        Self::P240,
        Self::P480,
        Self::P720,
        Self::P1080,
        Self::P4k,
    ];

    /// The spelling on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S2015 => "s-2015",
            Self::M2015 => "m-2015",
            Self::L2015 => "l-2015",
            Self::Xl2015 => "xl-2015",
            Self::Vect => "vect",
            Self::Cs => "cs",
            Self::Cl => "cl",
            Self::P240 => "240",
            Self::P480 => "480",
            Self::P720 => "720",
            Self::P1080 => "1080",
            Self::P4k => "4k",
        }
    }

    /// Reads the wire spelling, the bare `s m l xl`, and `cl` with a Cyrillic first letter, as the documentation has it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace('\u{441}', "c");
        match text.as_str() {
            "s" => Some(Self::S2015),
            "m" => Some(Self::M2015),
            "l" => Some(Self::L2015),
            "xl" => Some(Self::Xl2015),
            other => Self::ALL.into_iter().find(|option| option.name() == other),
        }
    }

    /// The size of the item that is delivered.
    pub const fn size(self) -> SizeName {
        match self {
            Self::S2015 | Self::Cs => SizeName::S,
            Self::M2015 => SizeName::M,
            Self::L2015 | Self::Cl => SizeName::L,
            Self::Xl2015 => SizeName::Xl,
            Self::Vect => SizeName::Vect,
            Self::P240 => SizeName::P240,
            Self::P480 => SizeName::P480,
            Self::P720 => SizeName::P720,
            Self::P1080 => SizeName::P1080,
            Self::P4k => SizeName::P4k,
        }
    }

    /// Whether items of the collection are sold by this option's name.
    pub(super) const fn sold_in(self, collection: Collection) -> bool {
        match self {
            Self::Cs | Self::Cl => matches!(collection, Collection::Premium),
            Self::S2015 | Self::M2015 | Self::L2015 => !matches!(collection, Collection::Premium),
            _ => true,
        }
    }
}

/// A preview picture, by its longest edge in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preview {
    /// `thumbnail`, 110 px, no watermark.
    Thumb110,
    /// `medium_thumbnail`, 170 px, no watermark.
    Thumb170,
    /// `large_thumb`, 380 px, no watermark.
    Large380,
    /// `huge_thumb`, 450 px, watermarked.
    Huge450,
    /// `url_big`, 950 px, watermarked.
    Big950,
}

impl Preview {
    /// Every preview, smallest first.
    pub const ALL: [Self; 5] = [Self::Thumb110, Self::Thumb170, Self::Large380, Self::Huge450, Self::Big950];

    /// Pixels.
    pub const fn longest_edge(self) -> u32 {
        match self {
            Self::Thumb110 => 110,
            Self::Thumb170 => 170,
            Self::Large380 => 380,
            Self::Huge450 => 450,
            Self::Big950 => 950,
        }
    }

    /// The preview of a longest edge.
    pub fn of_edge(edge: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|preview| preview.longest_edge() == edge)
    }

    /// Whether a watermark is promised on it.
    pub const fn is_watermarked(self) -> bool {
        matches!(self, Self::Huge450 | Self::Big950)
    }
}

/// `n` of `whole` parts, scaled to `part` parts: rounded and never nothing.
pub(in crate::sandbox) fn scale(n: u32, part: u32, whole: u32) -> u32 {
    let scaled = (u64::from(n) * u64::from(part) + u64::from(whole) / 2) / u64::from(whole.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cyrillic_spelling_of_cl_is_understood() {
        assert_eq!(DownloadOption::parse("\u{441}l"), Some(DownloadOption::Cl));
        assert_eq!(DownloadOption::parse("xl"), Some(DownloadOption::Xl2015));
        assert_eq!(DownloadOption::parse("huge"), None);
    }

    #[test]
    fn sizes_keep_the_shape_and_never_enlarge() {
        assert_eq!(SizeName::S.fit(Kind::Image, 3000, 2000), Some((500, 333)));
        assert_eq!(SizeName::L.fit(Kind::Image, 1600, 1200), None);
        assert_eq!(SizeName::P720.fit(Kind::Video, 2160, 3840), Some((720, 1280)));
    }
}
