//! A clip: a slow pan over the picture, as H.264 (lossless, a handful of frames) in an MP4 file.
//!
//! The frames are few and small, and each is shown so long that the clip lasts as long as the item says.

use image::RgbImage;
use less_avc::{
    BitDepth, LessEncoder,
    ycbcr_image::{DataPlane, Planes, YCbCrImage},
};

use super::{DrawError, Picture, Watermark, raster, scene::Scene};

/// Frames of a clip.
const FRAMES: u32 = 8;
/// Pixels between one frame and the next.
const STEP: u32 = 4;
/// Pixels of the longest edge. Frames are stored as they are, so they have to be small.
const EDGE: u32 = 320;
/// Edges are multiples of this, the size of a macroblock.
const BLOCK: u32 = 16;

/// A clip of so many seconds.
pub(super) fn clip(scene: &Scene, seconds: u32, watermark: Watermark) -> Result<Picture, DrawError> {
    let (wide, high) = scene.fit(EDGE);
    let (width, height) = (whole_blocks(wide), whole_blocks(high));
    // Drawn a little larger than it is seen, so that there is something to pan over.
    let margin = FRAMES * STEP;
    let drawn = raster::pixels(scene, EDGE + 2 * margin, watermark)?;
    let mut encoder = None;
    let mut samples = Vec::new();
    let mut parameters = (Vec::new(), Vec::new());
    for frame in 0..FRAMES {
        let left = (frame * STEP).min(drawn.width().saturating_sub(width));
        let top = drawn.height().saturating_sub(height) / 2;
        let planes = planes(&drawn, left, top, width, height);
        let image = frame_image(&planes, width, height);
        let unit = match &mut encoder {
            None => {
                let (first, started) = LessEncoder::new(&image).map_err(|error| DrawError(error.to_string()))?;
                encoder = Some(started);
                parameters = (first.sps.to_nal_unit(), first.pps.to_nal_unit());
                first.frame
            }
            Some(encoder) => encoder.encode(&image).map_err(|error| DrawError(error.to_string()))?,
        };
        samples.push(unit.to_nal_unit());
    }
    let bytes = mp4(&samples, &parameters, width, height, seconds.max(1));
    Ok(Picture { content_type: "video/mp4", bytes })
}

const fn whole_blocks(edge: u32) -> u32 {
    let blocks = edge / BLOCK;
    BLOCK * if blocks == 0 { 1 } else { blocks }
}

/// Brightness, and the two colour differences at half the resolution; in full range, which the encoder declares.
type PlaneData = [Vec<u8>; 3];

fn planes(drawn: &RgbImage, left: u32, top: u32, width: u32, height: u32) -> PlaneData {
    let at = |x: u32, y: u32| {
        let (x, y) = ((left + x).min(drawn.width() - 1), (top + y).min(drawn.height() - 1));
        drawn.get_pixel(x, y).0.map(f32::from)
    };
    let mut planes = PlaneData::default();
    for y in 0..height {
        for x in 0..width {
            let [r, g, b] = at(x, y);
            planes[0].push((0.299 * r + 0.587 * g + 0.114 * b) as u8);
            if x % 2 == 0 && y % 2 == 0 {
                planes[1].push((128.0 - 0.169 * r - 0.331 * g + 0.5 * b) as u8);
                planes[2].push((128.0 + 0.5 * r - 0.419 * g - 0.081 * b) as u8);
            }
        }
    }
    planes
}

fn frame_image(planes: &PlaneData, width: u32, height: u32) -> YCbCrImage<'_> {
    let plane = |data, stride: u32| DataPlane { data, stride: stride as usize, bit_depth: BitDepth::Depth8 };
    let [y, cb, cr] = planes;
    let planes = Planes::YCbCr((plane(y, width), plane(cb, width / 2), plane(cr, width / 2)));
    YCbCrImage { planes, width, height }
}

