//! Pictures drawn from an item's attributes: one SVG is composed, and rasterised where a bitmap is asked for.
//!
//! A picture is a place ([`places`]) in the colours of the item ([`palette`]) with a figure in it ([`figures`], [`people`]), a caption
//! and perhaps a watermark ([`marks`]). Nothing is random but what follows from the seed.

mod clip;
mod figures;
mod marks;
mod palette;
mod people;
mod places;
mod raster;
mod scene;

use super::catalog::{Author, Item, Preview, imagine};
pub use raster::MAX_EDGE;
use scene::Scene;

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

impl Watermark {
    /// The watermark of a preview: none on those too small to need one, else by the request's `dp_watermark`.
    pub fn on(preview: Preview, dp_watermark: Option<&str>) -> Self {
        match dp_watermark {
            _ if !preview.is_watermarked() => Self::None,
            Some(name) if name.trim().eq_ignore_ascii_case("depositphotos") => Self::Branded,
            _ => Self::Neutral,
        }
    }
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

/// Draws an item so that its longest edge has `longest_edge` pixels, at most [`MAX_EDGE`]. SVG scales by itself.
pub fn render(item: &Item, longest_edge: u32, watermark: Watermark, format: Format) -> Result<Picture, DrawError> {
    raster::picture(&Scene::of_item(item), longest_edge, watermark, format)
}

/// A small silent MP4 that pans over the item's picture for as long as the item lasts (a minute for what does not move).
pub fn clip(item: &Item, watermark: Watermark) -> Result<Picture, DrawError> {
    clip::clip(&Scene::of_item(item).moving(), item.length.unwrap_or(60), watermark)
}

/// Draws what a prompt speaks of: the same picture for the same prompt, index and shape (width and height in any unit).
pub fn generated(
    prompt: &str,
    index: u32,
    shape: (u32, u32),
    longest_edge: u32,
    watermark: Watermark,
    format: Format,
) -> Result<Picture, DrawError> {
    raster::picture(&Scene::imagined(&imagine(prompt, index), shape), longest_edge, watermark, format)
}

/// A square picture of an author.
pub fn avatar(author: &Author, edge: u32) -> Result<Picture, DrawError> {
    raster::picture(&Scene::portrait(author), edge, Watermark::None, Format::Png)
}

#[cfg(test)]
mod tests;
