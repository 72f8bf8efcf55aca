//! Backgrounds, and the weather before them.

use std::fmt::Write as _;

use super::{
    palette::Palette,
    scene::{Canvas, Scene},
};
use crate::sandbox::catalog::Place;

/// What lies behind the figure.
pub(super) fn behind(svg: &mut String, place: Place, c: &Canvas, p: &Palette) {
    match place {
        Place::Beach => {
            sun(svg, c, p);
            sea(svg, c, p, c.h * 0.8);
            sand(svg, c, c.h * 0.8);
        }
        Place::Sea => {
            sun(svg, c, p);
            clouds(svg, c, p, 3);
            sea(svg, c, p, c.h);
        }
        Place::Meadow => {
            sun(svg, c, p);
            clouds(svg, c, p, 3);
            ridges(svg, c, p, 0.05);
            flowers(svg, c, p);
        }
        Place::Forest => {
            sun(svg, c, p);
            ridges(svg, c, p, 0.06);
            trees(svg, c, p);
        }
        Place::Mountains => {
            sun(svg, c, p);
            clouds(svg, c, p, 2);
            peaks(svg, c, p);
            ridges(svg, c, p, 0.04);
        }
        Place::Snow => {
            sun(svg, c, p);
            ground(svg, c, "#f6f9fd", "#dde7f2");
            firs(svg, c, p);
        }
        Place::Desert => {
            sun(svg, c, p);
            ridges(svg, c, p, 0.03);
            ground(svg, c, "#e8bf86", "#cf9a5c");
        }
        Place::Sky => {
            sun(svg, c, p);
            clouds(svg, c, p, 7);
            ridges(svg, c, p, 0.025);
        }
        Place::Night => {
            night(svg, c, p);
            ridges(svg, c, p, 0.05);
        }
        Place::City => {
            sun(svg, c, p);
            skyline(svg, c, p);
            street(svg, c, p);
        }
        Place::Room => room(svg, c, p),
        Place::Office => office(svg, c, p),
        Place::Table => table(svg, c, p),
        Place::Studio => studio(svg, c, p),
        Place::Abstract => shapes(svg, c, p),
    }
}

/// Rain, fog, and the dark at the edges.
pub(super) fn before(svg: &mut String, scene: &Scene, c: &Canvas, p: &Palette) {
    let outdoors = !matches!(scene.place, Place::Room | Place::Office | Place::Table | Place::Studio | Place::Abstract);
    match (scene.color, scene.light) {
        (14, 0) if outdoors => {
            for band in 0..3 {
                let y = c.horizon - c.h * 0.12 + f64::from(band) * c.h * 0.1;
                let _ = write!(
                    svg,
                    "<rect y=\"{y:.0}\" width=\"{}\" height=\"{:.0}\" fill=\"{}\" opacity=\".3\"/>",
                    c.w,
                    c.h * 0.09,
                    p.paper
                );
            }
        }
        (15, 0) if outdoors => {
            svg.push_str("<g stroke=\"#dfe6ee\" stroke-width=\"1.6\" opacity=\".5\">");
            for drop in 0..70 {
                let (x, y) = (c.chance(600 + drop) * c.w, c.chance(700 + drop) * c.h);
                let _ = write!(svg, "<path d=\"M{x:.0} {y:.0}l-6 26\"/>");
            }
            svg.push_str("</g>");
        }
        _ => {}
    }
    if scene.place == Place::Snow {
        for flake in 0..46 {
            let (x, y, r) =
                (c.chance(800 + flake) * c.w, c.chance(900 + flake) * c.h, 2.0 + c.chance(950 + flake) * 4.0);
            let _ = write!(svg, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{r:.1}\" fill=\"#fff\" opacity=\".85\"/>");
        }
    }
}

fn sun(svg: &mut String, c: &Canvas, p: &Palette) {
    let (x, y) = (c.w * (0.16 + 0.68 * c.chance(2)), c.horizon * (0.28 + 0.5 * c.chance(3)));
    let r = c.unit * (0.06 + 0.04 * c.chance(4));
    let _ = write!(
        svg,
        "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{:.0}\" fill=\"url(#glow)\"/><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{r:.0}\" fill=\"{}\"/>",
        r * 4.2,
        p.glow
    );
}

