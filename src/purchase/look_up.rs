//! What became of an attempt: asked of the provider's own lists.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Inner, Spender, judgement, marker};
use crate::{
    config::purchasing::MarkerField,
    domain::{
        ability::{AbilityRequest, Ownership, Verdict},
        id::{GenerationId, InvoiceId, ItemId, TransactionId},
        language::Language,
        purchase::{GenerationTask, InvoiceTask, LicenseTask, LineResult, LineState, Task, TransferTask},
        transaction::{References, TransactionRecord},
    },
    ledger::{LedgerError, Unclear},
    providers::{
        CallContext, Provider, ProviderError, Read,
        history::{self, Scope},
    },
};

/// Providers may mean another time zone than UTC.
const MARGIN: SignedDuration = SignedDuration::from_hours(26);

/// What the provider showed before an attempt.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Before {
    /// The item's transactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    transactions: Option<Vec<TransactionId>>,
    /// The transfers' numbers, by transaction.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    transfers: BTreeMap<TransactionId, Option<String>>,
}

/// What a look-up found.
#[derive(Debug)]
pub(super) enum Found {
    /// It was done.
    Done(LineResult),
    /// There is no trace of it.
    Absent,
    /// There are traces, and more than one way to read them.
    Ambiguous(String),
    /// It cannot be told yet.
    NotYet(String),
}

