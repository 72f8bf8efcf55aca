//! `portico ledger`: what the ledger holds, whether it is whole, what is still unclear, and what only a person can settle.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use serde::Serialize;
use serde_json::json;

use super::{
    StartError,
    upstreams::{Upstreams, standing_in},
};
use crate::{
    clock::Clock,
    config::Config,
    domain::{
        id::{GenerationId, IdError, InvoiceId, NodeId, PurchaseId, TransactionId},
        provider::ProviderName,
        purchase::{LineState, Purchase},
    },
    ledger::{Entry, Flaw, Ledger, LedgerError, LineRef},
    providers::{CallContext, CallMeter},
    purchase::{Decision, Finding, Proof, PurchaseError, Purchases, Reconciled, SettleError},
};

/// How many purchases `show` lists.
const NEWEST: u32 = 50;
/// How many of those under review it lists.
const LONGEST_WAITING: u32 = 1_000;
/// Upstream calls to look at what a person says.
const CALLS: u32 = 1_000;
/// Names what the commands ask in the provider's log.
const REQUEST_ID: &str = "portico-ledger";

/// Why a command gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum LedgerCommandError {
    /// Something could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A provider failed.
    #[error(transparent)]
    Purchase(#[from] PurchaseError),
    /// The output failed.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// A person's word was not taken.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// An id is of something else.
    #[error("{0:?} is {1}")]
    Id(String, IdError),
    /// There is no ledger; an empty one would be whole, and say nothing.
    #[error("there is no ledger at {0}; `data_dir` says where it is, or --data-dir")]
    NoLedger(PathBuf),
    /// There is no such purchase.
    #[error("there is no purchase {0}")]
    NoSuchPurchase(String),
}

/// How entries are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated values with a head line.
    Csv,
}

async fn open(config: &Config) -> Result<Ledger, LedgerCommandError> {
    if let Some(file) = Ledger::missing(&config.ledger, &config.data_dir) {
        return Err(LedgerCommandError::NoLedger(file));
    }
    Ok(Ledger::open(&config.ledger, &config.data_dir, Clock::system()).await?)
}

/// What makes purchases, with the providers behind it; the sandbox is that of a running `serve`.
async fn purchases(config: &Config) -> Result<Purchases, LedgerCommandError> {
    let clock = Clock::system();
    let providers = if config.providers.on_the_sandbox() {
        standing_in(config, config.sandbox.listen)
    } else {
        config.providers.clone()
    };
    let Upstreams { providers, spenders, .. } = Upstreams::new(&providers, &config.tenants, &clock)?;
    let ledger = open(config).await?;
    Ok(Purchases::new(ledger.into(), providers, spenders, config.purchasing.clone(), None))
}

fn purchase_id(text: &str) -> Result<PurchaseId, LedgerCommandError> {
    let opaque = match NodeId::decode(text) {
        Ok(NodeId::PurchaseId(id)) => Some(id),
        _ => None,
    };
    opaque.or_else(|| PurchaseId::parse(text).ok()).ok_or_else(|| LedgerCommandError::NoSuchPurchase(text.to_owned()))
}

/// Writes the newest purchases.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn show_newest(config: &Config, out: &mut impl Write) -> Result<(), LedgerCommandError> {
    for purchase in open(config).await?.purchases(None, NEWEST).await? {
        writeln!(out, "{}", line(&purchase))?;
    }
    Ok(())
}

/// Writes the purchases that wait for a person, with their lines.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn show_under_review(config: &Config, out: &mut impl Write) -> Result<(), LedgerCommandError> {
    for purchase in open(config).await?.under_review(LONGEST_WAITING).await? {
        write_lines(&purchase, out)?;
    }
    Ok(())
}

/// Writes a purchase with its lines and entries.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn show(config: &Config, id: &str, out: &mut impl Write) -> Result<(), LedgerCommandError> {
    let ledger = open(config).await?;
    let id = purchase_id(id)?;
    let purchase = ledger.purchase(&id).await?;
    write_lines(&purchase.ok_or_else(|| LedgerCommandError::NoSuchPurchase(id.to_string()))?, out)?;
    for Entry { seq, line, at, to_state, actor, hash, .. } in ledger.entries_of(&id).await? {
        let (state, actor) = (to_state.as_str(), actor.escape_debug());
        writeln!(out, "  entry {seq}  line {line}  {at:.0}  {state:<12} by {actor}  {hash:.16}")?;
    }
    Ok(())
}

fn write_lines(purchase: &Purchase, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", line(purchase))?;
    for line in &purchase.lines {
        let result = serde_json::to_string(&line.result).unwrap_or_default();
        writeln!(out, "  line {}  {:<12} {}  {result}", line.index, line.state.as_str(), line.provider)?;
    }
    Ok(())
}

/// A variant as the graph writes it: `NeedsReview` is `NEEDS_REVIEW`.
fn word(variant: impl std::fmt::Debug) -> String {
    let mut word = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_uppercase());
    }
    word
}

fn line(purchase: &Purchase) -> String {
    let Purchase { id, tenant, idempotency_key, kind, subject, created_at, lines, .. } = purchase;
    let (status, kind) = (word(purchase.status()), word(kind));
    // What a token says of itself may hold what a terminal obeys.
    let (tenant, subject) = (tenant.escape_debug(), subject.escape_debug());
    format!("{id}  {created_at:.0}  {status:<12}  {kind} ×{}  {tenant}  {subject}  {idempotency_key:?}", lines.len())
}