/// A box of the file format: its length, its name, its contents.
fn boxed(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let length = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut out = Vec::with_capacity(length);
    out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(name);
    parts.iter().for_each(|part| out.extend(*part));
    out
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn shorts(shorts: &[u16]) -> Vec<u8> {
    shorts.iter().flat_map(|short| short.to_be_bytes()).collect()
}

/// The file: what it is, the frames, then where they are. One track of one chunk, in milliseconds.
fn mp4(samples: &[Vec<u8>], parameters: &(Vec<u8>, Vec<u8>), width: u32, height: u32, seconds: u32) -> Vec<u8> {
    const MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
    let (count, duration) = (samples.len() as u32, seconds * 1000);
    let mut file = boxed(b"ftyp", &[b"isom", &words(&[0x200]), b"isomiso2avc1mp41"]);
    let chunk = file.len() as u32 + 8;
    let data: Vec<u8> = samples.iter().flat_map(|unit| prefixed(unit)).collect();
    file.extend(boxed(b"mdat", &[&data]));
    let mvhd =
        [words(&[0, 0, 0, 1000, duration, 0x1_0000, 0x0100_0000, 0, 0]), words(&MATRIX), words(&[0; 6]), words(&[2])];
    let tkhd = [words(&[3, 0, 0, 1, 0, duration, 0, 0, 0, 0]), words(&MATRIX), words(&[width << 16, height << 16])];
    let mdhd = [words(&[0, 0, 0, 1000, duration]), shorts(&[0x55c4, 0])];
    let sizes: Vec<u32> = samples.iter().map(|unit| unit.len() as u32 + 4).collect();
    let stbl = boxed(
        b"stbl",
        &[
            &boxed(b"stsd", &[&words(&[0, 1]), &avc1(parameters, width, height)]),
            &boxed(b"stts", &[&words(&[0, 1, count, duration / count.max(1)])]),
            &boxed(b"stsc", &[&words(&[0, 1, 1, count, 1])]),
            &boxed(b"stsz", &[&words(&[0, 0, count]), &words(&sizes)]),
            &boxed(b"stco", &[&words(&[0, 1, chunk])]),
        ],
    );
    let dref = boxed(b"dref", &[&words(&[0, 1]), &boxed(b"url ", &[&words(&[1])])]);
    let minf = boxed(b"minf", &[&boxed(b"vmhd", &[&words(&[1, 0, 0])]), &boxed(b"dinf", &[&dref]), &stbl]);
    let hdlr = boxed(b"hdlr", &[&words(&[0, 0]), b"vide", &words(&[0, 0, 0]), b"video\0"]);
    let mdia = boxed(b"mdia", &[&boxed(b"mdhd", &[&mdhd.concat()]), &hdlr, &minf]);
    let trak = boxed(b"trak", &[&boxed(b"tkhd", &[&tkhd.concat()]), &mdia]);
    file.extend(boxed(b"moov", &[&boxed(b"mvhd", &[&mvhd.concat()]), &trak]));
    file
}

/// A unit behind its length.
fn prefixed(unit: &[u8]) -> Vec<u8> {
    [&(unit.len() as u32).to_be_bytes(), unit].concat()
}

/// How the frames are encoded.
fn avc1((sps, pps): &(Vec<u8>, Vec<u8>), width: u32, height: u32) -> Vec<u8> {
    let profile = sps.get(1..4).unwrap_or(&[66, 0, 30]);
    let avcc = boxed(
        b"avcC",
        &[
            &[1],
            profile,
            &[0xff, 0xe1],
            &(sps.len() as u16).to_be_bytes(),
            sps,
            &[1],
            &(pps.len() as u16).to_be_bytes(),
            pps,
        ],
    );
    let fields = [
        shorts(&[0, 0, 0, 1]),
        words(&[0; 4]),
        shorts(&[width as u16, height as u16]),
        words(&[0x48_0000, 0x48_0000, 0]),
        shorts(&[1]),
        vec![0; 32],
        shorts(&[0x18, 0xffff]),
    ];
    boxed(b"avc1", &[&fields.concat(), &avcc])
}