fn night(svg: &mut String, c: &Canvas, p: &Palette) {
    let _ = write!(
        svg,
        "<rect width=\"{}\" height=\"{}\" fill=\"#070b22\" opacity=\"{}\"/>",
        c.w,
        c.h,
        if p.dark { ".45" } else { ".78" }
    );
    for star in 0..70 {
        let (x, y, r) =
            (c.chance(100 + star) * c.w, c.chance(200 + star) * c.horizon, 0.8 + 2.2 * c.chance(300 + star));
        let _ = write!(svg, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{r:.1}\" fill=\"#fff8e0\"/>");
    }
    let (x, y, r) = (c.w * (0.2 + 0.6 * c.chance(2)), c.horizon * 0.32, c.unit * 0.075);
    let _ = write!(
        svg,
        "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{:.0}\" fill=\"url(#glow)\" opacity=\".5\"/><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{r:.0}\" fill=\"#fdf3cf\"/>\
         <circle cx=\"{:.0}\" cy=\"{:.0}\" r=\"{:.0}\" fill=\"#e6d9a8\" opacity=\".7\"/>",
        r * 3.4,
        x + r * 0.3,
        y - r * 0.2,
        r * 0.2
    );
}

fn clouds(svg: &mut String, c: &Canvas, p: &Palette, n: u64) {
    for cloud in 0..n {
        let (x, y) = (c.chance(10 + cloud) * c.w, c.horizon * (0.08 + 0.6 * c.chance(20 + cloud)));
        let s = c.unit * (0.05 + 0.06 * c.chance(30 + cloud));
        let _ = write!(
            svg,
            "<g fill=\"{}\" opacity=\".72\" transform=\"translate({x:.0} {y:.0}) scale({s:.1})\">\
             <ellipse rx=\"2\" ry=\".45\"/><circle cx=\"-.7\" cy=\"-.3\" r=\".55\"/><circle cx=\".15\" cy=\"-.5\" r=\".75\"/><circle cx=\".95\" cy=\"-.25\" r=\".5\"/></g>",
            p.paper
        );
    }
}

/// Rolling hills, three deep.
fn ridges(svg: &mut String, c: &Canvas, p: &Palette, roll: f64) {
    for (depth, color) in [&p.far, &p.mid, &p.near].into_iter().enumerate() {
        let base = c.horizon + (c.h - c.horizon) * 0.3 * depth as f64;
        let mut path = format!("M0 {:.0}", c.h);
        let mut x = 0.0;
        let step = c.w / 4.0;
        let mut y = base;
        let _ = write!(path, "V{y:.0}");
        for hill in 0..5 {
            let next = base + c.h * roll * (c.chance(60 + depth as u64 * 8 + hill) * 2.0 - 1.0);
            let _ =
                write!(path, "C{:.0} {y:.0} {:.0} {next:.0} {:.0} {next:.0}", x + step * 0.5, x + step * 0.5, x + step);
            x += step;
            y = next;
        }
        let _ = write!(svg, "<path d=\"{path}V{:.0}Z\" fill=\"{color}\"/>", c.h);
    }
}

fn peaks(svg: &mut String, c: &Canvas, p: &Palette) {
    for peak in 0..5 {
        let x = c.w * (f64::from(peak) * 0.25 - 0.05 + 0.1 * c.chance(90 + peak as u64));
        let height = c.h * (0.2 + 0.2 * c.chance(95 + peak as u64));
        let (half, top, base) = (height * 0.8, c.horizon - height, c.horizon + c.h * 0.06);
        let _ = write!(
            svg,
            "<path d=\"M{:.0} {base:.0}L{x:.0} {top:.0}L{:.0} {base:.0}Z\" fill=\"{}\"/>\
             <path d=\"M{x:.0} {top:.0}l{:.0} {:.0}l{:.0} {:.0}l{:.0} {:.0}l{:.0} {:.0}Z\" fill=\"{}\" opacity=\".9\"/>",
            x - half,
            x + half,
            if peak % 2 == 0 { &p.far } else { &p.mid },
            half * 0.28,
            height * 0.28,
            -half * 0.16,
            -height * 0.03,
            -half * 0.12,
            height * 0.07,
            -half * 0.24,
            -height * 0.06,
            p.paper
        );
    }
}

fn sea(svg: &mut String, c: &Canvas, p: &Palette, bottom: f64) {
    let _ = write!(
        svg,
        "<rect y=\"{:.0}\" width=\"{}\" height=\"{:.0}\" fill=\"{}\"/>",
        c.horizon,
        c.w,
        c.h - c.horizon,
        p.mid
    );
    svg.push_str("<g fill=\"none\" stroke-linecap=\"round\">");
    for wave in 0..14 {
        let depth = c.chance(120 + wave);
        let y = c.horizon + 6.0 + (bottom - c.horizon) * depth;
        let (x, length) = (c.chance(140 + wave) * c.w, c.w * (0.04 + 0.12 * depth));
        let _ = write!(
            svg,
            "<path d=\"M{:.0} {y:.0}q{:.0} -7 {:.0} 0t{:.0} 0\" stroke=\"{}\" stroke-width=\"{:.1}\" opacity=\".5\"/>",
            x - length / 2.0,
            length * 0.25,
            length * 0.5,
            length * 0.5,
            p.paper,
            1.5 + 3.0 * depth
        );
    }
    svg.push_str("</g>");
}

