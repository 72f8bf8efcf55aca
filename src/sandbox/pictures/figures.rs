//! Things, animals and buildings: small drawings in a box of 100 by 100 units, standing on its lower edge.
//!
//! `@a` is the accent colour, `@b` the second, `@d` the darkest, `@l` the lightest, `@m` the middle one.

use std::fmt::Write as _;

use super::{
    palette::Palette,
    scene::{Canvas, Scene},
};
use crate::sandbox::catalog::{Figure, Place};

/// Draws the scene's figure; patterns fill the picture with it.
pub(super) fn draw(svg: &mut String, scene: &Scene, canvas: &Canvas, palette: &Palette) {
    let drawing = glyph(scene.figure)
        .replace("@a", &palette.accent)
        .replace("@b", &palette.second)
        .replace("@d", &palette.ink)
        .replace("@l", &palette.paper)
        .replace("@m", &palette.mid);
    if scene.place == Place::Abstract {
        return scatter(svg, &drawing, canvas);
    }
    let far = is_landscape(scene.figure);
    let share = if far { 0.62 } else { 0.5 } * if scene.close_up { 1.32 } else { 1.0 };
    let scale = canvas.unit * share / 100.0;
    let aside = (canvas.chance(41) - 0.5) * canvas.w * if scene.close_up { 0.06 } else { 0.22 };
    let foot = match scene.place {
        Place::Table => canvas.h * 0.84,
        Place::Studio => canvas.h * 0.5 + scale * 52.0,
        _ if is_flying(scene.figure) => canvas.h * 0.36 + scale * 50.0,
        _ if far => canvas.horizon + canvas.h * 0.1,
        _ => canvas.h * 0.88,
    };
    let x = canvas.w / 2.0 + aside;
    if !far && !is_flying(scene.figure) {
        let _ = write!(
            svg,
            "<ellipse cx=\"{x:.0}\" cy=\"{foot:.0}\" rx=\"{:.0}\" ry=\"{:.0}\" fill=\"#000\" opacity=\".2\"/>",
            scale * 42.0,
            scale * 6.0
        );
    }
    let _ = write!(
        svg,
        "<g transform=\"translate({:.0} {:.0}) scale({scale:.2})\">{drawing}</g>",
        x - scale * 50.0,
        foot - scale * 100.0
    );
}

/// The drawing many times over, as on wallpaper.
fn scatter(svg: &mut String, drawing: &str, canvas: &Canvas) {
    let cell = canvas.unit / 3.2;
    let (columns, rows) = ((canvas.w / cell).ceil() as u64, (canvas.h / cell).ceil() as u64);
    for at in 0..(columns * rows).min(24) {
        let (column, row) = (at % columns, at / columns);
        let x = (column as f64 + if row % 2 == 0 { 0.14 } else { -0.3 }) * cell;
        let y = (row as f64 + 0.12) * cell;
        let turn = (canvas.chance(430 + at) - 0.5) * 36.0;
        let scale = cell * 0.0074;
        let _ = write!(
            svg,
            "<g transform=\"translate({x:.0} {y:.0}) scale({scale:.2}) rotate({turn:.0} 50 50)\">{drawing}</g>"
        );
    }
}

const fn is_landscape(figure: Figure) -> bool {
    matches!(
        figure,
        Figure::Mountain
            | Figure::Lake
            | Figure::Skyline
            | Figure::Bridge
            | Figure::Lighthouse
            | Figure::Castle
            | Figure::Waterfall
            | Figure::Island
            | Figure::Waves
    )
}

const fn is_flying(figure: Figure) -> bool {
    matches!(figure, Figure::Plane | Figure::Butterfly | Figure::Balloon)
}

