//! People: head, hair and shoulders, side by side.

use std::fmt::Write as _;

use super::{palette::Palette, scene::Canvas};
use crate::sandbox::catalog::{Age, Cast, Gender, Race, mix};

/// Somebody, for portraits of authors.
pub(super) fn anyone(seed: u64) -> Cast {
    let pick = |shift: u32, n: usize| (seed >> shift) as usize % n;
    Cast {
        gender: [Gender::Female, Gender::Male][pick(3, 2)],
        age: Age::ALL[3 + pick(5, 5)],
        race: Race::ALL[pick(11, 9)],
        quantity: 1,
    }
}

/// Draws the cast, standing before the picture's lower edge.
pub(super) fn draw(svg: &mut String, cast: Cast, close_up: bool, canvas: &Canvas, palette: &Palette) {
    let heads = if cast.quantity > 3 { 5 } else { cast.quantity };
    let crowd = match heads {
        1 => 1.0,
        2 => 0.84,
        3 => 0.72,
        _ => 0.6,
    };
    let small = match cast.age {
        Age::Infant => 0.66,
        Age::Child => 0.78,
        Age::Teenager => 0.93,
        _ => 1.0,
    };
    let size = canvas.unit * if close_up { 0.0098 } else { 0.0068 } * crowd * small;
    let step = size * if cast.age < Age::Teenager { 54.0 } else { 50.0 };
    // The ones in the middle are drawn last, in front.
    let mut order: Vec<u32> = (0..heads).collect();
    order.sort_by_key(|&head| std::cmp::Reverse((2 * head).abs_diff(heads - 1)));
    for head in order {
        let offset = f64::from(head) - f64::from(heads - 1) / 2.0;
        let aside = if heads == 1 { (canvas.chance(40) - 0.5) * canvas.w * 0.28 } else { 0.0 };
        let size = size * (0.94 + 0.12 * canvas.chance(50 + u64::from(head)));
        let (x, y) = (canvas.w / 2.0 + aside + offset * step, canvas.h * if close_up { 1.02 } else { 1.0 });
        let seed = mix(canvas.seed ^ u64::from(head + 7));
        let female = match cast.gender {
            Gender::Female => true,
            Gender::Male => false,
            Gender::Both => head % 2 == 0,
        };
        let _ = write!(svg, "<g transform=\"translate({x:.0} {y:.0}) scale({size:.2})\">");
        person(svg, female, cast, seed, palette);
        svg.push_str("</g>");
    }
}