fn sand(svg: &mut String, c: &Canvas, y: f64) {
    let (w, h) = (c.w, c.h);
    let _ = write!(
        svg,
        "<path d=\"M0 {0:.0}C{1:.0} {2:.0} {3:.0} {4:.0} {w} {0:.0}V{h}H0Z\" fill=\"#fff\" opacity=\".65\"/>\
         <path d=\"M0 {5:.0}C{1:.0} {6:.0} {3:.0} {0:.0} {w} {5:.0}V{h}H0Z\" fill=\"#f0d9ad\"/>",
        y,
        w * 0.3,
        y - h * 0.04,
        w * 0.7,
        y + h * 0.04,
        y + h * 0.025,
        y - h * 0.015
    );
}

fn ground(svg: &mut String, c: &Canvas, light: &str, shade: &str) {
    let (w, h, y) = (c.w, c.h, c.horizon);
    let _ = write!(
        svg,
        "<path d=\"M0 {y:.0}C{:.0} {:.0} {:.0} {:.0} {w} {:.0}V{h}H0Z\" fill=\"{light}\"/><path d=\"M0 {:.0}C{:.0} {:.0} {:.0} {:.0} {w} {:.0}V{h}H0Z\" fill=\"{shade}\"/>",
        w * 0.3,
        y - h * 0.07,
        w * 0.6,
        y + h * 0.05,
        y - h * 0.01,
        y + h * 0.2,
        w * 0.35,
        y + h * 0.1,
        w * 0.7,
        y + h * 0.26,
        y + h * 0.16
    );
}

fn flowers(svg: &mut String, c: &Canvas, p: &Palette) {
    for flower in 0..34 {
        let depth = c.chance(160 + flower);
        let (x, y) = (c.chance(200 + flower) * c.w, c.horizon + (c.h - c.horizon) * (0.45 + 0.55 * depth));
        let color = if flower % 3 == 0 { &p.paper } else { &p.accent };
        let _ = write!(svg, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{:.1}\" fill=\"{color}\"/>", 2.0 + 6.0 * depth);
    }
}

fn trees(svg: &mut String, c: &Canvas, p: &Palette) {
    for tree in 0..11 {
        let depth = f64::from(tree) / 10.0;
        let x = c.w * ((f64::from(tree) * 0.37 + c.chance(240) * 0.3) % 1.0);
        let (y, s) = (c.horizon + (c.h - c.horizon) * 0.35 * depth, c.unit * (0.0014 + 0.0014 * depth));
        let _ = write!(
            svg,
            "<g transform=\"translate({x:.0} {y:.0}) scale({s:.2})\"><rect x=\"-6\" y=\"-70\" width=\"12\" height=\"75\" fill=\"{}\"/>\
             <circle cy=\"-120\" r=\"52\" fill=\"{color}\"/><circle cx=\"-34\" cy=\"-88\" r=\"36\" fill=\"{color}\"/><circle cx=\"36\" cy=\"-90\" r=\"38\" fill=\"{color}\"/></g>",
            p.ink,
            color = if tree % 2 == 0 { &p.mid } else { &p.near }
        );
    }
}

fn firs(svg: &mut String, c: &Canvas, p: &Palette) {
    for tree in 0..10 {
        let x = c.w * ((f64::from(tree) * 0.39 + c.chance(250) * 0.3) % 1.0);
        let s = c.unit * (0.0012 + 0.0016 * c.chance(260 + tree as u64));
        let _ = write!(
            svg,
            "<g transform=\"translate({x:.0} {:.0}) scale({s:.2})\"><path d=\"M0 -190L34 -120H18L46 -66H26L56 -8H-56L-26 -66H-46L-18 -120H-34Z\" fill=\"{}\"/>\
             <path d=\"M0 -190L20 -148L4 -154L-8 -146L-20 -148Z\" fill=\"#fff\"/><rect x=\"-7\" y=\"-8\" width=\"14\" height=\"16\" fill=\"{}\"/></g>",
            c.horizon + c.h * 0.05,
            if tree % 2 == 0 { &p.mid } else { &p.near },
            p.ink
        );
    }
}

