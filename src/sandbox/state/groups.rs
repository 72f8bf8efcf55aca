//! Groups: the companies that buy.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Actor, GroupId, Party, World};

/// When a group pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payment {
    /// At once, from its balance, which never falls below zero.
    Prepaid,
    /// Later, by invoice; purchases are not checked against any balance.
    Postpaid,
}

/// A group's VAT. It is billed with file invoices, never taken from the balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vat {
    /// The company's number.
    pub number: Option<String>,
    /// Percent.
    pub rate: Decimal,
    /// Whether it is charged.
    pub enabled: bool,
}

impl Vat {
    /// What is charged: percent, or nothing.
    pub fn charged(&self) -> Option<Decimal> {
        (self.enabled && !self.rate.is_zero()).then_some(self.rate)
    }
}

/// A group (`getUserEnterpriseGroup`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its key.
    pub id: GroupId,
    /// Its profile's key.
    pub profile_id: u64,
    /// When it pays.
    pub payment: Payment,
    /// Paid refills less charges, in US dollars; always zero for a postpaid group.
    pub balance: Decimal,
    /// Its VAT.
    pub vat: Vat,
    /// Its legal person: the buyer on certificates and invoices.
    pub party: Party,
}

impl World {
    /// The actor's group, with its balance as of now.
    pub fn group(&self, actor: Actor) -> Group {
        let world = self.settled();
        world.state.group_of(actor).clone()
    }
}
