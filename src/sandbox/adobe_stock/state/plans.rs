//! What a plan covers, and what a licence comes to.

use rust_decimal::Decimal;

use super::{Account, Plan};
use crate::sandbox::adobe_stock::{
    assets::{Asset, Media},
    licenses::License,
};

/// What a licence comes to for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Quote {
    /// So many units are taken from the quota.
    Possible { units: u64 },
    /// It is billed.
    Overage { price: Decimal },
    /// The quota does not suffice.
    NotEnough,
    /// The plan does not cover this class of asset or licence.
    NotCovered,
}

impl Plan {
    fn covers(self, asset: &Asset, license: License) -> bool {
        let core = asset.media != Media::Video && !asset.is_premium();
        match self {
            Self::Universal => true,
            Self::StandardCredits => core,
            Self::Images | Self::Unlimited => core && license == License::Standard && asset.media.is_picture(),
            Self::Videos => asset.media == Media::Video,
        }
    }
}

/// What a licence comes to with so many units left.
pub(in super::super) fn quote(account: &Account, left: u64, asset: &Asset, license: License) -> Quote {
    if !account.plan.covers(asset, license) {
        return Quote::NotCovered;
    }
    let units = if account.plan == Plan::Unlimited { 0 } else { asset.units(license) };
    match left.checked_sub(units) {
        Some(_) => Quote::Possible { units },
        None if account.overage => Quote::Overage { price: Decimal::new(299, 2) * Decimal::from(units) },
        None => Quote::NotEnough,
    }
}