pub(super) fn skyline(svg: &mut String, c: &Canvas, p: &Palette) {
    for row in 0..2_u64 {
        let mut x = -c.w * 0.02;
        let mut house = 0;
        while x < c.w && house < 40 {
            let n = 300 + row * 50 + house;
            let (w, h) =
                (c.w * (0.04 + 0.05 * c.chance(n)), c.h * (0.1 + (0.32 - 0.12 * row as f64) * c.chance(n + 100)));
            let y = c.horizon - h + c.h * 0.05 * row as f64;
            let _ = write!(
                svg,
                "<rect x=\"{x:.0}\" y=\"{y:.0}\" width=\"{w:.0}\" height=\"{:.0}\" fill=\"{}\"/>",
                c.h - y,
                if row == 0 { &p.far } else { &p.mid }
            );
            for window in 0..8 {
                let (col, line) = (window % 2, window / 2);
                if c.chance(n * 8 + window) > 0.4 {
                    let _ = write!(
                        svg,
                        "<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"{}\" opacity=\".6\"/>",
                        x + w * (0.2 + 0.4 * col as f64),
                        y + c.h * (0.02 + 0.035 * line as f64),
                        w * 0.2,
                        c.h * 0.016,
                        p.glow
                    );
                }
            }
            x += w * 1.04;
            house += 1;
        }
    }
}

fn street(svg: &mut String, c: &Canvas, p: &Palette) {
    let (w, h, y) = (c.w, c.h, c.horizon + c.h * 0.1);
    let _ = write!(
        svg,
        "<rect y=\"{y:.0}\" width=\"{w}\" height=\"{:.0}\" fill=\"{}\"/><path d=\"M{:.0} {h}L{:.0} {y:.0}H{:.0}L{:.0} {h}Z\" fill=\"{}\"/>",
        h - y,
        p.near,
        w * 0.1,
        w * 0.42,
        w * 0.58,
        w * 0.9,
        p.ink
    );
    for dash in 0..5 {
        let t = f64::from(dash) / 5.0;
        let (top, height, half) = (y + (h - y) * t * t.sqrt(), (h - y) * 0.07 * (t + 0.3), w * 0.006 * (t + 0.4));
        let _ = write!(
            svg,
            "<rect x=\"{:.0}\" y=\"{top:.0}\" width=\"{:.0}\" height=\"{height:.0}\" fill=\"{}\" opacity=\".8\"/>",
            w / 2.0 - half,
            half * 2.0,
            p.paper
        );
    }
}

fn floor(svg: &mut String, c: &Canvas, color: &str) -> f64 {
    let y = c.h * 0.76;
    let _ = write!(svg, "<rect y=\"{y:.0}\" width=\"{}\" height=\"{:.0}\" fill=\"{color}\"/>", c.w, c.h - y);
    y
}

fn room(svg: &mut String, c: &Canvas, p: &Palette) {
    let y = floor(svg, c, &p.mid);
    let (x, w, h) = (c.w * (0.08 + 0.5 * c.chance(5)), c.unit * 0.34, c.unit * 0.42);
    let _ = write!(
        svg,
        "<g transform=\"translate({x:.0} {:.0})\"><rect width=\"{w:.0}\" height=\"{h:.0}\" fill=\"{1}\"/><rect x=\"8\" y=\"8\" width=\"{2:.0}\" height=\"{3:.0}\" fill=\"{4}\"/>\
         <path d=\"M{5:.0} 0V{h:.0}M0 {6:.0}H{w:.0}\" stroke=\"{1}\" stroke-width=\"8\"/></g>",
        c.h * 0.12,
        p.paper,
        w - 16.0,
        h - 16.0,
        p.glow,
        w / 2.0,
        h / 2.0
    );
    let far = if x > c.w * 0.33 { 0.12 } else { 0.86 };
    plant(svg, c, p, c.w * far, y);
    let _ =
        write!(svg, "<rect y=\"{:.0}\" width=\"{}\" height=\"8\" fill=\"{}\" opacity=\".5\"/>", y - 8.0, c.w, p.paper);
}

fn plant(svg: &mut String, c: &Canvas, p: &Palette, x: f64, y: f64) {
    let s = c.unit * 0.0026;
    let _ = write!(
        svg,
        "<g transform=\"translate({x:.0} {:.0}) scale({s:.2})\"><path d=\"M-22 -40H22L16 0H-16Z\" fill=\"{}\"/><g fill=\"{}\">\
         <path d=\"M0 -40C-40 -60 -46 -100 -40 -118C-16 -104 -2 -80 0 -40Z\"/><path d=\"M0 -40C40 -60 46 -100 40 -118C16 -104 2 -80 0 -40Z\"/>\
         <path d=\"M0 -40C-16 -80 -14 -116 0 -140C14 -116 16 -80 0 -40Z\"/></g></g>",
        y + c.h * 0.05,
        p.second,
        p.near
    );
}

