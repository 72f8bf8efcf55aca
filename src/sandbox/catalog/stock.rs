//! The families of the stock, their digits, and the bijection between codes and ids.

use std::sync::LazyLock;

use super::{
    frame::{self, Frame},
    item::{Cast, Look},
    rank::Ranking,
    vocab::Sound,
    words::{self, Figure, Place, Term},
};

/// Digits of a code: frame, look, scene, subject. The last one varies fastest in every order, so neighbours look different.
pub(super) const DIGITS: usize = 4;
/// Where each digit stands.
pub(super) const FRAME: usize = 0;
pub(super) const LOOK: usize = 1;
pub(super) const SCENE: usize = 2;
pub(super) const SUBJECT: usize = 3;

/// Smallest id that can be an item's.
const FIRST_ID: u64 = 1_000_001;
/// A prime: the ids are `FIRST_ID..FIRST_ID + MODULUS`, below [`super::FIRST_FOREIGN_ID`].
const MODULUS: u64 = 898_999_999;
/// Any number: neighbouring codes lie this far apart as ids.
const STRIDE: u64 = 347_820_661;
const STRIDE_INVERSE: u64 = power(STRIDE, MODULUS - 2);

const fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % MODULUS;
        }
        base = base * base % MODULUS;
        exponent /= 2;
    }
    result
}

/// A number that looks random, from the one given (splitmix64).
pub(in crate::sandbox) const fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The last digit: what is to be seen or heard.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) text: [String; 7],
    /// Whether verbs in the scene's text are in the plural.
    pub(super) plural: bool,
    /// English, beyond the words of the text.
    pub(super) tags: Vec<&'static str>,
    pub(super) categories: &'static [u32],
    pub(super) figure: Figure,
    pub(super) cast: Option<Cast>,
    pub(super) nudity: bool,
    pub(super) sound: Option<Sound>,
}

/// Items that share their tables.
#[derive(Debug)]
pub(super) struct Family {
    /// The code of its first item.
    pub(super) start: u64,
    pub(super) radix: [usize; DIGITS],
    pub(super) subjects: Vec<Subject>,
    pub(super) scenes: &'static [Term<Place>],
    pub(super) looks: Vec<Look>,
    pub(super) frames: Vec<Frame>,
    /// What the pictures are good for, in every language.
    pub(super) purpose: [&'static str; 7],
    /// Whether the look is part of the title (light can be seen, not heard).
    pub(super) look_in_title: bool,
}

impl Family {
    pub(super) fn len(&self) -> u64 {
        self.radix.iter().map(|&radix| radix as u64).product()
    }
}

/// An item's place: its family's number and its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Address {
    pub(super) family: usize,
    pub(super) digits: [usize; DIGITS],
}

/// All families, and the orders over them.
pub(super) struct Stock {
    pub(super) families: Vec<Family>,
    pub(super) sales: Ranking,
    pub(super) dates: Ranking,
}

static STOCK: LazyLock<Stock> = LazyLock::new(|| {
    let mut families = Vec::new();
    let mut start = 0;
    for (number, source) in words::families().into_iter().enumerate() {
        let frames = frame::frames(number, &source.frames);
        let radix = [frames.len(), source.looks.len(), source.scenes.len(), source.subjects.len()];
        let family = Family {
            start,
            radix,
            subjects: source.subjects,
            scenes: source.scenes,
            looks: source.looks,
            frames,
            purpose: source.purpose,
            look_in_title: source.look_in_title,
        };
        start += family.len();
        families.push(family);
    }
    let sales = Ranking::new(&families, 0x5a1e5);
    let dates = Ranking::new(&families, 0xda7e5);
    Stock { families, sales, dates }
});

/// The stock, built at the first use.
pub(super) fn stock() -> &'static Stock {
    &STOCK
}

impl Stock {
    pub(super) fn family(&self, address: &Address) -> &Family {
        // Addresses are only made from the stock itself.
        &self.families[address.family]
    }

    /// The item's place; `None` when no item has that id.
    pub(super) fn address(&self, id: u64) -> Option<Address> {
        let residue = id.checked_sub(FIRST_ID).filter(|&residue| residue < MODULUS)?;
        let code = residue * STRIDE_INVERSE % MODULUS;
        let number = self.families.partition_point(|family| family.start <= code).checked_sub(1)?;
        let family = &self.families[number];
        let mut rest = code - family.start;
        if rest >= family.len() {
            return None;
        }
        let mut digits = [0; DIGITS];
        for (digit, &radix) in digits.iter_mut().zip(&family.radix).rev() {
            *digit = (rest % radix as u64) as usize;
            rest /= radix as u64;
        }
        Some(Address { family: number, digits })
    }

    /// The id of the item at a place.
    pub(super) fn id(&self, address: &Address) -> u64 {
        let family = self.family(address);
        let code = (address.digits.iter().zip(&family.radix))
            .fold(0, |code, (&digit, &radix)| code * radix as u64 + digit as u64);
        FIRST_ID + (family.start + code) * STRIDE % MODULUS
    }

    /// A family of things that can be seen, by a random number.
    pub(super) fn any_visible(&self, dice: u64) -> usize {
        let visible: Vec<usize> = (0..self.families.len()).filter(|&at| self.families[at].look_in_title).collect();
        visible.get(dice as usize % visible.len().max(1)).copied().unwrap_or(0)
    }

    /// How many items there are, inactive ones included.
    pub(super) fn len(&self) -> u64 {
        self.families.iter().map(Family::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_and_addresses_are_one_to_one(id in 0_u64..1_000_000_000) {
            if let Some(address) = stock().address(id) {
                prop_assert_eq!(stock().id(&address), id);
            }
        }
    }

    #[test]
    fn about_331_million_items_are_active() {
        let active: u64 = stock()
            .families
            .iter()
            .map(|family| {
                let frames = family.frames.iter().filter(|frame| frame.active).count() as u64;
                family.len() / family.radix[FRAME] as u64 * frames
            })
            .sum();
        assert!((330_000_000..332_000_000).contains(&active), "{active}");
        assert!(stock().len() < MODULUS);
    }
}
