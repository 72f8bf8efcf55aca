//! Total orders over the stock that searches can walk in, and the position of an item in them.
//!
//! Each row of each digit has points; an item has the sum. More points come first; among equals the family and the digits decide,
//! in that order. A digit of few rows spreads its points over few values, so that a step down the order is as likely taken in any
//! digit, and neighbours differ in everything, as in a real stock.

use super::stock::{Address, DIGITS, Family, mix};

/// Points of one row are `0..POINTS`.
pub(super) const POINTS: usize = 256;

/// The number of different sums over the digits from `level` on.
pub(super) const fn sums(level: usize) -> usize {
    (DIGITS - level) * (POINTS - 1) + 1
}

/// One order.
pub(super) struct Ranking {
    /// By family, digit and row.
    points: Vec<[Vec<usize>; DIGITS]>,
    /// By family and level: how many combinations of the digits from there on have each sum.
    counts: Vec<[Vec<u64>; DIGITS + 1]>,
    /// By sum: how many items of all families have more points.
    before: Vec<u64>,
}

impl Ranking {
    pub(super) fn new(families: &[Family], salt: u64) -> Self {
        let points: Vec<[Vec<usize>; DIGITS]> = families
            .iter()
            .enumerate()
            .map(|(number, family)| {
                std::array::from_fn(|digit| {
                    let seed = mix(salt ^ mix((number * DIGITS + digit) as u64));
                    let spread = (family.radix[digit] * 3 / 4).clamp(1, POINTS) as u64;
                    (0..family.radix[digit])
                        .map(|row| POINTS - 1 - (mix(seed ^ row as u64) % spread) as usize)
                        .collect()
                })
            })
            .collect();
        let counts: Vec<_> = points.iter().map(counts).collect();
        let mut before = vec![0; sums(0)];
        let mut seen = 0;
        for sum in (0..sums(0)).rev() {
            before[sum] = seen;
            seen += counts.iter().map(|levels| levels[0][sum]).sum::<u64>();
        }
        Self { points, counts, before }
    }

    /// The points of one row.
    pub(super) fn points(&self, family: usize, digit: usize, row: usize) -> usize {
        self.points[family][digit][row]
    }

    /// How many items of the whole stock come before this one.
    pub(super) fn position(&self, address: &Address) -> u64 {
        let points = &self.points[address.family];
        let counts = &self.counts[address.family];
        let mut rest: usize = (0..DIGITS).map(|digit| points[digit][address.digits[digit]]).sum();
        let mut position = self.before[rest];
        position += self.counts[..address.family].iter().map(|levels| levels[0][rest]).sum::<u64>();
        for digit in 0..DIGITS {
            let row = address.digits[digit];
            position += points[digit][..row]
                .iter()
                .filter_map(|points| counts[digit + 1].get(rest.checked_sub(*points)?))
                .sum::<u64>();
            rest -= points[digit][row];
        }
        position
    }
}

/// How many combinations have each sum, level by level from the last.
fn counts(points: &[Vec<usize>; DIGITS]) -> [Vec<u64>; DIGITS + 1] {
    let mut counts: [Vec<u64>; DIGITS + 1] = Default::default();
    counts[DIGITS] = vec![1];
    for level in (0..DIGITS).rev() {
        let mut sums = vec![0; sums(level)];
        for points in &points[level] {
            for (sum, count) in counts[level + 1].iter().enumerate() {
                sums[sum + points] += count;
            }
        }
        counts[level] = sums;
    }
    counts
}

#[cfg(test)]
mod tests {
    use crate::sandbox::catalog::stock::stock;

    #[test]
    fn positions_are_within_the_stock_and_differ() {
        let stock = stock();
        let mut seen = std::collections::HashSet::new();
        for id in (1_000_001..899_000_000).step_by(1_000_003) {
            let Some(address) = stock.address(id) else { continue };
            let position = stock.sales.position(&address);
            assert!(position < stock.len());
            assert!(seen.insert(position));
        }
    }
}