fn office(svg: &mut String, c: &Canvas, p: &Palette) {
    skyline(svg, c, p);
    let _ = write!(svg, "<rect width=\"{}\" height=\"{}\" fill=\"{}\" opacity=\".42\"/>", c.w, c.h, p.paper);
    svg.push_str("<g>");
    for pane in 0..5 {
        let _ = write!(
            svg,
            "<rect x=\"{:.0}\" width=\"10\" height=\"{:.0}\" fill=\"{}\"/>",
            c.w * 0.25 * f64::from(pane) - 5.0,
            c.h * 0.8,
            p.paper
        );
    }
    svg.push_str("</g>");
    floor(svg, c, &p.mid);
    plant(svg, c, p, c.w * 0.1, c.h * 0.76);
}

fn table(svg: &mut String, c: &Canvas, p: &Palette) {
    for light in 0..9 {
        let (x, y, r) = (
            c.chance(400 + light) * c.w,
            c.chance(410 + light) * c.horizon,
            c.unit * (0.03 + 0.07 * c.chance(420 + light)),
        );
        let _ = write!(svg, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{r:.0}\" fill=\"{}\" opacity=\".28\"/>", p.glow);
    }
    let y = c.h * 0.68;
    let _ = write!(
        svg,
        "<rect y=\"{y:.0}\" width=\"{}\" height=\"{:.0}\" fill=\"#a8744a\"/><rect y=\"{y:.0}\" width=\"{0}\" height=\"10\" fill=\"#c8925f\"/>",
        c.w,
        c.h - y
    );
    for plank in 1..4 {
        let line = y + (c.h - y) * f64::from(plank) / 4.0;
        let _ = write!(svg, "<path d=\"M0 {line:.0}H{}\" stroke=\"#7d5230\" stroke-width=\"3\" opacity=\".6\"/>", c.w);
    }
    let _ = write!(
        svg,
        "<rect y=\"{y:.0}\" width=\"{}\" height=\"{:.0}\" fill=\"{}\" opacity=\".22\"/>",
        c.w,
        c.h - y,
        p.mid
    );
}

fn studio(svg: &mut String, c: &Canvas, p: &Palette) {
    let (x, y) = (c.w / 2.0, c.h * 0.46);
    let _ = write!(
        svg,
        "<rect width=\"{}\" height=\"{}\" fill=\"{}\" opacity=\".35\"/><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{:.0}\" fill=\"url(#glow)\" opacity=\".8\"/>",
        c.w,
        c.h,
        p.paper,
        c.unit * 0.62
    );
}

fn shapes(svg: &mut String, c: &Canvas, p: &Palette) {
    let colors = [&p.far, &p.mid, &p.accent, &p.second, &p.paper, &p.near];
    let style = c.chance(500);
    let cell = c.unit / 6.0;
    let (columns, rows) = ((c.w / cell).ceil() as u64, (c.h / cell).ceil() as u64);
    for at in 0..(columns * rows).min(120) {
        let (x, y) = ((at % columns) as f64 * cell, (at / columns) as f64 * cell);
        let color = colors[(c.chance(510 + at) * 6.0) as usize % 6];
        let opacity = 0.2 + 0.5 * c.chance(640 + at);
        let turn = (c.chance(770 + at) * 4.0).floor() * 90.0;
        let drawn = if style < 0.34 {
            format!(
                "<circle cx=\"{:.0}\" cy=\"{:.0}\" r=\"{:.0}\"",
                x + cell / 2.0,
                y + cell / 2.0,
                cell * (0.2 + 0.32 * c.chance(880 + at))
            )
        } else if style < 0.67 {
            format!(
                "<path transform=\"rotate({turn} {:.0} {:.0})\" d=\"M{x:.0} {y:.0}h{cell:.0}l-{cell:.0} {cell:.0}Z\"",
                x + cell / 2.0,
                y + cell / 2.0
            )
        } else {
            format!(
                "<path transform=\"rotate({turn} {:.0} {:.0})\" d=\"M{x:.0} {y:.0}h{cell:.0}a{cell:.0} {cell:.0} 0 0 1 -{cell:.0} {cell:.0}Z\"",
                x + cell / 2.0,
                y + cell / 2.0
            )
        };
        let _ = write!(svg, "{drawn} fill=\"{color}\" opacity=\"{opacity:.2}\"/>");
    }
}
