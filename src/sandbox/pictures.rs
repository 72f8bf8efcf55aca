//! Pictures drawn from an item's attributes.

use super::catalog::{Author, Item};

/// An image file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `Content-Type`
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What is printed across a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watermark {
    /// Nothing: small thumbnails and licensed files.
    None,
    /// A pattern without a name, the API's default.
    Neutral,
    /// The stock's name.
    Branded,
}

/// The file format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/svg+xml`
    Svg,
}

/// Why no picture was made: the drawing is at fault, never the caller.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be drawn: {0}")]
pub struct DrawError(String);

/// Draws an item so that its longest edge has `longest_edge` pixels (at most 4096; SVG has the original's dimensions).
pub fn render(item: &Item, longest_edge: u32, watermark: Watermark, format: Format) -> Result<Picture, DrawError> {
    let _ = (item, longest_edge, watermark, format);
    Err(DrawError("not drawn yet".to_owned()))
}

/// Draws what a prompt speaks of: the same picture for the same prompt, index and dimensions.
pub fn generated(
    prompt: &str,
    index: u32,
    dimensions: (u32, u32),
    watermark: Watermark,
    format: Format,
) -> Result<Picture, DrawError> {
    let _ = (prompt, index, dimensions, watermark, format);
    Err(DrawError("not drawn yet".to_owned()))
}

/// A square picture of an author.
pub fn avatar(author: &Author, edge: u32) -> Result<Picture, DrawError> {
    let _ = (author, edge);
    Err(DrawError("not drawn yet".to_owned()))
}
