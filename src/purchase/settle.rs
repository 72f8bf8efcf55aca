//! What a person decides about a line that no look-up can tell. Nothing is sent; the provider is asked whether it can be so.

use super::{Inner, Purchases, look_up::Found, marker};
use crate::{
    domain::{
        id::{GenerationId, InvoiceId, TransactionId},
        purchase::{LicenseTask, LineRefusal, LineResult, LineState, RefusalCode, Task},
    },
    ledger::{LedgerError, LineRef, Unclear},
    providers::{CallContext, ProviderError},
};

/// What a person found of a line under review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// These licensed items were made, or passed on.
    Transactions(Vec<TransactionId>),
    /// This invoice was made.
    Invoice(InvoiceId),
    /// This job was started.
    Generation(GenerationId),
    /// Nothing was done.
    NotBought,
}

/// A person's word.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What was found.
    pub finding: Finding,
    /// Who says so.
    pub by: String,
    /// Why, for whoever reads the ledger later.
    pub reason: String,
}

/// Why a person's word was not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no such line.
    #[error("the purchase has no line {0}")]
    NoSuchLine(u32),
    /// The line is not under review; what is final stays so, and what is unclear is still looked up.
    #[error("line {line} is {}, and only what is NEEDS_REVIEW is settled by hand", state.as_str())]
    NotUnderReview {
        /// The line.
        line: u32,
        /// Its state.
        state: LineState,
    },
    /// The finding does not fit what the line was for.
    #[error("this line is to be settled by {0}, or as not bought")]
    WrongKind(&'static str),
    /// The provider shows something else.
    #[error("{0}")]
    Contradicted(String),
    /// The provider did not answer.
    #[error("the provider cannot be asked whether it is so: {0}")]
    Provider(#[from] ProviderError),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Purchases {
    /// Settles a line under review by a person's word: the state it has then. What the word says must not be against what
    /// the provider shows; nothing is sent that spends.
    ///
    /// # Errors
    /// [`SettleError`]; nothing was changed.
    pub async fn settle(&self, at: &LineRef, decision: &Decision, cx: &CallContext) -> Result<LineState, SettleError> {
        let this = &self.0;
        let state = this.state(at).await?;
        let attempted = this.ledger.attempted(at).await?;
        let (LineState::NeedsReview, Some(line)) = (state, attempted) else {
            return Err(SettleError::NotUnderReview { line: at.line, state });
        };
        let (to, mut result) = this.word(&line, &decision.finding, cx).await?;
        result.note = Some(format!("Decided by {}: {}", decision.by, decision.reason));
        let actor = format!("person {}", decision.by);
        if this.ledger.transition(at, &[LineState::NeedsReview], to, &result, &actor).await? {
            return Ok(to);
        }
        // Somebody else was faster.
        Err(SettleError::NotUnderReview { line: at.line, state: this.state(at).await? })
    }
}

impl Inner {
    async fn state(&self, at: &LineRef) -> Result<LineState, SettleError> {
        let purchase = self.ledger.purchase(&at.purchase).await?;
        let line = purchase.and_then(|purchase| purchase.lines.into_iter().find(|line| line.index == at.line));
        line.map(|line| line.state).ok_or(SettleError::NoSuchLine(at.line))
    }

    /// What a finding makes of a line, held against what the provider shows.
    async fn word(
        &self,
        line: &Unclear,
        finding: &Finding,
        cx: &CallContext,
    ) -> Result<(LineState, LineResult), SettleError> {
        // Without a marker a look-up infers, and a person knows better; one that fails says nothing against anybody.
        let inferred = matches!(line.task, Task::License(_)) && line.attempt.before.is_some();
        let shown = match self.look_up(line, cx).await {
            Ok(Found::Done(result)) if !inferred => Some(result),
            Ok(_) => None,
            Err(error) => {
                tracing::warn!(purchase = %line.line.purchase, line = line.line.line, %error, "what a person says cannot be looked up");
                None
            }
        };
        let result = match (&line.task, finding) {
            (_, Finding::NotBought) => {
                if let Some(shown) = shown {
                    return Err(contradicted(&shown));
                }
                let refusal = LineRefusal::new(RefusalCode::NotBought, "It was reviewed: nothing was bought.");
                return Ok((LineState::Released, LineResult::refused(refusal)));
            }
            (Task::License(task), Finding::Transactions(ids)) => {
                for id in ids {
                    self.may_be_of(line, task, id, cx).await?;
                }
                LineResult { transactions: ids.clone(), ..LineResult::default() }
            }
            (Task::Transfer(task), Finding::Transactions(ids)) => {
                for id in ids {
                    let certificate = self.providers.get(cx, id.provider)?.certificate(cx, id).await?;
                    let passed_on = certificate.is_some_and(|certificate| certificate.transfer_number.is_some());
                    if !passed_on || !task.transactions.contains(id) {
                        let key = &id.key;
                        return Err(SettleError::Contradicted(format!(
                            "transaction {key} was not passed on by this line"
                        )));
                    }
                }
                LineResult { transactions: ids.clone(), ..LineResult::default() }
            }
            (Task::Invoice(task), Finding::Invoice(id)) => {
                let mut transactions = Vec::new();
                for transaction in &task.transactions {
                    if self.invoice_with(transaction, cx).await?.as_ref() == Some(id) {
                        transactions.push(transaction.clone());
                    }
                }
                if transactions.is_empty() {
                    let key = &id.key;
                    return Err(SettleError::Contradicted(format!("none of its transactions is on invoice {key}")));
                }
                LineResult { transactions, invoice_id: Some(id.clone()), ..LineResult::default() }
            }
            (Task::Generation(task), Finding::Generation(id)) => {
                let job = self.providers.get(cx, id.provider)?.generation(cx, id).await?;
                if job.is_none_or(|job| job.prompt != task.prompt) {
                    let key = &id.key;
                    return Err(SettleError::Contradicted(format!("job {key} is not of this prompt")));
                }
                LineResult { generation_id: Some(id.clone()), ..LineResult::default() }
            }
            (Task::License(_) | Task::Transfer(_), _) => return Err(SettleError::WrongKind("transactions")),
            (Task::Invoice(_), _) => return Err(SettleError::WrongKind("an invoice")),
            (Task::Generation(_), _) => return Err(SettleError::WrongKind("a job of the generator")),
        };
        match shown {
            Some(shown) if !same(&shown, &result) => Err(contradicted(&shown)),
            _ => Ok((LineState::Settled, result)),
        }
    }

    /// Whether a transaction can be what a line bought: it is there, of that item, and nobody else's.
    async fn may_be_of(
        &self,
        line: &Unclear,
        task: &LicenseTask,
        id: &TransactionId,
        cx: &CallContext,
    ) -> Result<(), SettleError> {
        let refuse = |why: &str| Err(SettleError::Contradicted(format!("transaction {} {why}", id.key)));
        if id.provider != line.provider {
            return refuse("is another provider's");
        }
        let Some(certificate) = self.providers.get(cx, id.provider)?.certificate(cx, id).await? else {
            return refuse("is not there");
        };
        if certificate.item_id.as_ref().is_some_and(|item| *item != task.item_id) {
            return refuse("is of another item");
        }
        let rivals = self.ledger.rivals(&line.line, &task.item_id).await?;
        if rivals.iter().any(|(_, rival)| rival.result.transactions.contains(id)) {
            return refuse("is what another purchase bought");
        }
        if let Some(attempt) = marker::of(&certificate.references)
            && self.ledger.line_of_attempt(attempt).await?.as_ref() != Some(&line.line)
        {
            return refuse("carries the marker of another purchase");
        }
        Ok(())
    }
}

fn same(shown: &LineResult, said: &LineResult) -> bool {
    let sorted = |result: &LineResult| {
        let mut transactions = result.transactions.clone();
        transactions.sort();
        transactions
    };
    (sorted(shown), &shown.invoice_id, &shown.generation_id) == (sorted(said), &said.invoice_id, &said.generation_id)
}

fn contradicted(shown: &LineResult) -> SettleError {
    let transactions = shown.transactions.iter().map(|id| format!("transaction {}", id.key));
    let invoice = shown.invoice_id.iter().map(|id| format!("invoice {}", id.key));
    let job = shown.generation_id.iter().map(|id| format!("job {}", id.key));
    let things: Vec<String> = transactions.chain(invoice).chain(job).collect();
    SettleError::Contradicted(format!("the provider shows what came of it: {}", things.join(", ")))
}
