//! What a generated picture looks like on demand: its shape and its manner.

use serde::{Deserialize, Serialize};

/// The shape of generated pictures, width to height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum AspectRatio {
    #[default]
    R1x1,
    R2x3,
    R3x2,
    R3x4,
    R4x3,
    R4x5,
    R5x4,
    R9x16,
    R16x9,
}

impl AspectRatio {
    /// Every ratio.
    pub const ALL: [Self; 9] =
        [Self::R1x1, Self::R2x3, Self::R3x2, Self::R3x4, Self::R4x3, Self::R4x5, Self::R5x4, Self::R9x16, Self::R16x9];

    /// As the wire spells it (`16:9`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::R1x1 => "1:1",
            Self::R2x3 => "2:3",
            Self::R3x2 => "3:2",
            Self::R3x4 => "3:4",
            Self::R4x3 => "4:3",
            Self::R4x5 => "4:5",
            Self::R5x4 => "5:4",
            Self::R9x16 => "9:16",
            Self::R16x9 => "16:9",
        }
    }

    /// Reads the wire's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ratio| ratio.name() == text)
    }

    /// Width and height in pixels; the longer edge is 2,048.
    pub const fn pixels(self) -> (u32, u32) {
        match self {
            Self::R1x1 => (2048, 2048),
            Self::R2x3 => (1365, 2048),
            Self::R3x2 => (2048, 1365),
            Self::R3x4 => (1536, 2048),
            Self::R4x3 => (2048, 1536),
            Self::R4x5 => (1638, 2048),
            Self::R5x4 => (2048, 1638),
            Self::R9x16 => (1152, 2048),
            Self::R16x9 => (2048, 1152),
        }
    }
}

/// The manner of generated pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum Medium {
    Art,
    #[default]
    Photography,
}

impl Medium {
    /// As the wire spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Art => "art",
            Self::Photography => "photography",
        }
    }

    /// Reads the wire's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Art, Self::Photography].into_iter().find(|medium| medium.name() == text)
    }
}
