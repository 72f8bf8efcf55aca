//! From a free text to something that can be drawn.

use super::{
    index,
    item::Cast,
    stock::{LOOK, SCENE, SUBJECT, mix, stock},
    words::{Figure, Place},
};

/// What a prompt speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct Idea {
    pub(in crate::sandbox) figure: Figure,
    pub(in crate::sandbox) place: Place,
    pub(in crate::sandbox) cast: Option<Cast>,
    pub(in crate::sandbox) color: u8,
    pub(in crate::sandbox) light: usize,
    pub(in crate::sandbox) seed: u64,
}

/// The subject, scene and look that share most words with the prompt; what it does not say is left to chance.
/// Another index is another idea of the same prompt.
pub(in crate::sandbox) fn imagine(prompt: &str, index: u32) -> Idea {
    let stock = stock();
    let seed = prompt.bytes().fold(mix(u64::from(index)), |seed, byte| mix(seed ^ u64::from(byte)));
    let mut points = std::collections::BTreeMap::new();
    for stem in index::stems(prompt) {
        for posting in index::postings(&stem) {
            // Long words say more than short ones.
            let worth = stem.chars().count() * if posting.in_title { 3 } else { 1 };
            *points.entry((posting.digit, posting.family, posting.row)).or_insert(0) += worth;
        }
    }
    let best = |digit: usize| {
        let rows = points.iter().filter(|((of, ..), _)| *of == digit);
        // Among equals, chance decides, so that four ideas of one prompt differ.
        let best = rows.max_by_key(|((_, family, row), worth)| (**worth, mix(seed ^ mix((family << 16 | row) as u64))));
        best.map(|((_, family, row), _)| (*family, *row))
    };
    let chance = |salt: u64, n: usize| (mix(seed ^ salt) % n.max(1) as u64) as usize;
    let (family, row) = best(SUBJECT).unwrap_or_else(|| {
        let family = stock.any_visible(mix(seed ^ 1));
        (family, chance(2, stock.families[family].radix[SUBJECT]))
    });
    let subject = &stock.families[family].subjects[row];
    let (scenes, scene) = best(SCENE).unwrap_or_else(|| (family, chance(3, stock.families[family].radix[SCENE])));
    let (looks, look) = best(LOOK).unwrap_or_else(|| (family, chance(4, stock.families[family].radix[LOOK])));
    let look = &stock.families[looks].looks[look];
    Idea {
        figure: subject.figure,
        place: stock.families[scenes].scenes[scene].draw,
        cast: subject.cast,
        color: look.color,
        light: look.light,
        seed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_decides_what_is_seen() {
        let fox = imagine("A red fox in the snow", 0);
        assert_eq!((fox.figure, fox.place), (Figure::Fox, Place::Snow));
        assert_eq!(fox, imagine("A red fox in the snow", 0));
        assert_ne!(fox.seed, imagine("A red fox in the snow", 1).seed);
        let reader = imagine("old woman reading by the window", 2);
        assert_eq!((reader.figure, reader.place), (Figure::People, Place::Room));
        assert_ne!(imagine("", 0).seed, imagine("qwrtz", 0).seed);
    }
}
