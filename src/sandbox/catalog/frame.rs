//! The first digit: how an item was made and is sold. The rows are drawn at random from weights, with a fixed seed.
//!
//! Rows come in groups: a group is one author's, and all of one kind, so that a series keeps both.

use super::{
    stock::mix,
    vocab::{Collection, Kind, Orientation},
};

/// Rows of a group.
pub(super) const GROUP: usize = 8;
/// Groups of a family.
pub(super) const GROUPS: usize = 42;

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) active: bool,
    pub(super) orientation: Orientation,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) editorial: bool,
    pub(super) free: bool,
    pub(super) exclusive: bool,
    pub(super) extended: bool,
    pub(super) mobile: bool,
    pub(super) ai_generated: bool,
    pub(super) illustration: bool,
    pub(super) collection: Collection,
    /// Where it must not be shown, two lower-case letters.
    pub(super) banned_in: Option<&'static str>,
}

/// How often things happen in a family, in a thousand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub(super) vector: u64,
    pub(super) video: u64,
    pub(super) audio: u64,
    pub(super) editorial: u64,
    pub(super) ai_generated: u64,
}

/// The rows of a family.
pub(super) fn frames(family: usize, weights: &Weights) -> Vec<Frame> {
    let seed = mix(0xf4a3e ^ family as u64);
    (0..GROUPS * GROUP)
        .map(|row| {
            let group = (row / GROUP) as u64;
            // Evenly spread instead of drawn: with 42 groups, chance would lose the rarer kinds.
            let place = (group * 1000 + 500) / GROUPS as u64;
            let kind = if place < weights.video {
                Kind::Video
            } else if place < weights.video + weights.vector {
                Kind::Vector
            } else if place < weights.video + weights.vector + weights.audio {
                Kind::Audio
            } else {
                Kind::Image
            };
            frame(kind, Dice(mix(seed ^ row as u64)), weights)
        })
        .collect()
}

/// Throws that follow from one seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = mix(self.0);
        self.0 % n
    }

    fn thousandths(&mut self, n: u64) -> bool {
        self.below(1000) < n
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let index = self.below(choices.len().max(1) as u64) as usize;
        choices.get(index).copied()
    }
}

fn frame(kind: Kind, mut dice: Dice, weights: &Weights) -> Frame {
    let orientation = match (kind, dice.below(100)) {
        (Kind::Audio, _) => Orientation::Square,
        (Kind::Video, 0..85) => Orientation::Horizontal,
        (Kind::Video, _) => Orientation::Vertical,
        (Kind::Vector, 0..45) | (_, 87..) => Orientation::Square,
        (_, 0..58) => Orientation::Horizontal,
        (_, _) => Orientation::Vertical,
    };
    let (long, short) = edges(kind, orientation, &mut dice);
    let (width, height) = if orientation == Orientation::Vertical { (short, long) } else { (long, short) };
    let editorial = kind == Kind::Image && dice.thousandths(weights.editorial);
    let ai_generated = kind == Kind::Image && !editorial && dice.thousandths(weights.ai_generated);
    Frame {
        kind,
        active: !dice.thousandths(24),
        orientation,
        width,
        height,
        editorial,
        free: dice.thousandths(20),
        exclusive: !editorial && dice.thousandths(180),
        extended: !editorial && dice.thousandths(850),
        mobile: kind == Kind::Image && dice.thousandths(25),
        ai_generated,
        illustration: kind == Kind::Vector || (kind == Kind::Image && (ai_generated || dice.thousandths(60))),
        collection: match dice.below(100) {
            0..4 => Collection::Premium,
            4..12 => Collection::Enterprise,
            _ => Collection::Regular,
        },
        banned_in: if dice.thousandths(25) { dice.pick(&["cn", "ru", "ae", "in"]) } else { None },
    }
}

/// The longer and the shorter edge.
fn edges(kind: Kind, orientation: Orientation, dice: &mut Dice) -> (u32, u32) {
    const PHOTO_EDGES: [u32; 14] = [1200, 1920, 2400, 3000, 3504, 4000, 4256, 4928, 5184, 5472, 5760, 6000, 6720, 8256];
    const VECTOR_EDGES: [u32; 5] = [3000, 4000, 5000, 5500, 6000];
    const RATIOS: [(u32, u32); 6] = [(3, 2), (3, 2), (3, 2), (4, 3), (5, 4), (16, 9)];
    match kind {
        Kind::Audio => Some((1400, 1400)),
        Kind::Video => dice.pick(&[(4096, 2160), (3840, 2160), (3840, 2160), (1920, 1080), (1280, 720)]),
        Kind::Image | Kind::Vector => {
            let edges: &[u32] = if kind == Kind::Image { &PHOTO_EDGES } else { &VECTOR_EDGES };
            dice.pick(edges).zip(dice.pick(&RATIOS)).map(|(long, (a, b))| (long, long * b / a))
        }
    }
    .map_or((3000, 2000), |(long, short)| (long, if orientation == Orientation::Square { long } else { short }))
}
