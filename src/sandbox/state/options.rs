//! Extra options: rights beyond a licence.

use serde::{Deserialize, Serialize};

/// A right beyond the licence: one bit of `dp_ext_options`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum ExtraOption {
    UnlimitedPrint,
    MultiSeat,
    ExtraLegalWarranty,
    ProductForResale,
    RightToTransfer,
}

impl ExtraOption {
    /// Every option, by bit.
    pub const ALL: [Self; 5] = [
        Self::UnlimitedPrint,
        Self::MultiSeat,
        Self::ExtraLegalWarranty,
        Self::ProductForResale,
        Self::RightToTransfer,
    ];

    /// Its bit in the mask.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The options of a mask; `None` when it has unknown bits.
    pub fn of_mask(mask: u32) -> Option<Vec<Self>> {
        (mask < 1 << Self::ALL.len()).then(|| Self::ALL.into_iter().filter(|option| mask & option.bit() != 0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_its_bits_and_unknown_bits_are_refused() {
        assert_eq!(
            ExtraOption::of_mask(27),
            Some(vec![
                ExtraOption::UnlimitedPrint,
                ExtraOption::MultiSeat,
                ExtraOption::ProductForResale,
                ExtraOption::RightToTransfer
            ])
        );
        assert_eq!(ExtraOption::of_mask(0), Some(vec![]));
        assert_eq!(ExtraOption::of_mask(31).map(|all| all.len()), Some(5));
        assert_eq!(ExtraOption::of_mask(32), None);
    }
}