/// Recomputes the chain. Gives what is wrong, and where the chain ends: its last entry's number and hash.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn verify(config: &Config) -> Result<(Vec<Flaw>, (u64, String)), LedgerCommandError> {
    let ledger = open(config).await?;
    Ok((ledger.verify().await?, ledger.chain_end().await?))
}

/// What a person says of a line under review: ids as the graph or the provider gives them.
#[derive(Clone, Debug)]
pub enum Said {
    /// These transactions.
    Transactions(Vec<String>),
    /// This invoice.
    Invoice(String),
    /// This job of the image generator.
    Generation(String),
    /// Nothing was done.
    NotBought,
}

/// Settles a line under review by a person's word. Gives the state it has then.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn settle(
    config: &Config,
    id: &str,
    line: u32,
    said: &Said,
    by: &str,
    reason: &str,
) -> Result<LineState, LedgerCommandError> {
    let purchases = purchases(config).await?;
    let id = purchase_id(id)?;
    let purchase = purchases.ledger().purchase(&id).await?;
    let purchase = purchase.ok_or_else(|| LedgerCommandError::NoSuchPurchase(id.to_string()))?;
    let provider = purchase.lines.iter().find(|known| known.index == line).map(|line| line.provider);
    let provider = provider.ok_or(SettleError::NoSuchLine(line))?;
    let finding = match said {
        Said::Transactions(ids) => {
            let ids = ids.iter().map(|id| named(id, provider, TransactionId::decode, TransactionId::new));
            Finding::Transactions(ids.collect::<Result<_, _>>()?)
        }
        Said::Invoice(id) => Finding::Invoice(named(id, provider, InvoiceId::decode, InvoiceId::new)?),
        Said::Generation(id) => Finding::Generation(named(id, provider, GenerationId::decode, GenerationId::new)?),
        Said::NotBought => Finding::NotBought,
    };
    let tenant = purchase.tenant.as_str().into();
    let cx = CallContext { request_id: REQUEST_ID.into(), tenant, meter: CallMeter::new(CALLS) };
    let decision = Decision { finding, by: by.to_owned(), reason: reason.to_owned() };
    Ok(purchases.settle(&LineRef { purchase: id, line }, &decision, &cx).await?)
}

/// An id of the graph's, or the provider's own key.
fn named<T>(
    text: &str,
    provider: ProviderName,
    decode: impl Fn(&str) -> Result<T, IdError>,
    new: impl Fn(ProviderName, String) -> T,
) -> Result<T, LedgerCommandError> {
    match decode(text) {
        Err(IdError::Malformed) => Ok(new(provider, text.to_owned())),
        other => other.map_err(|error| LedgerCommandError::Id(text.to_owned(), error)),
    }
}

/// Looks up everything that is unclear, now.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn reconcile(config: &Config) -> Result<Reconciled, LedgerCommandError> {
    Ok(purchases(config).await?.reconcile().await?)
}

/// The proof of a purchase.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn proof(config: &Config, id: &str) -> Result<Proof, LedgerCommandError> {
    let id = purchase_id(id)?;
    let proof = purchases(config).await?.proof(&id, REQUEST_ID).await?;
    proof.ok_or_else(|| LedgerCommandError::NoSuchPurchase(id.to_string()))
}

/// Writes every entry: as JSON what the hashes are made of, as CSV what a spreadsheet can be trusted with.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn export(config: &Config, format: ExportFormat, out: &mut impl Write) -> Result<(), LedgerCommandError> {
    let (ledger, mut export, mut after) = (open(config).await?, Export::new(format), 0);
    loop {
        let page = ledger.entries(after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.seq;
        export.page(&page, out)?;
    }
}

/// Writes every entry of the audit log.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn export_audit(
    config: &Config,
    format: ExportFormat,
    out: &mut impl Write,
) -> Result<(), LedgerCommandError> {
    let (ledger, mut export, mut after) = (open(config).await?, Export::new(format), 0);
    loop {
        let page = ledger.audit_rows(after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.seq;
        export.page(&page, out)?;
    }
}

/// Rows on their way out.
struct Export {
    /// Its next page begins with the head line; `None` for JSON.
    csv: Option<bool>,
}

impl Export {
    fn new(format: ExportFormat) -> Self {
        Self { csv: (format == ExportFormat::Csv).then_some(true) }
    }

    fn page<T: Serialize>(&mut self, page: &[T], out: &mut impl Write) -> io::Result<()> {
        let Some(head) = self.csv.as_mut() else {
            return page.iter().try_for_each(|row| writeln!(out, "{}", json!(row)));
        };
        let mut writer = csv::Writer::from_writer(out);
        for row in page {
            let serde_json::Value::Object(row) = json!(row) else { continue };
            if std::mem::take(head) {
                writer.write_record(row.keys())?;
            }
            writer.write_record(row.values().map(cell))?;
        }
        writer.flush()
    }
}

/// A cell that no spreadsheet takes for a formula: what could begin one has an apostrophe in front.
fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => {
            format!("'{text}")
        }
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
