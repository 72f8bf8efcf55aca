//! The form that a licensed file is wanted in.

/// The form that a licensed file is wanted in; all of it left out is the file as it was licensed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Rendition {
    /// Pixels of the longest edge; of the height, for videos. The provider gives the next size up, at most the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<u32>,
    /// The file's format, for drawings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<RenditionFormat>,
}

impl Rendition {
    /// Whether it is the file as it was licensed.
    pub fn is_original(&self) -> bool {
        *self == Self::default()
    }
}

/// A format that drawings can be had in.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RenditionFormat {
    /// JPEG.
    Jpeg,
    /// PNG, where the drawing has transparent parts.
    Png,
}
