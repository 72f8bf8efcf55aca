//! What an item is sold as: kinds, sizes, extra options.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an item is; a licence is for one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A photograph or drawing.
    Image,
    /// A vector drawing.
    Vector,
    /// A clip.
    Video,
    /// Music or a sound effect; nothing of it is sold here.
    Audio,
}

impl Kind {
    /// As the wire spells it: `image`, `vector`, `video`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Vector => "vector",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }

    /// Reads the wire's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Image, Self::Vector, Self::Video, Self::Audio].into_iter().find(|kind| kind.name() == text)
    }
}

/// A size that can be bought (`dp_option`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum DownloadOption {
    S2015,
    M2015,
    L2015,
    Xl2015,
    /// The vector file itself.
    Vect,
    /// Small, of the premium collection.
    Cs,
    /// Large, of the premium collection.
    Cl,
    P240,
    P480,
    P720,
    P1080,
    P4k,
}

impl DownloadOption {
    /// Every size, smallest first in its family.
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

    /// As the wire spells it (`s-2015`); all ASCII.
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

    /// Reads the wire's spelling, its short forms (`s m l xl`), and `cl` with a Cyrillic с, as the documentation has it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace('\u{441}', "c");
        match text.as_str() {
            "s" => Some(Self::S2015),
            "m" => Some(Self::M2015),
            "l" => Some(Self::L2015),
            "xl" => Some(Self::Xl2015),
            other => Self::ALL.into_iter().find(|size| size.name() == other),
        }
    }
}

impl fmt::Display for DownloadOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A right beyond the licence: one bit of `dp_ext_options`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum ExtraOption {
    UnlimitedPrint,
    MultiSeat,
    ExtraLegalWarranty,
    ProductForResale,
    RightToTransfer,
}

impl ExtraOption {
    /// Every option, by bit.
    pub const ALL: [Self; 5] = [
        Self::UnlimitedPrint,
        Self::MultiSeat,
        Self::ExtraLegalWarranty,
        Self::ProductForResale,
        Self::RightToTransfer,
    ];

    /// Its bit in the mask.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The options of a mask; `None` when it has unknown bits.
    pub fn of_mask(mask: u32) -> Option<Vec<Self>> {
        (mask < 1 << Self::ALL.len()).then(|| Self::ALL.into_iter().filter(|option| mask & option.bit() != 0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_written_short_and_with_the_cyrillic_letter() {
        for size in DownloadOption::ALL {
            assert_eq!(DownloadOption::parse(size.name()), Some(size));
        }
        assert_eq!(DownloadOption::parse("xl"), Some(DownloadOption::Xl2015));
        assert_eq!(DownloadOption::parse("\u{441}l"), Some(DownloadOption::Cl));
        assert_eq!(DownloadOption::parse("CL"), Some(DownloadOption::Cl));
        assert_eq!(DownloadOption::parse("el0"), None);
    }

    #[test]
    fn a_mask_is_its_bits_and_unknown_bits_are_refused() {
        assert_eq!(
            ExtraOption::of_mask(27),
            Some(vec![
                ExtraOption::UnlimitedPrint,
                ExtraOption::MultiSeat,
                ExtraOption::ProductForResale,
                ExtraOption::RightToTransfer
            ])
        );
        assert_eq!(ExtraOption::of_mask(0), Some(vec![]));
        assert_eq!(ExtraOption::of_mask(31).map(|all| all.len()), Some(5));
        assert_eq!(ExtraOption::of_mask(32), None);
    }
}