/// Why there is no finding.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookUpError {
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Inner {
    /// What a later look-up has to compare with; `None` where a marker says it all.
    pub(super) async fn before(&self, task: &Task, spender: &Spender, cx: &CallContext) -> Read<Option<Before>> {
        Ok(match task {
            Task::License(_) if self.is_marked(spender) => None,
            Task::License(task) => {
                let provider = self.providers.get(cx, task.item_id.provider)?;
                let transactions = match ownership(&**provider, task, cx).await? {
                    Owned::By(owned) => vec![owned.transaction_id],
                    Owned::Not => Vec::new(),
                    Owned::Untold => {
                        let listed = listed(&**provider, &task.item_id, None, cx).await?;
                        listed.into_iter().map(|record| record.id).collect()
                    }
                };
                Some(Before { transactions: Some(transactions), ..Before::default() })
            }
            Task::Transfer(task) => {
                let mut transfers = BTreeMap::new();
                for id in &task.transactions {
                    let certificate = self.providers.get(cx, id.provider)?.certificate(cx, id).await?;
                    transfers.insert(id.clone(), certificate.and_then(|certificate| certificate.transfer_number));
                }
                Some(Before { transfers, ..Before::default() })
            }
            Task::Invoice(_) | Task::Generation(_) => None,
        })
    }

    fn is_marked(&self, spender: &Spender) -> bool {
        spender.client.returns_references() && self.config.marker != MarkerField::Off
    }

    pub(super) async fn look_up(&self, unclear: &Unclear, cx: &CallContext) -> Result<Found, LookUpError> {
        let before: Option<Before> = unclear.attempt.before()?;
        match &unclear.task {
            Task::License(task) => match before.and_then(|before| before.transactions) {
                None => self.by_marker(task, unclear, cx).await,
                Some(before) => self.by_history(task, &before, unclear, cx).await,
            },
            Task::Transfer(task) => Ok(self.transferred(task, &before.unwrap_or_default(), cx).await?),
            Task::Invoice(task) => Ok(self.invoice_of(task, cx).await?),
            Task::Generation(task) => self.generated(task, unclear, cx).await,
        }
    }

    async fn by_marker(&self, task: &LicenseTask, unclear: &Unclear, cx: &CallContext) -> Result<Found, LookUpError> {
        let attempt = &unclear.attempt;
        let provider = self.providers.get(cx, task.item_id.provider)?;
        let (mut transactions, mut unmarked) = (Vec::new(), Vec::new());
        for record in listed(&**provider, &task.item_id, Some(attempt.opened_at), cx).await? {
            let references = match record.references {
                Some(references) => references,
                // This list lacks them: the certificate has them.
                None => match provider.certificate(cx, &record.id).await? {
                    Some(certificate) => certificate.references,
                    None => References::default(),
                },
            };
            if marker::found(&references, &attempt.id) {
                transactions.push(record.id);
            } else if marker::of(&references).is_none() {
                unmarked.push(record.id);
            }
        }
        if !transactions.is_empty() {
            return Ok(Found::Done(LineResult { transactions, ..LineResult::default() }));
        }
        // An account may have the reference switched off: then what was bought carries no marker, and is no proof of nothing.
        let rivals = self.ledger.rivals(&unclear.line, &task.item_id).await?;
        unmarked.retain(|id| rivals.iter().all(|(_, rival)| !rival.result.transactions.contains(id)));
        Ok(match unmarked.first() {
            None => Found::Absent,
            Some(id) => {
                Found::NotYet(format!("transaction {} carries no marker, so that it may be of this purchase", id.key))
            }
        })
    }

    /// Without a marker: what is there now and was not there before, and is not another line's. Of a first purchase the
    /// provider may tell at once whether it is owned now; what it cannot tell, its list does.
    async fn by_history(
        &self,
        task: &LicenseTask,
        before: &[TransactionId],
        unclear: &Unclear,
        cx: &CallContext,
    ) -> Result<Found, LookUpError> {
        let provider = self.providers.get(cx, task.item_id.provider)?;
        let owned = ownership(&**provider, task, cx).await?;
        if matches!(owned, Owned::Not) {
            return Ok(Found::Absent);
        }
        let rivals = self.ledger.rivals(&unclear.line, &task.item_id).await?;
        let claimed = |id: &TransactionId| rivals.iter().any(|(_, rival)| rival.result.transactions.contains(id));
        let fits = |record: &TransactionRecord| record.license_id.as_ref().is_none_or(|id| *id == task.license_id);
        let is_new = |id: &TransactionId| !before.contains(id) && !claimed(id);
        let new = match owned {
            Owned::By(owned) if is_new(&owned.transaction_id) => vec![owned.transaction_id],
            _ => {
                let listed = listed(&**provider, &task.item_id, None, cx).await?;
                let new = listed.into_iter().filter(|record| fits(record) && is_new(&record.id));
                new.map(|record| record.id).collect()
            }
        };
        // One that was under review before this attempt had its traces shown before it.
        // What another account buys shows up in its own list alone.
        let contested = rivals.iter().any(|(tenant, rival)| {
            self.providers.account_of(tenant) == self.providers.account_of(&cx.tenant)
                && match rival.state {
                    LineState::NeedsReview => rival.updated_at >= unclear.attempt.opened_at,
                    state => !state.is_final(),
                }
        });
        Ok(match new.len() {
            0 => Found::Absent,
            1 if !contested => Found::Done(LineResult { transactions: new, ..LineResult::default() }),
            1 => Found::NotYet("another purchase of the same item is open".to_owned()),
            several => Found::Ambiguous(format!("{several} transactions are new, and one was asked for")),
        })
    }

    async fn transferred(&self, task: &TransferTask, before: &Before, cx: &CallContext) -> Read<Found> {
        let mut done = 0;
        for id in &task.transactions {
            let certificate = self.providers.get(cx, id.provider)?.certificate(cx, id).await?;
            // One that leaves the licence out says nothing of a transfer either.
            let Some(certificate) = certificate.filter(|certificate| certificate.license_id.is_some()) else {
                return Ok(Found::NotYet(format!("the licence of transaction {} is not shown", id.key)));
            };
            let number = certificate.transfer_number;
            let earlier = before.transfers.get(id).cloned().flatten();
            done += usize::from(number.is_some() && number != earlier);
        }
        Ok(if done == task.transactions.len() {
            Found::Done(LineResult { transactions: task.transactions.clone(), ..LineResult::default() })
        } else if done == 0 {
            Found::Absent
        } else {
            Found::Ambiguous(format!("{done} of {} transactions were passed on", task.transactions.len()))
        })
    }

    /// Jobs cannot be listed: what became of one is known only if the provider reports it.
    async fn generated(
        &self,
        task: &GenerationTask,
        unclear: &Unclear,
        cx: &CallContext,
    ) -> Result<Found, LookUpError> {
        let hints = self.ledger.callbacks(&unclear.attempt.id).await?;
        for key in &hints {
            let id = GenerationId::new(unclear.provider, key.as_str());
            // A hint may be forged, or be about another one of ours.
            if self.ledger.is_another_purchases(&id, &unclear.line.purchase).await? {
                continue;
            }
            let job = self.providers.get(cx, unclear.provider)?.generation(cx, &id).await?;
            if job.is_some_and(|job| job.prompt == task.prompt) {
                return Ok(Found::Done(LineResult { generation_id: Some(id), ..LineResult::default() }));
            }
        }
        let note = match hints.len() {
            0 => "the provider has reported nothing, and its jobs cannot be listed",
            _ => "what the provider is said to have reported is no job of this purchase",
        };
        Ok(Found::NotYet(note.to_owned()))
    }

    async fn invoice_of(&self, task: &InvoiceTask, cx: &CallContext) -> Read<Found> {
        let mut invoices = Vec::new();
        for id in &task.transactions {
            let Some(record) = self.record_of(id, cx).await? else {
                return Ok(Found::NotYet(format!("transaction {} is not listed", id.key)));
            };
            invoices.push(record.invoice_id);
        }
        let first = invoices.first().cloned().flatten();
        Ok(match first {
            Some(id) if invoices.iter().all(|invoice| invoice.as_ref() == Some(&id)) => Found::Done(LineResult {
                transactions: task.transactions.clone(),
                invoice_id: Some(id),
                ..LineResult::default()
            }),
            None if invoices.iter().all(Option::is_none) => Found::Absent,
            _ => Found::Ambiguous("the transactions are on different invoices".to_owned()),
        })
    }

    /// The invoice that a transaction is on.
    pub(super) async fn invoice_with(&self, id: &TransactionId, cx: &CallContext) -> Read<Option<InvoiceId>> {
        Ok(self.record_of(id, cx).await?.and_then(|record| record.invoice_id))
    }

    /// A transaction as it is listed.
    async fn record_of(&self, id: &TransactionId, cx: &CallContext) -> Read<Option<TransactionRecord>> {
        let provider = self.providers.get(cx, id.provider)?;
        let Some(certificate) = provider.certificate(cx, id).await? else { return Ok(None) };
        let Some(item) = certificate.item_id else { return Ok(None) };
        let listed = listed(&**provider, &item, None, cx).await?;
        Ok(listed.into_iter().find(|record| record.id == *id))
    }

    /// What an invoice that was made is recorded as, where the provider did not say its id.
    pub(super) async fn invoiced(&self, task: &InvoiceTask, id: Option<InvoiceId>, cx: &CallContext) -> LineResult {
        let id = match (id, self.invoice_of(task, cx)) {
            (Some(id), _) => Some(id),
            (None, finding) => match finding.await {
                Ok(Found::Done(result)) => result.invoice_id,
                _ => None,
            },
        };
        let note = id.is_none().then(|| "The provider made the invoice without saying its id.".to_owned());
        LineResult { transactions: task.transactions.clone(), invoice_id: id, note, ..LineResult::default() }
    }
}

