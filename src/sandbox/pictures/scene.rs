//! What is to be drawn, and how its layers are put together.

use std::fmt::Write as _;

use super::{Watermark, figures, marks, palette::Palette, people, places};
use crate::sandbox::catalog::{Author, Cast, Figure, Idea, Item, Lang, Place, mix, scale};

/// Units of the longest edge in the SVG.
const EDGE: u32 = 1000;

/// A picture before it is drawn.
pub(super) struct Scene {
    pub(super) figure: Figure,
    pub(super) place: Place,
    pub(super) cast: Option<Cast>,
    pub(super) color: u8,
    pub(super) light: usize,
    pub(super) close_up: bool,
    /// What decides everything that the above do not.
    pub(super) seed: u64,
    /// SVG units.
    pub(super) width: u32,
    /// SVG units.
    pub(super) height: u32,
    caption: String,
    /// Whether a triangle shows that it moves.
    moving: bool,
}

/// Where the parts of a picture are, in SVG units.
#[derive(Clone, Copy)]
pub(super) struct Canvas {
    pub(super) w: f64,
    pub(super) h: f64,
    /// Where earth and sky meet.
    pub(super) horizon: f64,
    /// The shorter edge.
    pub(super) unit: f64,
    pub(super) seed: u64,
}

impl Canvas {
    /// A number in `0..1` that follows from the seed.
    pub(super) fn chance(&self, n: u64) -> f64 {
        (mix(self.seed ^ n.wrapping_mul(0x9e37_79b9)) % 10_000) as f64 / 10_000.0
    }
}

impl Scene {
    pub(super) fn of_item(item: &Item) -> Self {
        let look = item.look();
        let (width, height) = shape(item.width, item.height);
        Self {
            figure: item.figure(),
            place: item.place(),
            cast: item.cast,
            color: look.color,
            light: look.light,
            close_up: look.close_up,
            seed: mix(item.id),
            width,
            height,
            caption: item.title(Lang::En),
            moving: item.length.is_some() && item.audio.is_none(),
        }
    }

    pub(super) fn imagined(idea: &Idea, (width, height): (u32, u32)) -> Self {
        let (width, height) = shape(width.max(1), height.max(1));
        Self {
            figure: idea.figure,
            place: idea.place,
            cast: idea.cast,
            color: idea.color,
            light: idea.light,
            close_up: false,
            seed: idea.seed,
            width,
            height,
            caption: String::new(),
            moving: false,
        }
    }

    pub(super) fn portrait(author: &Author) -> Self {
        let seed = mix(author.id);
        Self {
            figure: Figure::People,
            place: Place::Studio,
            cast: Some(people::anyone(seed)),
            color: 1 + (seed % 17) as u8,
            light: (seed >> 8) as usize % 3,
            close_up: true,
            seed,
            width: EDGE,
            height: EDGE,
            caption: String::new(),
            moving: false,
        }
    }

    /// Without the sign that it would move: it does.
    pub(super) fn moving(self) -> Self {
        Self { moving: false, caption: String::new(), ..self }
    }

    /// Width and height in pixels for a longest edge.
    pub(super) fn fit(&self, edge: u32) -> (u32, u32) {
        (scale(self.width, edge, EDGE), scale(self.height, edge, EDGE))
    }

    /// The drawing. Small ones go without a caption, which could not be read.
    pub(super) fn svg(&self, edge: u32, watermark: Watermark) -> String {
        let palette = Palette::new(self.color, self.light);
        let canvas = self.canvas();
        let mut svg = String::with_capacity(16_384);
        let (w, h) = (self.width, self.height);
        let (px, py) = self.fit(edge);
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{px}\" height=\"{py}\" viewBox=\"0 0 {w} {h}\">\
             <defs><linearGradient id=\"sky\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\"0\" stop-color=\"{}\"/>\
             <stop offset=\"1\" stop-color=\"{}\"/></linearGradient>\
             <radialGradient id=\"glow\"><stop offset=\"0\" stop-color=\"{}\" stop-opacity=\".9\"/>\
             <stop offset=\"1\" stop-color=\"{}\" stop-opacity=\"0\"/></radialGradient></defs>\
             <rect width=\"{w}\" height=\"{h}\" fill=\"url(#sky)\"/>",
            palette.top, palette.bottom, palette.glow, palette.glow
        );
        places::behind(&mut svg, self.place, &canvas, &palette);
        match self.cast {
            Some(cast) => people::draw(&mut svg, cast, self.close_up, &canvas, &palette),
            None => figures::draw(&mut svg, self, &canvas, &palette),
        }
        places::before(&mut svg, self, &canvas, &palette);
        if edge >= 380 {
            marks::caption(&mut svg, &self.caption, &canvas);
        }
        if self.moving {
            marks::play(&mut svg, &canvas);
        }
        marks::watermark(&mut svg, watermark, &canvas);
        svg.push_str("</svg>");
        svg
    }

    fn canvas(&self) -> Canvas {
        let (w, h) = (f64::from(self.width), f64::from(self.height));
        let mut canvas = Canvas { w, h, horizon: 0.0, unit: w.min(h), seed: self.seed };
        canvas.horizon = h * (0.60 + 0.08 * canvas.chance(1));
        canvas
    }
}

/// Width and height so that the longer one is [`EDGE`].
fn shape(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    (scale(width, EDGE, longest), scale(height, EDGE, longest))
}