#[rustfmt::skip]
const fn glyph(figure: Figure) -> &'static str {
    match figure {
        Figure::People => "<circle cx='50' cy='30' r='18' fill='@a'/><path d='M14 100C14 60 86 60 86 100Z' fill='@b'/>",
        Figure::Cup => "<path d='M72 52h10a14 14 0 0 1 0 28H70' fill='none' stroke='@l' stroke-width='7'/><path d='M18 44H76V76a20 20 0 0 1-20 20H38A20 20 0 0 1 18 76Z' fill='@l'/><ellipse cx='47' cy='45' rx='29' ry='8' fill='#6b4226'/><ellipse cx='47' cy='45' rx='14' ry='3.5' fill='#d9b38c'/><path d='M18 62H76V72H18Z' fill='@a' opacity='.8'/><path d='M36 32c-6-8 6-12 0-22M50 30c-6-8 6-12 0-22M63 32c-6-8 6-12 0-22' fill='none' stroke='@l' stroke-width='3.5' stroke-linecap='round' opacity='.8'/><ellipse cx='48' cy='97' rx='40' ry='4' fill='@l'/>",
        Figure::Glass => "<path d='M26 8H74C76 44 66 58 54 61V90H70V97H30V90H46V61C34 58 24 44 26 8Z' fill='@l' opacity='.65'/><path d='M28 28H72C71 46 63 55 50 56C37 55 29 46 28 28Z' fill='@a'/><path d='M34 14V34' stroke='#fff' stroke-width='4' stroke-linecap='round'/>",
        Figure::Bottle => "<path d='M42 4H58V30C58 38 70 42 70 54V92a6 6 0 0 1-6 6H36a6 6 0 0 1-6-6V54C30 42 42 38 42 30Z' fill='@b'/><rect x='40' y='2' width='20' height='10' rx='2' fill='@d'/><rect x='30' y='58' width='40' height='26' fill='@l'/><path d='M40 71h20M44 77h12' stroke='@a' stroke-width='3'/><path d='M37 50V92' stroke='#fff' stroke-width='3' opacity='.5'/>",
        Figure::Bowl => "<circle cx='34' cy='46' r='13' fill='#d9483b'/><circle cx='52' cy='42' r='14' fill='#5fae57'/><circle cx='69' cy='47' r='12' fill='#f2c14e'/><circle cx='44' cy='52' r='9' fill='#86c06c'/><circle cx='60' cy='53' r='9' fill='#e98b3a'/><path d='M8 54H92C92 80 74 94 50 94S8 80 8 54Z' fill='@l'/><path d='M8 54H92C92 60 91 64 89 68H11C9 64 8 60 8 54Z' fill='@a'/>",
        Figure::Plate => "<ellipse cx='50' cy='74' rx='48' ry='22' fill='@l'/><ellipse cx='50' cy='72' rx='36' ry='15' fill='#f3e8d6'/><path d='M24 70C26 52 74 52 76 70C70 80 30 80 24 70Z' fill='#e9a23b'/><circle cx='42' cy='64' r='6' fill='#d9483b'/><circle cx='58' cy='66' r='6' fill='#d9483b'/><path d='M48 60q8-10 14-2q-6 6-14 2' fill='#5fae57'/>",
        Figure::Cake => "<path d='M14 58H86V92a6 6 0 0 1-6 6H20a6 6 0 0 1-6-6Z' fill='#a8673f'/><path d='M14 58c0-14 72-14 72 0v10c-8 8-12-6-20 2s-12-6-18 2s-14-6-20 0s-10-2-14-4Z' fill='@l'/><path d='M14 82H86' stroke='@a' stroke-width='5'/><g fill='@a'><rect x='32' y='30' width='5' height='20'/><rect x='48' y='26' width='5' height='22'/><rect x='64' y='30' width='5' height='20'/></g><g fill='#ffc94d'><path d='M34 16q7 8 0 14q-6-6 0-14M50 12q7 8 0 14q-6-6 0-14M66 16q7 8 0 14q-6-6 0-14'/></g>",
        Figure::Fruit => "<circle cx='34' cy='70' r='27' fill='#d8352a'/><circle cx='68' cy='72' r='25' fill='#f08c2e'/><circle cx='52' cy='50' r='22' fill='#e8503a'/><path d='M52 30q2-14 14-18' stroke='#5b3a1e' stroke-width='4' fill='none'/><path d='M56 24q14-14 26-4q-12 12-26 4' fill='#5fae57'/><ellipse cx='26' cy='60' rx='6' ry='9' fill='#fff' opacity='.4'/>",
        Figure::Vegetable => "<path d='M30 98C10 70 22 40 40 38C58 40 62 70 46 98Z' fill='#ee7f2d'/><path d='M40 38C24 22 22 12 28 4C36 10 38 18 40 28C42 16 48 10 58 8C56 24 50 32 40 38' fill='#4f9d4b'/><circle cx='70' cy='74' r='23' fill='#d9372c'/><path d='M58 56l12 5l12-5l-6 9l-6 3l-6-3Z' fill='#3f8f43'/>",
        Figure::Bread => "<path d='M10 76C4 50 30 40 50 40S96 50 90 76C88 90 78 94 50 94S12 90 10 76Z' fill='#c98a45'/><path d='M16 70C14 54 34 47 50 47S86 54 84 70' fill='#dca561'/><path d='M30 48l8 26M46 46l6 26M62 48l6 24' stroke='#f4d9a8' stroke-width='5' stroke-linecap='round'/>",
        Figure::Cat => "<path d='M78 92C98 84 98 58 84 54' fill='none' stroke='#d99a55' stroke-width='9' stroke-linecap='round'/><ellipse cx='50' cy='80' rx='29' ry='20' fill='#d99a55'/><path d='M24 12L40 24H60L76 12L78 44A28 25 0 0 1 22 44Z' fill='#d99a55'/><path d='M29 20L38 27L30 34ZM71 20L62 27L70 34Z' fill='#f2b8b0'/><ellipse cx='39' cy='42' rx='5' ry='6.5' fill='#e9f2c9'/><ellipse cx='61' cy='42' rx='5' ry='6.5' fill='#e9f2c9'/><ellipse cx='39' cy='42' rx='2' ry='6' fill='@d'/><ellipse cx='61' cy='42' rx='2' ry='6' fill='@d'/><path d='M46 52H54L50 57Z' fill='#e07a73'/><path d='M50 57q-5 7-10 2M50 57q5 7 10 2M24 50H8M25 55L10 60M76 50H92M75 55L90 60' stroke='@d' stroke-width='1.6' fill='none'/><ellipse cx='40' cy='95' rx='9' ry='5' fill='@l'/><ellipse cx='60' cy='95' rx='9' ry='5' fill='@l'/>",
        Figure::Fox => "<path d='M68 92C98 96 100 66 84 46C86 64 78 74 66 78Z' fill='#cf6421'/><path d='M84 46C93 56 95 66 93 73C89 68 86 63 84 58Z' fill='#fbf3e8'/><ellipse cx='50' cy='83' rx='23' ry='16' fill='#d9722c'/><path d='M38 72Q50 68 62 72Q60 90 50 96Q40 90 38 72Z' fill='#fbf3e8'/><path d='M22 12L37 27Q50 23 63 27L78 12L81 44Q70 64 50 70Q30 64 19 44Z' fill='#d9722c'/><path d='M26 20L34 29Q29 32 26 37ZM74 20L66 29Q71 32 74 37Z' fill='#5a2f1c'/><path d='M19 44Q36 42 50 60Q64 42 81 44Q70 66 50 71Q30 66 19 44Z' fill='#fbf3e8'/><ellipse cx='50' cy='66' rx='5' ry='4' fill='#2a211f'/><circle cx='38' cy='41' r='3.6' fill='#2a211f'/><circle cx='62' cy='41' r='3.6' fill='#2a211f'/><ellipse cx='40' cy='97' rx='7' ry='4' fill='#5a2f1c'/><ellipse cx='60' cy='97' rx='7' ry='4' fill='#5a2f1c'/>",
        Figure::Dog => "<path d='M76 86q16-4 18-22' stroke='#a56b3c' stroke-width='8' fill='none' stroke-linecap='round'/><ellipse cx='50' cy='82' rx='27' ry='17' fill='#c48a54'/><ellipse cx='50' cy='44' rx='28' ry='27' fill='#c48a54'/><path d='M24 30C6 28 8 60 18 66C26 62 28 46 28 34ZM76 30C94 28 92 60 82 66C74 62 72 46 72 34Z' fill='#8f5a30'/><ellipse cx='50' cy='56' rx='17' ry='14' fill='#f1dcc0'/><ellipse cx='50' cy='49' rx='7' ry='5' fill='#2a211f'/><circle cx='38' cy='38' r='4' fill='#2a211f'/><circle cx='62' cy='38' r='4' fill='#2a211f'/><path d='M50 54v7M42 61q8 7 16 0' stroke='#2a211f' stroke-width='2' fill='none'/><path d='M46 64h8v7a4 4 0 0 1-8 0Z' fill='#e8737a'/><rect x='34' y='68' width='32' height='6' rx='3' fill='@a'/><ellipse cx='38' cy='96' rx='9' ry='5' fill='#f1dcc0'/><ellipse cx='62' cy='96' rx='9' ry='5' fill='#f1dcc0'/>",
        Figure::Bird => "<path d='M20 62C16 34 40 16 62 24C80 30 84 46 80 60C74 82 40 92 20 62Z' fill='@a'/><path d='M20 62L2 84L32 78Z' fill='@b'/><path d='M34 52C48 44 66 50 66 66C52 76 38 70 34 52Z' fill='@b'/><path d='M80 38L98 44L80 50Z' fill='#f2a93b'/><circle cx='68' cy='38' r='5' fill='#fff'/><circle cx='69' cy='38' r='2.6' fill='#1c1a19'/><path d='M46 78v18M58 77v19M40 97h12M52 97h12' stroke='#c98436' stroke-width='3'/>",
        Figure::Horse => "<path d='M22 96V66C14 58 14 48 20 44C34 38 52 46 60 40L64 18L70 10L76 18C88 22 92 32 94 38L86 44L76 40C74 52 76 60 72 68V96H64V72H36L32 96Z' fill='#8c5a34'/><path d='M60 40L64 18L70 12C62 12 54 22 54 42Z' fill='@d'/><path d='M20 46C8 52 8 66 12 76' stroke='@d' stroke-width='5' fill='none'/><circle cx='78' cy='26' r='2.4' fill='#111'/>",
        Figure::Fish => "<path d='M8 50C24 22 60 24 74 50C60 76 24 78 8 50Z' fill='@a'/><path d='M70 50L96 28V72Z' fill='@b'/><path d='M36 32q10-16 24-10l-4 14ZM38 68q8 14 20 10l-4-12Z' fill='@b'/><circle cx='24' cy='46' r='5' fill='#fff'/><circle cx='23' cy='46' r='2.5' fill='#111'/><path d='M42 38q8 12 0 24M54 38q8 12 0 24' stroke='#fff' stroke-width='2' fill='none' opacity='.6'/>",
        Figure::Butterfly => "<g stroke='@d' stroke-width='2'><path d='M50 50C30 6 2 14 8 40C12 56 34 58 50 50Z' fill='@a'/><path d='M50 50C70 6 98 14 92 40C88 56 66 58 50 50Z' fill='@a'/><path d='M50 52C28 58 18 74 28 86C40 94 50 72 50 52Z' fill='@b'/><path d='M50 52C72 58 82 74 72 86C60 94 50 72 50 52Z' fill='@b'/></g><circle cx='24' cy='34' r='5' fill='@l'/><circle cx='76' cy='34' r='5' fill='@l'/><ellipse cx='50' cy='54' rx='3.5' ry='24' fill='@d'/><path d='M49 32Q42 18 36 16M51 32Q58 18 64 16' stroke='@d' stroke-width='2' fill='none'/>",
        Figure::Rabbit => "<ellipse cx='38' cy='20' rx='8' ry='22' fill='@l'/><ellipse cx='62' cy='20' rx='8' ry='22' fill='@l'/><ellipse cx='38' cy='22' rx='4' ry='15' fill='#f2b8b0'/><ellipse cx='62' cy='22' rx='4' ry='15' fill='#f2b8b0'/><ellipse cx='50' cy='82' rx='28' ry='17' fill='@l'/><circle cx='50' cy='54' r='25' fill='@l'/><circle cx='40' cy='50' r='3.6' fill='#222'/><circle cx='60' cy='50' r='3.6' fill='#222'/><path d='M46 58h8l-4 5Z' fill='#e07a73'/><path d='M50 63q-6 6-9 0M50 63q6 6 9 0' stroke='#555' stroke-width='1.6' fill='none'/><circle cx='78' cy='84' r='9' fill='#fff'/>",
        Figure::Elephant => "<path d='M14 96V60C14 36 34 28 56 30C80 32 90 46 90 66V78C90 92 74 92 76 80H84V68C78 68 72 66 70 62V96H56V76H32V96Z' fill='#8e97a3'/><path d='M54 36C66 32 74 46 70 62C58 66 48 52 54 36Z' fill='#a9b1bc'/><circle cx='80' cy='50' r='2.6' fill='#222'/><path d='M84 66l10 6' stroke='#f7f1e0' stroke-width='5' stroke-linecap='round'/><path d='M14 54q-8 10-4 22' stroke='#8e97a3' stroke-width='3' fill='none'/>",
        Figure::Mountain => "<path d='M-30 100L34 8L70 58L84 42L130 100Z' fill='@m'/><path d='M34 8L52 33L44 40L36 32L28 42L18 31Z' fill='#fff'/><path d='M84 42L94 54L86 60L78 50Z' fill='#fff'/><path d='M34 8L70 58L84 42L130 100H50Z' fill='#000' opacity='.14'/>",
        Figure::Lake => "<path d='M-30 62L20 16L50 54L74 30L130 62Z' fill='@m'/><path d='M20 16L32 31L24 36L16 30L8 27Z' fill='#fff'/><ellipse cx='50' cy='80' rx='90' ry='20' fill='@l' opacity='.75'/><path d='M-20 66L20 96L50 72L74 88L120 66Z' fill='@m' opacity='.35'/><path d='M0 82h40M56 90h50M30 74h40' stroke='#fff' stroke-width='1.6' opacity='.8'/>",
        Figure::Skyline => "<g fill='@d'><rect x='-26' y='52' width='20' height='48'/><rect x='-4' y='30' width='18' height='70'/><rect x='16' y='44' width='16' height='56'/><path d='M34 100V14L42 2L50 14V100Z'/><rect x='52' y='36' width='18' height='64'/><rect x='72' y='22' width='16' height='78'/><rect x='90' y='50' width='18' height='50'/><rect x='110' y='40' width='14' height='60'/></g><g fill='@a' opacity='.85'><path d='M0 36h4v5h-4zM8 46h4v5h-4zM38 24h4v6h-4zM44 40h4v6h-4zM38 58h4v6h-4zM56 44h4v5h-4zM64 56h4v5h-4zM76 30h4v5h-4zM82 46h4v5h-4zM76 64h4v5h-4zM-20 60h4v5h-4zM96 60h4v5h-4zM22 54h4v5h-4z'/></g>",
        Figure::Bridge => "<path d='M-40 74H140V80H-40Z' fill='@a'/><path d='M16 14H24V100H16ZM76 14H84V100H76Z' fill='@a'/><path d='M-40 60Q-6 50 20 18Q50 100 80 18Q106 50 140 60' fill='none' stroke='@a' stroke-width='3'/><path d='M-20 56V74M-4 44V74M32 34V74M44 56V74M56 56V74M68 34V74M104 44V74M120 56V74' stroke='@a' stroke-width='1.6'/>",
        Figure::Lighthouse => "<path d='M-10 100C0 84 26 80 50 82S104 86 112 100Z' fill='@d'/><path d='M38 84L43 28H57L62 84Z' fill='#fff'/><path d='M41.6 44H58.4L59.6 56H40.4ZM39.4 68H60.6L61.6 80H38.4Z' fill='@a'/><rect x='41' y='16' width='18' height='12' fill='#ffe27a'/><path d='M39 16L50 6L61 16Z' fill='@a'/><path d='M59 20L120 4V40Z' fill='#ffe27a' opacity='.35'/>",
        Figure::Castle => "<path d='M4 100V44H10V38H16V44H22V38H28V44H32V60H40V30L36 30L50 6L64 30H60V60H68V44H72V38H78V44H84V38H90V44H96V100Z' fill='@l'/><path d='M36 30L50 6L64 30Z' fill='@a'/><path d='M42 100V82a8 8 0 0 1 16 0V100Z' fill='@d'/><path d='M14 58h6v10h-6zM80 58h6v10h-6zM47 40h6v10h-6z' fill='@d'/><path d='M60 30V60H68V44H72V38H78V44H84V38H90V44H96V100H76Z' fill='#000' opacity='.1'/>",
        Figure::Tree => "<path d='M45 100C48 80 46 70 46 58H54C54 70 52 80 56 100Z' fill='#6b4a2f'/><circle cx='50' cy='36' r='30' fill='@b'/><circle cx='26' cy='50' r='20' fill='@b'/><circle cx='74' cy='50' r='20' fill='@b'/><circle cx='42' cy='28' r='14' fill='#fff' opacity='.14'/><circle cx='68' cy='44' r='10' fill='#fff' opacity='.12'/>",
        Figure::Boat => "<path d='M48 6V74H8Z' fill='@l'/><path d='M53 16V74H88Z' fill='@a'/><rect x='48.5' y='4' width='3.5' height='76' fill='#5b4330'/><path d='M2 78H98L84 98H16Z' fill='@d'/><path d='M2 78H98L95 83H5Z' fill='@b'/>",
        Figure::Waterfall => "<path d='M-10 100V20H34V100ZM66 100V20H110V100Z' fill='@d'/><path d='M34 24H66V100H34Z' fill='#eaf6ff'/><path d='M40 28V96M48 26V98M56 28V96M62 26V94' stroke='@b' stroke-width='1.6' opacity='.5'/><ellipse cx='50' cy='98' rx='40' ry='8' fill='#fff' opacity='.85'/><path d='M-10 20q10-12 24-6q10-8 20 6ZM66 20q10-12 22-6q12-6 22 6Z' fill='@b'/>",
        Figure::Island => "<ellipse cx='50' cy='94' rx='72' ry='14' fill='#f0d9ad'/><path d='M48 94C50 66 44 50 40 40L45 38C52 52 56 68 55 94Z' fill='#7a5434'/><g fill='#3f9a57'><path d='M42 40C30 24 12 26 4 38C18 34 30 36 42 40ZM42 40C48 20 68 16 82 26C66 26 54 32 42 40ZM42 40C32 42 22 54 22 66C30 54 36 46 42 40ZM42 40C54 40 66 50 70 64C60 54 52 46 42 40ZM42 40C36 24 42 10 54 6C50 18 48 28 42 40Z'/></g>",
        Figure::Road => "<path d='M40 0H60L120 100H-20Z' fill='#3f434b'/><path d='M48.6 8h2.8l1 14h-4.8zM47.6 32h4.8l1.4 18h-7.6zM45.6 60h8.8l2.4 26h-13.6z' fill='#ffd75e'/><path d='M40 0L-20 100H-14L41 0ZM60 0L120 100H114L59 0Z' fill='#fff'/>",
        Figure::Plane => "<path d='M2 50L20 44L70 42C84 42 96 46 98 51C96 56 84 60 70 60L20 56Z' fill='#fff'/><path d='M44 46L60 14H70L64 46ZM44 56L58 86H68L64 56Z' fill='@a'/><path d='M4 48L2 30H12L22 46Z' fill='@a'/><path d='M84 46q8 2 10 5l-10-1Z' fill='#3b4a63'/><path d='M30 50h44' stroke='#8fa3bf' stroke-width='2.4' stroke-dasharray='3 3'/>",
        Figure::Car => "<path d='M4 78C4 62 12 60 22 58L32 42C34 38 38 36 44 36H62C68 36 72 40 76 46L82 58C92 60 98 64 98 78V84H4Z' fill='@a'/><path d='M36 44C38 42 40 42 44 42H50V57H28ZM54 42H62C66 42 69 46 71 49L75 57H54Z' fill='#d9ecf7'/><circle cx='24' cy='84' r='12' fill='#23252b'/><circle cx='78' cy='84' r='12' fill='#23252b'/><circle cx='24' cy='84' r='5' fill='#c9ced6'/><circle cx='78' cy='84' r='5' fill='#c9ced6'/><rect x='90' y='66' width='8' height='5' rx='2' fill='#ffe27a'/>",
        Figure::Train => "<path d='M-30 36H60C80 36 94 58 96 78V88H-30Z' fill='@a'/><path d='M-30 68H93L95 76H-30Z' fill='@l'/><path d='M-24 44h16v14h-16zM0 44h16v14H0zM24 44h16v14H24zM52 44h8c10 0 16 8 20 14H52Z' fill='#d9ecf7'/><g fill='#2a2c33'><circle cx='-10' cy='90' r='8'/><circle cx='14' cy='90' r='8'/><circle cx='54' cy='90' r='8'/><circle cx='78' cy='90' r='8'/></g><path d='M-60 99H150' stroke='#555' stroke-width='3'/>",
        Figure::Laptop => "<rect x='14' y='26' width='72' height='52' rx='4' fill='#2b2f38'/><rect x='18' y='30' width='64' height='44' fill='@l'/><rect x='18' y='30' width='64' height='9' fill='@a'/><path d='M24 46h26M24 53h20M24 60h24' stroke='@m' stroke-width='3'/><path d='M58 66V54M65 66V48M72 66V58' stroke='@b' stroke-width='5'/><path d='M4 82H96L90 92a6 4 0 0 1-5 2H15a6 4 0 0 1-5-2Z' fill='#c7ccd4'/><path d='M42 82H58V85H42Z' fill='#8d949f'/>",
        Figure::Phone => "<rect x='28' y='4' width='44' height='92' rx='8' fill='#23262e'/><rect x='32' y='12' width='36' height='74' rx='2' fill='@l'/><rect x='32' y='12' width='36' height='24' fill='@a'/><circle cx='50' cy='24' r='7' fill='@l'/><g fill='@b'><rect x='36' y='42' width='12' height='12' rx='3'/><rect x='52' y='42' width='12' height='12' rx='3' fill='@m'/><rect x='36' y='58' width='12' height='12' rx='3' fill='@m'/><rect x='52' y='58' width='12' height='12' rx='3'/></g><path d='M42 79h16' stroke='@m' stroke-width='3' stroke-linecap='round'/>",
        Figure::Chart => "<rect x='2' y='14' width='96' height='84' rx='5' fill='@l'/><g fill='@b'><rect x='14' y='66' width='12' height='22'/><rect x='32' y='56' width='12' height='32'/><rect x='50' y='44' width='12' height='44'/><rect x='68' y='30' width='12' height='58'/></g><path d='M12 60L36 46L54 36L84 18' stroke='@a' stroke-width='4' fill='none'/><path d='M74 16L88 14L84 28Z' fill='@a'/><path d='M10 90H92' stroke='@m' stroke-width='2'/>",
        Figure::Gear => "<g fill='@b'><circle cx='42' cy='56' r='28'/><g id='t'><rect x='36' y='20' width='12' height='72' rx='2'/><rect x='36' y='20' width='12' height='72' rx='2' transform='rotate(45 42 56)'/><rect x='36' y='20' width='12' height='72' rx='2' transform='rotate(90 42 56)'/><rect x='36' y='20' width='12' height='72' rx='2' transform='rotate(135 42 56)'/></g></g><circle cx='42' cy='56' r='12' fill='@l'/><g fill='@a'><circle cx='78' cy='30' r='15'/><rect x='74.5' y='10' width='7' height='40'/><rect x='74.5' y='10' width='7' height='40' transform='rotate(60 78 30)'/><rect x='74.5' y='10' width='7' height='40' transform='rotate(120 78 30)'/></g><circle cx='78' cy='30' r='6' fill='@l'/>",
        Figure::Book => "<rect x='12' y='76' width='76' height='18' rx='3' fill='@a'/><rect x='18' y='80' width='70' height='10' fill='@l'/><rect x='18' y='58' width='72' height='18' rx='3' fill='@b'/><rect x='24' y='62' width='66' height='10' fill='@l'/><path d='M50 54C38 42 20 42 8 46V18C20 14 38 14 50 26C62 14 80 14 92 18V46C80 42 62 42 50 54Z' fill='@l' stroke='@m' stroke-width='2'/><path d='M50 26V54M16 26q14-2 26 6M16 34q14-2 26 6M84 26q-14-2-26 6M84 34q-14-2-26 6' stroke='@m' stroke-width='1.8' fill='none'/>",
        Figure::Coins => "<g stroke='#b57f16' stroke-width='1.6' fill='#f2c14e'><path d='M10 90v-8a15 5 0 0 1 30 0v8a15 5 0 0 1-30 0Z'/><ellipse cx='25' cy='82' rx='15' ry='5'/><path d='M36 90V62a15 5 0 0 1 30 0v28a15 5 0 0 1-30 0Z'/><ellipse cx='51' cy='62' rx='15' ry='5'/><path d='M36 70a15 5 0 0 0 30 0M36 78a15 5 0 0 0 30 0' fill='none'/><path d='M62 90V38a15 5 0 0 1 30 0v52a15 5 0 0 1-30 0Z'/><ellipse cx='77' cy='38' rx='15' ry='5'/><path d='M62 48a15 5 0 0 0 30 0M62 58a15 5 0 0 0 30 0M62 68a15 5 0 0 0 30 0M62 78a15 5 0 0 0 30 0' fill='none'/></g><path d='M10 60L34 40L50 46L80 12' stroke='@a' stroke-width='4' fill='none'/><path d='M70 12L84 8L82 22Z' fill='@a'/>",
        Figure::Clock => "<circle cx='24' cy='20' r='13' fill='@a'/><circle cx='76' cy='20' r='13' fill='@a'/><path d='M22 92L14 100M78 92L86 100' stroke='@d' stroke-width='6'/><circle cx='50' cy='56' r='42' fill='@a'/><circle cx='50' cy='56' r='34' fill='@l'/><path d='M50 56V32M50 56L66 64' stroke='@d' stroke-width='4.5' stroke-linecap='round'/><circle cx='50' cy='56' r='4' fill='@a'/><path d='M50 25v5M50 82v5M19 56h5M76 56h5' stroke='@d' stroke-width='3'/>",
        Figure::Bulb => "<circle cx='50' cy='42' r='46' fill='#ffe27a' opacity='.35'/><path d='M50 8a32 32 0 0 1 18 58c-4 3-4 8-4 12H36c0-4 0-9-4-12A32 32 0 0 1 50 8Z' fill='#ffd75e'/><path d='M42 76V52L36 44M58 76V52L64 44M42 52H58' stroke='#c98a1b' stroke-width='2.6' fill='none'/><rect x='36' y='78' width='28' height='6' fill='#8d949f'/><rect x='38' y='85' width='24' height='6' fill='#6f7682'/><path d='M42 92H58L54 99H46Z' fill='#4d535d'/>",
        Figure::Camera => "<path d='M30 30L36 18H64L70 30Z' fill='@d'/><rect x='4' y='28' width='92' height='64' rx='8' fill='@d'/><rect x='4' y='44' width='92' height='30' fill='@a'/><circle cx='50' cy='60' r='27' fill='#d5d9df'/><circle cx='50' cy='60' r='21' fill='#1c2027'/><circle cx='50' cy='60' r='12' fill='@b'/><circle cx='44' cy='54' r='4' fill='#fff' opacity='.8'/><circle cx='84' cy='36' r='4' fill='@l'/>",
        Figure::House => "<rect x='70' y='14' width='10' height='24' fill='@d'/><path d='M2 50L50 10L98 50L90 54V98H10V54Z' fill='@l'/><path d='M0 50L50 8L100 50L94 56L50 20L6 56Z' fill='@a'/><rect x='42' y='64' width='18' height='34' fill='@b'/><path d='M18 60h16v16H18zM68 60h16v16H68z' fill='#ffe9a8'/><path d='M26 60v16M18 68h16M76 60v16M68 68h16' stroke='@m' stroke-width='1.6'/>",
        Figure::Flask => "<path d='M36 6H58V40L84 88a6 6 0 0 1-6 8H16a6 6 0 0 1-6-8L36 40Z' fill='#eaf4fb' opacity='.85'/><path d='M26 62H68L83 88a5 5 0 0 1-5 7H16a5 5 0 0 1-5-7Z' fill='@a'/><rect x='32' y='4' width='30' height='6' rx='3' fill='#c9d6e2'/><circle cx='36' cy='78' r='5' fill='#fff' opacity='.6'/><circle cx='54' cy='84' r='4' fill='#fff' opacity='.6'/><circle cx='47' cy='68' r='3' fill='#fff' opacity='.6'/><path d='M80 30H94V86a7 7 0 0 1-14 0Z' fill='@b'/>",
        Figure::Pattern => "<path d='M50 2L98 50L50 98L2 50Z' fill='@a'/><path d='M50 20L80 50L50 80L20 50Z' fill='@l'/><circle cx='50' cy='50' r='15' fill='@b'/>",
        Figure::Heart => "<path d='M50 94C10 64 2 46 4 30C8 8 38 4 50 28C62 4 92 8 96 30C98 46 90 64 50 94Z' fill='#e2405f'/><path d='M18 34C18 22 26 18 32 18' stroke='#fff' stroke-width='5' stroke-linecap='round' fill='none' opacity='.7'/>",
        Figure::Star => "<path d='M50 4L63 36L98 39L71 61L80 95L50 76L20 95L29 61L2 39L37 36Z' fill='#ffd04a'/><path d='M50 4L50 76L20 95L29 61L2 39L37 36Z' fill='#fff' opacity='.22'/>",
        Figure::Snowflake => "<g stroke='@l' stroke-width='5' stroke-linecap='round' fill='none'><path d='M50 4V96M10 27L90 73M10 73L90 27'/><path d='M40 12L50 22L60 12M40 88L50 78L60 88M10 40L23 36L20 22M90 40L77 36L80 22M10 60L23 64L20 78M90 60L77 64L80 78'/></g>",
        Figure::Balloon => "<path d='M30 66Q40 84 50 98M50 56V98M72 66Q60 84 50 98' stroke='@d' stroke-width='1.4' fill='none'/><ellipse cx='28' cy='38' rx='20' ry='26' fill='@a'/><ellipse cx='74' cy='40' rx='19' ry='25' fill='@b'/><ellipse cx='50' cy='28' rx='21' ry='27' fill='#e2405f'/><ellipse cx='42' cy='18' rx='5' ry='8' fill='#fff' opacity='.5'/>",
        Figure::Flower => "<path d='M50 98C52 80 48 66 50 52' stroke='#4b8f4a' stroke-width='5' fill='none'/><path d='M50 84C34 82 26 74 24 64C40 64 48 72 50 84ZM50 78C64 78 74 68 76 58C62 58 52 66 50 78Z' fill='#5fae57'/><g fill='@a'><ellipse cx='50' cy='14' rx='11' ry='15'/><ellipse cx='50' cy='54' rx='11' ry='15'/><ellipse cx='30' cy='34' rx='15' ry='11'/><ellipse cx='70' cy='34' rx='15' ry='11'/><ellipse cx='36' cy='20' rx='12' ry='12'/><ellipse cx='64' cy='20' rx='12' ry='12'/><ellipse cx='36' cy='48' rx='12' ry='12'/><ellipse cx='64' cy='48' rx='12' ry='12'/></g><circle cx='50' cy='34' r='12' fill='#ffd04a'/>",
        Figure::Leaf => "<path d='M8 92C4 40 36 8 94 6C96 62 62 96 8 92Z' fill='#4f9d55'/><path d='M8 92C30 64 54 42 86 16' stroke='#d8efc4' stroke-width='3.4' fill='none'/><path d='M32 66L30 42M48 50L48 28M40 60L66 60M56 44L78 42' stroke='#d8efc4' stroke-width='2.2' fill='none'/>",
        Figure::Gift => "<rect x='10' y='44' width='80' height='54' rx='3' fill='@a'/><rect x='4' y='32' width='92' height='18' rx='3' fill='@b'/><rect x='42' y='32' width='16' height='66' fill='@l'/><path d='M50 32C30 32 20 18 28 10C38 4 48 18 50 32C52 18 62 4 72 10C80 18 70 32 50 32Z' fill='none' stroke='@l' stroke-width='6'/>",
        Figure::Globe => "<circle cx='50' cy='50' r='46' fill='#3c8fd0'/><path d='M18 24C30 14 44 14 48 22C44 32 34 30 32 40C24 46 14 42 10 36ZM56 34C70 24 88 30 92 42C92 56 84 62 78 74C70 80 66 68 64 60C54 54 50 42 56 34ZM28 58C40 56 46 64 42 74C38 84 34 86 30 82C24 72 22 62 28 58Z' fill='#67b56b'/><path d='M24 18C38 8 60 8 74 16' stroke='#fff' stroke-width='3' opacity='.5' fill='none'/>",
        Figure::Waves => "<g fill='none' stroke-linecap='round' stroke-width='7'><path d='M-60 30q28-26 56 0t56 0t56 0t56 0' stroke='@a'/><path d='M-60 54q28-26 56 0t56 0t56 0t56 0' stroke='@l'/><path d='M-60 78q28-26 56 0t56 0t56 0t56 0' stroke='@b'/></g>",
        Figure::Statue => "<rect x='26' y='84' width='48' height='14' fill='#c9c5be'/><rect x='32' y='76' width='36' height='9' fill='#dcd9d3'/><path d='M30 78C28 58 36 52 44 50V42H56V50C64 52 72 58 70 78Z' fill='#efece6'/><ellipse cx='50' cy='30' rx='13' ry='17' fill='#efece6'/><path d='M36 28C34 8 66 8 64 28C60 18 56 18 50 18S40 18 36 28Z' fill='#d3cfc7'/><path d='M50 26L47 35H52M44 40q6 3 12 0' stroke='#b3aea5' stroke-width='1.6' fill='none'/><path d='M50 50V78H70C72 58 64 52 56 50Z' fill='#000' opacity='.08'/>",
        Figure::Painting => "<rect x='4' y='12' width='92' height='74' fill='#c69a3f'/><rect x='9' y='17' width='82' height='64' fill='#8d6a22'/><rect x='12' y='20' width='76' height='58' fill='@l'/><path d='M12 78V60L34 40L52 58L64 48L88 68V78Z' fill='@b'/><circle cx='70' cy='34' r='7' fill='@a'/><path d='M12 78V70q30-8 76 2v6Z' fill='@m'/>",
        Figure::Vase => "<path d='M40 6H60C58 20 58 26 64 34C80 48 80 76 62 96H38C20 76 20 48 36 34C42 26 42 20 40 6Z' fill='@a'/><path d='M26 54H74M25 68H75' stroke='@l' stroke-width='4'/><path d='M30 61l6-5l6 5l6-5l6 5l6-5l6 5l4-4' stroke='@l' stroke-width='2' fill='none'/><rect x='37' y='3' width='26' height='6' rx='3' fill='@b'/><path d='M34 44C28 56 30 74 38 86' stroke='#fff' stroke-width='3' opacity='.4' fill='none'/>",
        Figure::Note => "<ellipse cx='24' cy='82' rx='17' ry='13' fill='@a' transform='rotate(-18 24 82)'/><ellipse cx='76' cy='72' rx='17' ry='13' fill='@a' transform='rotate(-18 76 72)'/><path d='M34 80V18L92 6V68H86V26L40 36V80Z' fill='@a'/>",
        Figure::Speaker => "<path d='M8 38H28L54 14V86L28 62H8Z' fill='@a'/><path d='M64 36q12 14 0 28M74 26q22 24 0 48M84 16q32 34 0 68' stroke='@l' stroke-width='5.5' stroke-linecap='round' fill='none'/>",
    }
}
