//! The contributors. An author is a part of a family's subjects and a group of its frames: a box, so portfolios can be searched.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    frame::{GROUP, GROUPS},
    stock::{Address, FRAME, SUBJECT, mix, stock},
    vocab::Level,
};

/// Into how many parts the subjects of a family are divided among authors.
const PARTS: usize = 8;
/// Authors per family.
const PER_FAMILY: usize = PARTS * GROUPS;
/// Author ids are a bijection of their numbers below this prime, from [`FIRST_ID`] on.
const MODULUS: u64 = 8_999_993;
const FIRST_ID: u64 = 1_000_003;
const STRIDE: u64 = 3_719_671;

/// A contributor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// `userid`
    pub id: u64,
    /// `username`
    pub username: String,
    /// `level`
    pub level: Level,
    /// Whether there is a picture of the author ([`crate::sandbox::pictures::avatar`]).
    pub has_avatar: bool,
}

/// The author with this id.
pub fn author(id: u64) -> Option<Author> {
    number_of_id(id).map(numbered)
}

/// The author with this name, in any case.
pub fn author_by_username(username: &str) -> Option<Author> {
    number_of_name(username).map(numbered)
}

/// The author of an item.
pub(super) fn author_at(address: &Address) -> Author {
    let radix = stock().family(address).radix[SUBJECT];
    let part = address.digits[SUBJECT] * PARTS / radix;
    let group = address.digits[FRAME] / GROUP;
    numbered(address.family * PER_FAMILY + part * GROUPS + group)
}

/// The box of an author's items: family, rows of the subject, rows of the frame.
pub(super) struct Portfolio {
    pub(super) family: usize,
    part: usize,
    group: usize,
}

impl Portfolio {
    /// Of the author with this id or this name.
    pub(super) fn find(id: Option<u64>, username: Option<&str>) -> Option<Self> {
        let by_id = id.map(number_of_id);
        let by_name = username.map(number_of_name);
        let number = match (by_id, by_name) {
            (Some(a), Some(b)) if a != b => None,
            (Some(number), _) | (None, Some(number)) => number,
            (None, None) => None,
        }?;
        Some(Self { family: number / PER_FAMILY, part: number % PER_FAMILY / GROUPS, group: number % GROUPS })
    }

    pub(super) fn has_subject(&self, row: usize, radix: usize) -> bool {
        row * PARTS / radix == self.part
    }

    pub(super) const fn has_frame(&self, row: usize) -> bool {
        row / GROUP == self.group
    }
}

fn total() -> usize {
    stock().families.len() * PER_FAMILY
}

fn number_of_id(id: u64) -> Option<usize> {
    static NUMBERS: LazyLock<HashMap<u64, usize>> =
        LazyLock::new(|| (0..total()).map(|number| (id_of(number), number)).collect());
    NUMBERS.get(&id).copied()
}

fn number_of_name(username: &str) -> Option<usize> {
    static NUMBERS: LazyLock<HashMap<String, usize>> =
        LazyLock::new(|| (0..total()).map(|number| (name_of(number), number)).collect());
    NUMBERS.get(&username.trim().to_lowercase()).copied()
}

const fn id_of(number: usize) -> u64 {
    FIRST_ID + number as u64 * STRIDE % MODULUS
}

fn numbered(number: usize) -> Author {
    let dice = mix(number as u64 ^ 0xa07_404);
    let level = match dice % 100 {
        0..30 => Level::Beginner,
        30..58 => Level::Bronze,
        58..82 => Level::Silver,
        82..95 => Level::Gold,
        _ => Level::Emerald,
    };
    Author { id: id_of(number), username: name_of(number), level, has_avatar: !(dice / 100).is_multiple_of(3) }
}

#[rustfmt::skip]
const GIVEN: [&str; 60] = [
    "alina", "anton", "bea", "boris", "carla", "cem", "dana", "diego", "elif", "emil", "fatima", "felix", "gina",
    "goran", "hana", "hugo", "ines", "ivan", "jana", "jonas", "kaya", "kenji", "lara", "leon", "lucia", "luka", "maja",
    "marco", "mei", "milan", "nadia", "nils", "nora", "olga", "omar", "oskar", "paula", "pavel", "petra", "rafael",
    "renata", "robin", "rosa", "ruslan", "sana", "sofia", "stefan", "tamara", "taro", "theo", "tina", "uma", "vera",
    "viktor", "wanda", "yara", "yuri", "zara", "zoe", "zoltan",
];
#[rustfmt::skip]
const TRADE: [&str; 60] = [
    "studio", "photo", "pix", "foto", "art", "images", "lens", "frames", "shots", "works", "design", "media",
    "visuals", "light", "stock", "films", "press", "color", "vision", "gallery", "atelier", "pictures", "focus",
    "creative", "prints", "snap", "view", "draws", "motion", "travels", "kitchen", "nature", "wild", "urban", "north",
    "south", "east", "west", "66", "77", "88", "2000", "online", "pro", "lab", "house", "team", "group", "world",
    "time", "sky", "sea", "land", "dreams", "story", "life", "moments", "makers", "corner", "line",
];

/// 3600 names for the authors: the pairs are walked on a diagonal, so that neighbours share neither part.
fn name_of(number: usize) -> String {
    let (round, given) = (number / GIVEN.len(), number % GIVEN.len());
    format!("{}{}", GIVEN[given], TRADE[(round + given) % TRADE.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_found_by_id_and_by_name() {
        assert!(total() <= GIVEN.len() * TRADE.len());
        for number in 0..total() {
            let one = numbered(number);
            assert_eq!(author(one.id).as_ref(), Some(&one));
            assert_eq!(author_by_username(&one.username.to_uppercase()), Some(one));
        }
        assert_eq!(author(5), None);
    }
}