/// One person, 100 units high, the foot of the picture at 0.
fn person(svg: &mut String, female: bool, cast: Cast, seed: u64, palette: &Palette) {
    let skin = skin(cast.race, seed);
    let shade = skin.1;
    let skin = skin.0;
    let hair = hair(cast, seed);
    let shirt = [&palette.accent, &palette.second, &palette.paper, &palette.mid][(seed >> 20) as usize % 4];
    let bald = cast.age == Age::Infant || (!female && cast.age > Age::Forties && seed.is_multiple_of(3));
    if female && !bald {
        let length = if seed.is_multiple_of(3) { 30 } else { 44 };
        let _ = write!(
            svg,
            "<path d=\"M-19 -72C-25 -100 25 -100 19 -72C23 -60 22 -50 24 -{0}H-24C-22 -50 -23 -60 -19 -72Z\" fill=\"{hair}\"/>",
            72 - length
        );
    }
    let width = if female { 31 } else { 36 };
    let _ = write!(
        svg,
        "<path d=\"M-7 -54H7V-38H-7Z\" fill=\"{shade}\"/>\
         <path d=\"M-{width} 4V-20C-{width} -34 -20 -37 -9 -40C-5 -34 5 -34 9 -40C20 -37 {width} -34 {width} -20V4Z\" fill=\"{shirt}\"/>\
         <path d=\"M-9 -40C-5 -33 5 -33 9 -40L5 -42H-5Z\" fill=\"{skin}\"/>\
         <ellipse cy=\"-66\" rx=\"15\" ry=\"18\" fill=\"{skin}\"/>\
         <circle cx=\"-15\" cy=\"-65\" r=\"3\" fill=\"{shade}\"/><circle cx=\"15\" cy=\"-65\" r=\"3\" fill=\"{shade}\"/>",
    );
    if !bald {
        let fringe = match (female, seed % 3) {
            (true, 0) => "M-16 -64C-18 -92 18 -92 16 -64C12 -78 0 -80 -4 -80C-8 -76 -14 -74 -16 -64Z",
            (true, 1) => "M-16 -62C-19 -92 19 -92 16 -62C14 -74 8 -79 0 -79C-8 -79 -14 -74 -16 -62Z",
            (true, _) => "M-16 -64C-18 -93 19 -92 16 -64C14 -72 6 -74 4 -80C0 -74 -14 -72 -16 -64Z",
            (false, 0) => {
                "M-16 -66C-19 -90 -6 -88 0 -88C10 -90 19 -86 16 -66C14 -74 12 -78 4 -78C-6 -78 -13 -78 -16 -66Z"
            }
            (false, _) => "M-16 -67C-17 -88 17 -88 16 -67C13 -76 8 -77 0 -77C-8 -77 -13 -76 -16 -67Z",
        };
        let _ = write!(svg, "<path d=\"{fringe}\" fill=\"{hair}\"/>");
    }
    let beard = !female && cast.age > Age::Teenager && (seed >> 9).is_multiple_of(3);
    if beard {
        let _ = write!(
            svg,
            "<path d=\"M-15 -66C-14 -44 14 -44 15 -66C12 -56 6 -58 0 -58C-6 -58 -12 -56 -15 -66Z\" fill=\"{hair}\"/>"
        );
    }
    let smile = if (seed >> 14).is_multiple_of(2) { "M-5 -57Q0 -51 5 -57Z" } else { "M-4 -57Q0 -53 4 -57" };
    let lips = if female { "#b8434c" } else { "#8a3b3b" };
    let _ = write!(
        svg,
        "<circle cx=\"-5.5\" cy=\"-67\" r=\"1.7\" fill=\"#2a211f\"/><circle cx=\"5.5\" cy=\"-67\" r=\"1.7\" fill=\"#2a211f\"/>\
         <path d=\"M-8.5 -71.5Q-5.5 -73.5 -3 -71.5M3 -71.5Q5.5 -73.5 8.5 -71.5\" stroke=\"{hair}\" stroke-width=\"1.2\" fill=\"none\"/>\
         <path d=\"M0 -65L-1.6 -61H1.2\" stroke=\"{shade}\" stroke-width=\"1.1\" fill=\"none\"/>\
         <path d=\"{smile}\" fill=\"#fff\" stroke=\"{lips}\" stroke-width=\"1.3\"/>\
         <circle cx=\"-9\" cy=\"-60\" r=\"3\" fill=\"#e0605a\" opacity=\".22\"/><circle cx=\"9\" cy=\"-60\" r=\"3\" fill=\"#e0605a\" opacity=\".22\"/>",
    );
    if cast.age > Age::Fifties && (seed >> 17).is_multiple_of(2) {
        svg.push_str("<g fill=\"none\" stroke=\"#333\" stroke-width=\"1\"><circle cx=\"-6\" cy=\"-67\" r=\"4.4\"/><circle cx=\"6\" cy=\"-67\" r=\"4.4\"/><path d=\"M-1.6 -67H1.6\"/></g>");
    }
}

/// The skin, and the same in shade.
fn skin(race: Race, seed: u64) -> (&'static str, &'static str) {
    const TONES: [(&str, &str); 6] = [
        ("#fbdcc4", "#e8bd9f"),
        ("#f3c9a5", "#dcaa82"),
        ("#e0ac7e", "#c48d60"),
        ("#c48a5a", "#a56f44"),
        ("#8f5a37", "#744528"),
        ("#5f3a25", "#4a2b1a"),
    ];
    let tones: &[usize] = match race {
        Race::Caucasian => &[0, 1],
        Race::Asian => &[0, 1, 2],
        Race::Hispanic | Race::Middle => &[2, 3],
        Race::Brazilian | Race::Multi => &[1, 2, 3, 4],
        Race::Native => &[3],
        Race::Black => &[4, 5],
        Race::Other => &[0, 1, 2, 3, 4],
    };
    TONES[tones[seed as usize % tones.len()]]
}

fn hair(cast: Cast, seed: u64) -> &'static str {
    let pick = (seed >> 5) as usize;
    match (cast.age, cast.race) {
        (Age::Sixties | Age::Seventies, _) => ["#d9d6d2", "#bdbab6", "#efece8"][pick % 3],
        (Age::Fifties, _) => ["#8c8782", "#5a4a3f", "#3b302a"][pick % 3],
        (_, Race::Asian | Race::Black | Race::Middle | Race::Native) => ["#1d1715", "#2b201b", "#120f0e"][pick % 3],
        _ => ["#2f211a", "#5d3b22", "#8f5f2f", "#d8ad62", "#a4482a"][pick % 5],
    }
}
