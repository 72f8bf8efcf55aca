//! What is printed over a picture.

use std::fmt::Write as _;

use super::{Watermark, scene::Canvas};

/// A line of text at the foot, cut to what fits.
pub(super) fn caption(svg: &mut String, text: &str, canvas: &Canvas) {
    if text.is_empty() {
        return;
    }
    let size = (canvas.w / 34.0).clamp(18.0, 30.0);
    let fits = ((canvas.w - size * 2.0) / (size * 0.52)) as usize;
    let text: String = if text.chars().count() > fits {
        text.chars().take(fits.saturating_sub(1)).chain(['…']).collect()
    } else {
        text.to_owned()
    };
    let (w, h) = (canvas.w, canvas.h);
    let _ = write!(
        svg,
        "<rect y=\"{:.0}\" width=\"{w}\" height=\"{:.0}\" fill=\"#000\" opacity=\".42\"/>\
         <text x=\"{size:.0}\" y=\"{:.0}\" font-family=\"sans-serif\" font-size=\"{size:.0}\" fill=\"#fff\">{}</text>",
        h - size * 1.9,
        size * 1.9,
        h - size * 0.62,
        escaped(&text),
    );
}

/// The triangle of a clip.
pub(super) fn play(svg: &mut String, canvas: &Canvas) {
    let (x, y, r) = (canvas.w / 2.0, canvas.h / 2.0, canvas.unit * 0.09);
    let _ = write!(
        svg,
        "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"#000\" opacity=\".45\"/>\
         <path d=\"M{} {}V{}L{} {y}Z\" fill=\"#fff\" opacity=\".9\"/>",
        x - r * 0.35,
        y - r * 0.5,
        y + r * 0.5,
        x + r * 0.58,
    );
}

/// Lines across, and either rings or the stock's name.
pub(super) fn watermark(svg: &mut String, watermark: Watermark, canvas: &Canvas) {
    if watermark == Watermark::None {
        return;
    }
    let (w, h) = (canvas.w, canvas.h);
    let _ = write!(svg, "<g stroke=\"#fff\" stroke-width=\"1.4\" opacity=\".34\" fill=\"none\">");
    for line in 0..8 {
        let x = f64::from(line) * (w + h) / 8.0;
        let _ = write!(svg, "<path d=\"M{x:.0} 0L{:.0} {h}\"/>", x - h);
    }
    svg.push_str("</g>");
    match watermark {
        Watermark::None => {}
        Watermark::Neutral => {
            let r = canvas.unit * 0.12;
            let _ = write!(
                svg,
                "<g transform=\"translate({:.0} {:.0})\" stroke=\"#fff\" stroke-width=\"{:.0}\" fill=\"none\" opacity=\".5\">\
                 <circle r=\"{r:.0}\"/><circle r=\"{:.0}\"/><path d=\"M{:.0} 0H{:.0}M0 {:.0}V{:.0}\"/></g>",
                w / 2.0,
                h / 2.0,
                r * 0.09,
                r * 0.45,
                -r * 1.5,
                r * 1.5,
                -r * 1.5,
                r * 1.5,
            );
        }
        Watermark::Branded => {
            let size = canvas.unit * 0.1;
            for row in 0..3 {
                let (x, y) = (w * (0.08 + 0.2 * f64::from(row)), h * (0.28 + 0.28 * f64::from(row)));
                let _ = write!(
                    svg,
                    "<text x=\"{x:.0}\" y=\"{y:.0}\" font-family=\"sans-serif\" font-size=\"{size:.0}\" fill=\"#fff\" opacity=\".5\" \
                     transform=\"rotate(-18 {x:.0} {y:.0})\">depositphotos</text>",
                );
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
