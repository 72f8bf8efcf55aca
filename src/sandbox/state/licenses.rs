//! The licences a group has agreed on, with their price lists.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Actor, DownloadOption, ExtraOption, GroupId, Kind, LicenseId, World};

/// A licence of a group (`getLicenseOfGroup`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its key.
    pub id: LicenseId,
    /// Whose agreement it is.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// The kind of items it is for.
    pub product: Kind,
    /// The template its terms are made from.
    pub template_id: u64,
    /// Its sizes, in their order.
    pub sizes: Vec<LicenseSize>,
    /// What each extra option adds to the price, by bit, in US dollars. The wire shows these prices only after the fact.
    pub option_prices: [Decimal; ExtraOption::ALL.len()],
}

/// A size in a licence's price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenseSize {
    /// Which size.
    pub size: DownloadOption,
    /// US dollars, without VAT.
    pub price: Decimal,
    /// Whether it can be bought.
    pub enabled: bool,
    /// Where it stands in the list.
    pub order: u32,
}

impl LicenseSize {
    /// For people.
    pub const fn label(&self) -> &'static str {
        match self.size {
            DownloadOption::S2015 => "Small",
            DownloadOption::M2015 => "Medium",
            DownloadOption::L2015 => "Large",
            DownloadOption::Xl2015 => "Extra Large",
            DownloadOption::Vect => "Vector",
            DownloadOption::Cs => "Premium Small",
            DownloadOption::Cl => "Premium Large",
            DownloadOption::P240 => "240p",
            DownloadOption::P480 => "480p",
            DownloadOption::P720 => "HD 720p",
            DownloadOption::P1080 => "Full HD 1080p",
            DownloadOption::P4k => "4K",
        }
    }

    /// The wire's `netId`, which `licenseItem` answers as `sizes`.
    pub fn net_id(&self) -> u32 {
        DownloadOption::ALL
            .into_iter()
            .zip(1..)
            .find_map(|(size, id)| (size == self.size).then_some(id))
            .unwrap_or_default()
    }
}

impl License {
    /// How many sizes can be bought.
    pub fn enabled_sizes(&self) -> usize {
        self.sizes.iter().filter(|size| size.enabled).count()
    }

    /// A size that can be bought.
    pub fn offer(&self, size: DownloadOption) -> Option<&LicenseSize> {
        self.sizes.iter().find(|row| row.size == size && row.enabled)
    }

    /// What an extra option adds.
    pub fn option_price(&self, option: ExtraOption) -> Decimal {
        self.option_prices.get(option as usize).copied().unwrap_or_default()
    }
}

impl World {
    /// The licences of the actor's group.
    pub fn licenses(&self, actor: Actor) -> Vec<License> {
        self.lock().state.licenses.iter().filter(|license| license.group == actor.group()).cloned().collect()
    }
}
