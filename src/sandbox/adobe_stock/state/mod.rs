//! What changes: quotas, licences, tokens. No JSON of the wire and no HTTP here.

mod accounts;
mod plans;
mod records;
mod seed;
mod shop;
mod tokens;

pub(super) use accounts::{Account, Plan, ReferenceField, SECRET};
pub(super) use plans::{Quote, quote};
pub(super) use records::LicenseEvent;
pub(super) use shop::{Order, Outcome, Shop};
pub(super) use tokens::{Purpose, TokenFault, seal, unseal};
