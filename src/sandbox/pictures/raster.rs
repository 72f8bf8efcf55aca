//! From a scene to a file.

use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};

use image::{ExtendedColorType, ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder, codecs::png};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, fontdb},
};

use super::{DrawError, Format, Picture, Watermark, scene::Scene};

/// The longest edge of a bitmap in pixels; larger originals are drawn at this size.
pub const MAX_EDGE: u32 = 4096;

const JPEG_QUALITY: u8 = 86;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    let family = fonts.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
    family.into_iter().for_each(|name| fonts.set_sans_serif_family(name));
    Arc::new(fonts)
});

pub(super) fn picture(scene: &Scene, edge: u32, watermark: Watermark, format: Format) -> Result<Picture, DrawError> {
    if format == Format::Svg {
        let svg = scene.svg(edge.clamp(1, MAX_EDGE), watermark);
        return Ok(Picture { content_type: "image/svg+xml", bytes: svg.into_bytes() });
    }
    encode(&pixels(scene, edge, watermark)?, format)
}

/// The scene as pixels, [`MAX_EDGE`] at most.
pub(super) fn pixels(scene: &Scene, edge: u32, watermark: Watermark) -> Result<RgbImage, DrawError> {
    let edge = edge.clamp(1, MAX_EDGE);
    let svg = scene.svg(edge, watermark);
    let options = usvg::Options { fontdb: Arc::clone(&FONTS), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|error| DrawError(error.to_string()))?;
    let (width, height) = scene.fit(edge);
    let wrong_size = || DrawError(format!("{width} x {height} pixels"));
    let mut pixels = Pixmap::new(width, height).ok_or_else(wrong_size)?;
    let size = tree.size();
    let transform = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, transform, &mut pixels.as_mut());
    // The scene covers everything, so alpha is 255 throughout and premultiplied colours are plain ones.
    let rgb = pixels.data().as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    RgbImage::from_raw(width, height, rgb).ok_or_else(wrong_size)
}

fn encode(pixels: &RgbImage, format: Format) -> Result<Picture, DrawError> {
    let (width, height) = pixels.dimensions();
    let mut file = Cursor::new(Vec::new());
    let (content_type, written) = match format {
        Format::Png => {
            let (compression, filter) = (png::CompressionType::Fast, png::FilterType::Sub);
            let encoder = png::PngEncoder::new_with_quality(&mut file, compression, filter);
            ("image/png", encoder.write_image(pixels, width, height, ExtendedColorType::Rgb8))
        }
        Format::Jpeg | Format::Svg => {
            let encoder = JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY);
            ("image/jpeg", encoder.write_image(pixels, width, height, ExtendedColorType::Rgb8))
        }
    };
    written.map_err(|error| DrawError(error.to_string()))?;
    Ok(Picture { content_type, bytes: file.into_inner() })
}
