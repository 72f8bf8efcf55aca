//! From the wire to `domain`: the only door.

pub(super) mod account;
pub(super) mod comp_download;
pub(super) mod generation;
pub(super) mod invoice;
pub(super) mod item;
pub(super) mod license;
pub(super) mod search;
pub(super) mod transaction;

use std::sync::Arc;

use super::{
    Currencies,
    wire::{Actor, Party as WireParty, lenient::Loose},
};
use crate::domain::{
    id::ItemId,
    invoice::InvoiceState,
    item::ItemKind,
    language::Language,
    money::Money,
    party::{Party, UserRef},
    provider::ProviderName,
    transaction::TransactionStatus,
};

/// All ids of this client are Depositphotos'.
const HERE: ProviderName = ProviderName::Depositphotos;

impl Currencies {
    /// An amount in the currency of this `currencyId`; `None` where there is no amount.
    pub(super) fn money(&self, amount: &Loose, currency_id: &Loose) -> Option<Money> {
        let currency = currency_id.text().and_then(|id| self.0.get(&id).cloned());
        Some(Money { amount: amount.decimal()?, currency })
    }
}

/// An amount of which no currency is said.
fn bare_money(amount: &Loose) -> Option<Money> {
    amount.decimal().map(|amount| Money { amount, currency: None })
}

pub(super) fn item_id(key: &Loose) -> Option<ItemId> {
    // Zero is no item's.
    let key = key.text().filter(|key| key != "0")?;
    Some(ItemId::new(HERE, key))
}

fn item_kind(kind: &Loose) -> Option<ItemKind> {
    Some(match kind.text()?.to_ascii_lowercase().as_str() {
        "image" | "photo" | "i" => ItemKind::Image,
        "vector" | "v" => ItemKind::Vector,
        "video" => ItemKind::Video,
        "audio" | "music" => ItemKind::Audio,
        _ => ItemKind::Unknown,
    })
}

fn user(actor: Option<Actor>) -> Option<UserRef> {
    let actor = actor?;
    Some(UserRef { id: actor.id.text()?, username: actor.username.text() })
}

fn party(party: Option<WireParty>) -> Option<Party> {
    let party = party?;
    Some(Party {
        company: party.company.text(),
        full_name: party.full_name.or(&party.full_name_sdk).text(),
        address: party.address.text(),
        city: party.city.text(),
        state: party.state.text(),
        zip: party.zip.text(),
        email: party.email.text(),
        phone: party.phone.text(),
        country: party.country.text(),
        country_name: party.country_name.or(&party.country_name_sdk).text(),
        website: party.website.text(),
        ein: party.ein.text(),
        vat: party.vat.text(),
        tax_id: party.tax_id.text(),
    })
}

/// Free text of the wire, told apart without case.
fn word(text: &Loose) -> String {
    text.text().unwrap_or_default().trim().to_ascii_lowercase()
}

fn transaction_status(status: &Loose, invoiced: bool) -> TransactionStatus {
    match word(status).as_str() {
        "paid" => TransactionStatus::Paid,
        "invoiced" => TransactionStatus::Invoiced,
        "uninvoiced" => TransactionStatus::Uninvoiced,
        // Free text otherwise: what an invoice proves, it proves.
        _ if invoiced => TransactionStatus::Invoiced,
        _ => TransactionStatus::Unknown,
    }
}

pub(super) fn transaction_status_code(status: TransactionStatus) -> Option<&'static str> {
    match status {
        TransactionStatus::Paid => Some("paid"),
        TransactionStatus::Uninvoiced => Some("uninvoiced"),
        TransactionStatus::Invoiced => Some("invoiced"),
        TransactionStatus::Unknown => None,
    }
}

pub(super) fn invoice_state_code(state: InvoiceState) -> Option<&'static str> {
    match state {
        InvoiceState::Unpaid => Some("unpaid"),
        InvoiceState::Paid => Some("paid"),
        InvoiceState::Cancelled => Some("cancelled"),
        InvoiceState::Unknown => None,
    }
}

/// Depositphotos' own codes, which are not ISO 639.
pub(super) fn language_code(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::German => "de",
        Language::French => "fr",
        Language::Spanish => "es",
        Language::Russian => "ru",
        Language::Italian => "it",
        Language::Portuguese => "pt",
        Language::PortugueseBrazil => "br",
        Language::SpanishMexico => "mx",
        Language::Polish => "pl",
        Language::Dutch => "nl",
        Language::Japanese => "jp",
        Language::Czech => "cz",
        Language::Swedish => "se",
        Language::Chinese => "zh",
        Language::Turkish => "tr",
        Language::Greek => "gr",
        Language::Korean => "ko",
        Language::Hungarian => "hu",
        Language::Ukrainian => "uk",
        Language::Romanian => "ro",
        Language::Indonesian => "id",
        Language::Thai => "th",
        Language::Norwegian => "no",
        Language::Danish => "da",
        Language::Finnish => "fi",
        Language::Marathi => "mr",
        Language::Hindi => "hi",
        Language::Tamil => "ta",
        Language::Malay => "ms",
    }
}

/// A key of the wire as an id's key.
fn key(value: &Loose) -> Option<Arc<str>> {
    value.text().filter(|text| text != "0").map(Arc::from)
}
