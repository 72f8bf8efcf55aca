//! What changes: users, groups, sessions, balances, licences, transactions, transfers, invoices, jobs.
//!
//! [`World`] has one typed operation per command, each atomic and, with a state file, on the disk before it answers.
//! No JSON of the wire and no HTTP here. An operation that needs a session takes the [`Actor`] that
//! [`World::session`] gives for one. Time comes from the clock that was handed in, chance from the seed.

mod book;
mod comps;
mod derive;
mod downloads;
mod generator;
mod groups;
mod ids;
mod invoices;
mod licenses;
mod members;
mod options;
mod page;
mod parties;
mod people;
mod purchases;
mod records;
mod refusal;
mod seed;
mod sessions;
mod shape;
mod shelves;
mod statistics;
mod stock;
mod transactions;
mod transfers;
mod users;
mod world;

pub use book::{BookEntry, Charged};
pub use comps::{Comp, CompDownload, CompFilter};
pub use downloads::{Download, DownloadRight};
pub use generator::{
    Callback, Course, Fate, GeneratedItem, Generation, GenerationRequest, GenerationStatus, MAX_PROMPT, PICTURES,
    Picture, Preview, Report,
};
pub use groups::{Group, Payment, Vat};
pub use ids::{
    CompId, FIRST_GENERATED_ITEM, GroupId, InvoiceId, ItemId, LicenseId, Token, TransactionId, TransferId, UserId,
};
pub use invoices::{
    FileLine, Invoice, InvoiceDetails, InvoiceFilter, InvoiceKind, InvoiceLine, InvoiceState, RefillLine, Tax,
};
pub use licenses::{License, LicenseSize};
pub use members::{MemberChanges, NewMember};
pub use options::ExtraOption;
pub use page::{Listing, Page};
pub use parties::{Party, stock_house};
pub use people::{AGENCY, PUBLISHER};
pub use purchases::{ChargedLine, Hardship, LicenseEntry, LicenseOrder, LicensedLine, MAX_LINES, MAX_REFERENCE};
pub use refusal::{LineRefusal, Record, Refusal};
pub use sessions::{Actor, Session};
pub use shape::{AspectRatio, Medium};
pub use statistics::{ItemUsage, Member, PeriodUsage, Usage, UsageFilter};
pub use transactions::{
    LicenseInfo, LicensedItem, OptionCharge, References, Transaction, TransactionFilter, TransactionOrder,
    TransactionStatus,
};
pub use transfers::Transfer;
pub use users::{Permission, User, UserRef};
pub use world::{World, WorldSettings};

pub use super::{
    catalog::{DownloadOption, Kind},
    store::StoreError,
};
use records::Change;

#[cfg(test)]
mod tests;
