//! Ids of the stock as this provider numbers it: other numbers for the same things, one to one.

use crate::sandbox::catalog::mix;

/// A bijection between ids of the catalogue and this provider's.
struct Scatter {
    catalogue: u64,
    first: u64,
    /// A prime: both sides count so many numbers.
    modulus: u64,
    stride: u64,
    inverse: u64,
}

impl Scatter {
    const fn new(catalogue: u64, first: u64, modulus: u64, stride: u64) -> Self {
        Self { catalogue, first, modulus, stride, inverse: power(stride, modulus - 2, modulus) }
    }

    fn outward(&self, id: u64) -> Option<u64> {
        let number = id.checked_sub(self.catalogue).filter(|number| *number < self.modulus)?;
        Some(self.first + number * self.stride % self.modulus)
    }

    fn inward(&self, id: u64) -> Option<u64> {
        let number = id.checked_sub(self.first).filter(|number| *number < self.modulus)?;
        Some(self.catalogue + number * self.inverse % self.modulus)
    }
}

const fn power(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent /= 2;
    }
    result
}

/// All below 2^31, as the vendor's Java library has it.
const ITEMS: Scatter = Scatter::new(1_000_001, 40_000_003, 898_999_999, 512_309_377);
const CREATORS: Scatter = Scatter::new(1_000_003, 200_000_017, 8_999_993, 5_318_009);

/// The one item whose id is above 2^31, and near the end of what a double holds: its id in the catalogue, and here.
const LARGE: (u64, u64) = (46_137_800, 9_007_199_254_740_881);

/// The item's id here; the catalogue's ids all have one.
pub(super) fn item_id(catalogue: u64) -> u64 {
    if catalogue == LARGE.0 { LARGE.1 } else { ITEMS.outward(catalogue).unwrap_or(catalogue) }
}

/// The item's id in the catalogue, which need not have it.
pub(super) fn catalogue_id(id: u64) -> Option<u64> {
    if id == LARGE.1 {
        return Some(LARGE.0);
    }
    ITEMS.inward(id).filter(|catalogue| *catalogue != LARGE.0)
}

/// `creator_id`
pub(super) fn creator_id(author: u64) -> u64 {
    CREATORS.outward(author).unwrap_or(author)
}

/// The author's id in the catalogue, which need not have it.
pub(super) fn author_id(creator: u64) -> Option<u64> {
    CREATORS.inward(creator)
}

/// `creator_name`: half of the contributors sell under one name everywhere.
pub(super) fn creator_name(author: u64, username: &str) -> String {
    let dice = mix(author ^ 0xad0be);
    if dice.is_multiple_of(2) { username.to_owned() } else { format!("{username}_{:02}", dice / 2 % 100) }
}

/// What is added to the catalogue's number of a category.
const CATEGORIES: u64 = 700;

/// `category.id`
pub(super) fn category_id(catalogue: u32) -> u64 {
    CATEGORIES + u64::from(catalogue)
}

/// The category's number in the catalogue.
pub(super) fn catalogue_category(id: u64) -> Option<u32> {
    id.checked_sub(CATEGORIES)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sandbox::catalog;

    proptest! {
        #[test]
        fn ids_are_one_to_one(id in 1_000_001_u64..900_000_000) {
            prop_assert_eq!(catalogue_id(item_id(id)), Some(id));
            prop_assert!(id == LARGE.0 || item_id(id) < 1 << 31);
        }
    }

    #[test]
    fn the_large_id_is_an_items_and_the_only_one_it_has() {
        assert!(catalog::lookup(LARGE.0).active().is_some_and(|item| !item.editorial && !item.free));
        assert_eq!(catalogue_id(LARGE.1), Some(LARGE.0));
        assert_eq!(ITEMS.outward(LARGE.0).and_then(catalogue_id), None);
    }

    #[test]
    fn creators_are_found_again() {
        let item = catalog::lookup(LARGE.0).known().unwrap();
        assert_eq!(author_id(creator_id(item.author.id)), Some(item.author.id));
        assert_ne!(creator_id(item.author.id), item.author.id);
        assert_eq!(catalogue_category(category_id(41)), Some(41));
    }
}