/// Whether an item is licensed, as its provider says at once, without a list that may be late.
enum Owned {
    /// By this.
    By(Ownership),
    /// Not under this licence.
    Not,
    /// It does not say.
    Untold,
}

/// What the provider says of a first purchase: that it is owned, or not. Of one more, that says nothing.
async fn ownership(provider: &dyn Provider, task: &LicenseTask, cx: &CallContext) -> Read<Owned> {
    if task.buy_again || !judgement::judges(provider) {
        return Ok(Owned::Untold);
    }
    let question = AbilityRequest {
        item_id: task.item_id.clone(),
        license_id: task.license_id.clone(),
        buy_again: false,
        language: Language::default(),
    };
    let Some(ability) = provider.ability(cx, &question).await? else { return Ok(Owned::Untold) };
    Ok(match (ability.verdict, ability.owned) {
        (Verdict::AlreadyLicensed, Some(owned)) => Owned::By(owned),
        (verdict, None) if verdict.is_of_the_plan() => Owned::Not,
        _ => Owned::Untold,
    })
}

/// An item's transactions, since a time: all of them, or an error.
async fn listed(
    provider: &dyn Provider,
    item: &ItemId,
    since: Option<Timestamp>,
    cx: &CallContext,
) -> Read<Vec<TransactionRecord>> {
    let from = since.map(|since| since.checked_sub(MARGIN).unwrap_or(Timestamp::MIN));
    history::licensed(provider, std::slice::from_ref(item), Scope::Account { since: from }, cx).await
}
