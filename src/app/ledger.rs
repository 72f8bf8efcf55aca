//! `portico ledger`: what the ledger holds, whether it is whole, and what is still unclear.

use std::io::{self, Write};

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
        id::{NodeId, PurchaseId},
        purchase::Purchase,
    },
    ledger::{Entry, Flaw, Ledger, LedgerError},
    providers::{CallContext, CallMeter},
    purchase::{Proof, PurchaseError, Purchases, Reconciled},
};

/// How many purchases `show` lists.
const NEWEST: u32 = 50;
/// Upstream calls of one proof.
const CALLS: u32 = 1_000;

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

async fn open(config: &Config) -> Result<Ledger, LedgerError> {
    Ledger::open(&config.ledger, &config.data_dir, Clock::system()).await
}

/// What makes purchases, with the providers behind it; the sandbox is that of a running `serve`.
async fn purchases(config: &Config) -> Result<Purchases, LedgerCommandError> {
    let clock = Clock::system();
    let sandbox = |path: &str| {
        let listens = super::reachable_addr(config.sandbox.listen);
        format!("http://{listens}/{path}").parse().ok()
    };
    let stands_in = sandbox("depositphotos").zip(sandbox("adobe")).filter(|_| config.providers.on_the_sandbox());
    let providers = match stands_in {
        Some((depositphotos, adobe_stock)) => standing_in(config, depositphotos, adobe_stock),
        None => config.providers.clone(),
    };
    let upstreams = Upstreams::new(&providers, &clock)?;
    let ledger = Ledger::open(&config.ledger, &config.data_dir, clock).await?;
    let providers = upstreams.providers();
    Ok(Purchases::new(ledger.into(), providers, upstreams.spenders, config.purchasing.clone(), None))
}

fn purchase_id(text: &str) -> Result<PurchaseId, LedgerCommandError> {
    let opaque = match NodeId::decode(text) {
        Ok(NodeId::PurchaseId(id)) => Some(id),
        _ => None,
    };
    opaque.or_else(|| PurchaseId::parse(text).ok()).ok_or_else(|| LedgerCommandError::NoSuchPurchase(text.to_owned()))
}

/// Writes the newest purchases, or one with all its entries.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn show(config: &Config, id: Option<&str>, out: &mut impl Write) -> Result<(), LedgerCommandError> {
    let ledger = open(config).await?;
    let Some(id) = id else {
        for purchase in ledger.purchases(None, NEWEST).await? {
            writeln!(out, "{}", line(&purchase))?;
        }
        return Ok(());
    };
    let id = purchase_id(id)?;
    let purchase = ledger.purchase(&id).await?;
    let purchase = purchase.ok_or_else(|| LedgerCommandError::NoSuchPurchase(id.to_string()))?;
    writeln!(out, "{}", line(&purchase))?;
    for line in &purchase.lines {
        let result = serde_json::to_string(&line.result).unwrap_or_default();
        writeln!(out, "  line {}  {:<12} {}  {result}", line.index, line.state.as_str(), line.provider)?;
    }
    for Entry { seq, line, at, to_state, actor, hash, .. } in ledger.entries_of(&id).await? {
        writeln!(out, "  entry {seq}  line {line}  {at}  {:<12} by {actor}  {hash:.16}", to_state.as_str())?;
    }
    Ok(())
}

fn line(purchase: &Purchase) -> String {
    let Purchase { id, tenant, idempotency_key, kind, subject, created_at, lines, .. } = purchase;
    let status = purchase.status();
    format!("{id}  {created_at:.0}  {status:?}  {kind:?} ×{}  {tenant}  {subject}  {idempotency_key:?}", lines.len())
}

/// Recomputes the chain. Gives what is wrong.
///
/// # Errors
/// [`LedgerCommandError`]
pub async fn verify(config: &Config) -> Result<Vec<Flaw>, LedgerCommandError> {
    Ok(open(config).await?.verify().await?)
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
    let cx = CallContext { request_id: "portico-ledger".into(), meter: CallMeter::new(CALLS) };
    let proof = purchases(config).await?.proof(&id, &cx).await?;
    proof.ok_or_else(|| LedgerCommandError::NoSuchPurchase(id.to_string()))
}

/// Writes every entry.
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
        let mut writer = csv::WriterBuilder::new().has_headers(std::mem::take(head)).from_writer(out);
        page.iter().try_for_each(|row| writer.serialize(row).map_err(io::Error::other))?;
        writer.flush()
    }
}
