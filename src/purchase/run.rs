//! A purchase on its way: attempt, send once, commit what came of it.

use std::{future::Future, time::Duration};

use super::{Inner, Spender, crash, marker};
use crate::{
    domain::{
        purchase::{Line, LineRefusal, LineResult, LineState, Purchase, RefusalCode, Task},
        transaction::References,
    },
    ledger::{LedgerError, LineRef},
    providers::{
        CallContext, Outcome, Refusal, RefusalReason,
        spend::{GenerationOrder, InvoiceOrder, LicenseLine, LicenseOrder, TransferOrder},
    },
};

/// The pauses before the store is tried again: the first, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The pause before a line is sent again that did not leave this machine.
const NOT_SENT_PAUSE: Duration = Duration::from_millis(200);
/// How long a request is under way when a test kills the process in its midst.
const MIDWAY: Duration = Duration::from_millis(30);

impl Inner {
    /// Brings every line of a new purchase to its outcome, one after the other.
    pub(super) async fn run(&self, purchase: &Purchase, cx: &CallContext) {
        for line in purchase.lines.iter().filter(|line| line.state == LineState::Reserved) {
            self.run_line(&LineRef { purchase: purchase.id.clone(), line: line.index }, line, cx).await;
        }
    }

    async fn run_line(&self, at: &LineRef, line: &Line, cx: &CallContext) {
        let mut last = "it could not be sent".to_owned();
        for attempt in 0..self.config.attempts.max(1) {
            if attempt > 0 {
                tokio::time::sleep(NOT_SENT_PAUSE).await;
            }
            match self.attempt(at, line, cx).await {
                Ok(Next::Over) => return,
                Ok(Next::Again(why)) => last = why,
                Err(error) => {
                    tracing::error!(purchase = %at.purchase, line = at.line, %error, "an attempt cannot be recorded; nothing was sent");
                    last = "it could not be recorded".to_owned();
                }
            }
        }
        let message = format!("It was not sent: {last}. Nothing was bought.");
        let result = LineResult::refused(LineRefusal::new(RefusalCode::NotBought, message));
        self.commit(at, &[LineState::Reserved], LineState::Released, &result).await;
    }

    /// One attempt. An error means that nothing was sent.
    async fn attempt(&self, at: &LineRef, line: &Line, cx: &CallContext) -> Result<Next, LedgerError> {
        let spender = match self.may_spend(cx, line.provider) {
            Ok(spender) => spender,
            Err(refusal) => {
                let result = LineResult::refused(refusal);
                self.commit(at, &[LineState::Reserved], LineState::Refused, &result).await;
                return Ok(Next::Over);
            }
        };
        let before = match self.before(&line.task, spender, cx).await {
            Ok(before) => before,
            Err(error) => return Ok(Next::Again(error.to_string())),
        };
        let Some(attempt) = self.ledger.start_attempt(at, spender.client.may_take(), before.as_ref()).await? else {
            // Somebody else took the line over.
            return Ok(Next::Over);
        };
        crash::point("after-attempt");
        let sent = midway(self.send(&line.task, spender, &attempt.id, cx)).await;
        crash::point("after-response");
        let next = match sent {
            Outcome::Done(result) => {
                if !self.commit(at, &UNDECIDED, LineState::Settled, &result).await {
                    tracing::error!(
                        purchase = %at.purchase, line = at.line, attempt = attempt.id, transactions = ?result.transactions,
                        "a spend was done, and its line has another outcome or the process stops"
                    );
                }
                Next::Over
            }
            Outcome::Refused(refusal) => {
                let mut why = refused(&refusal);
                if !matches!(line.task, Task::License(_)) {
                    why.field = None;
                }
                if matches!(line.task, Task::Generation(_)) && refusal.reason == RefusalReason::Other {
                    why.code = RefusalCode::PromptRefused;
                }
                let result = LineResult::refused(why);
                self.commit(at, &UNDECIDED, LineState::Refused, &result).await;
                Next::Over
            }
            Outcome::NotSent(error) => {
                let result = LineResult::unclear(error.to_string());
                self.commit(at, &[LineState::Sending], LineState::Reserved, &result).await;
                Next::Again(error.to_string())
            }
            Outcome::Unknown(error) => {
                tracing::warn!(
                    purchase = %at.purchase, line = at.line, attempt = attempt.id, request_id = &*cx.request_id,
                    cause = error.cause(), "the outcome of a spend is unknown: {error}"
                );
                let result = LineResult::unclear(error.to_string());
                self.commit(at, &[LineState::Sending], LineState::Unknown, &result).await;
                self.unclear.notify_one();
                Next::Over
            }
        };
        crash::point("after-commit");
        Ok(next)
    }

    /// Sends a line, once.
    async fn send(&self, task: &Task, spender: &Spender, attempt: &str, cx: &CallContext) -> Outcome<LineResult> {
        match task {
            Task::License(task) => {
                let references = self.marked(&task.references, spender, attempt);
                let line = LicenseLine {
                    item_id: task.item_id.clone(),
                    license_id: task.license_id.clone(),
                    size_id: task.size_id.clone(),
                    options: task.options.clone(),
                    buy_again: task.buy_again,
                    accept_overage: task.accept_overage,
                };
                let outcome = spender.client.license(cx, &LicenseOrder { lines: vec![line], references }).await;
                then(outcome, |lines| match lines.into_iter().next().map(|line| line.result) {
                    Some(Ok(licensed)) => {
                        Outcome::Done(LineResult { transactions: licensed.transactions, ..LineResult::default() })
                    }
                    Some(Err(refusal)) => Outcome::Refused(refusal),
                    None => Outcome::Unknown(unanswered()),
                })
            }
            Task::Transfer(task) => {
                let order = TransferOrder {
                    transactions: task.transactions.clone(),
                    from: task.from.clone(),
                    to: task.to.clone(),
                };
                let done = || LineResult { transactions: task.transactions.clone(), ..LineResult::default() };
                then(spender.client.transfer(cx, &order).await, |()| Outcome::Done(done()))
            }
            Task::Generation(task) => {
                let order = GenerationOrder {
                    prompt: task.prompt.clone(),
                    aspect_ratio: task.aspect_ratio,
                    medium: task.medium,
                    callback_url: self.callback_url.as_ref().map(|url| url(attempt)),
                };
                then(spender.client.generate(cx, &order).await, |job| {
                    Outcome::Done(LineResult { generation_id: Some(job.id), ..LineResult::default() })
                })
            }
            Task::Invoice(task) => {
                let order =
                    InvoiceOrder { transactions: task.transactions.clone(), field_value: task.field_value.clone() };
                match spender.client.create_invoice(cx, &order).await {
                    Outcome::Done(id) => Outcome::Done(self.invoiced(task, id, cx).await),
                    Outcome::Refused(refusal) => Outcome::Refused(refusal),
                    Outcome::NotSent(error) => Outcome::NotSent(error),
                    Outcome::Unknown(error) => Outcome::Unknown(error),
                }
            }
        }
    }

    fn marked(&self, references: &References, spender: &Spender, attempt: &str) -> References {
        if spender.client.returns_references() {
            marker::add(references.clone(), self.config.marker, attempt)
        } else {
            references.clone()
        }
    }

    /// Writes an outcome, however long the store takes to come back: an outcome is not to be lost while the process
    /// lives. What a stop cuts off is looked up at the next start.
    pub(super) async fn commit(&self, at: &LineRef, from: &[LineState], to: LineState, result: &LineResult) -> bool {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.ledger.transition(at, from, to, result, "portico").await {
                Ok(changed) => return changed,
                Err(error) => {
                    tracing::error!(purchase = %at.purchase, line = at.line, to = to.as_str(), %error, "an outcome cannot be written");
                }
            }
            if self.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                return false;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// The states in which the outcome of an attempt is still open. A clear answer that comes late is still one.
const UNDECIDED: [LineState; 2] = [LineState::Sending, LineState::Unknown];

/// What follows an attempt.
enum Next {
    /// The line has an outcome, or somebody else cares for it.
    Over,
    /// It did not leave this machine, for this reason.
    Again(String),
}

fn then<T, U>(outcome: Outcome<T>, read: impl FnOnce(T) -> Outcome<U>) -> Outcome<U> {
    match outcome {
        Outcome::Done(value) => read(value),
        Outcome::Refused(refusal) => Outcome::Refused(refusal),
        Outcome::NotSent(error) => Outcome::NotSent(error),
        Outcome::Unknown(error) => Outcome::Unknown(error),
    }
}

fn unanswered() -> crate::providers::ProviderError {
    crate::providers::ProviderError::new(crate::providers::ErrorKind::Unavailable).because("the line was not answered")
}

/// Why the provider refused an item, by the argument where that is clear.
pub(super) fn refused(refusal: &Refusal) -> LineRefusal {
    let code = match refusal.reason {
        RefusalReason::Other | RefusalReason::Credentials => RefusalCode::ProviderRefused,
        RefusalReason::Unsupported => RefusalCode::UnsupportedByProvider,
        RefusalReason::ItemNotFound => RefusalCode::ItemNotFound,
        RefusalReason::LicenseNotOffered => RefusalCode::LicenseNotAvailable,
        RefusalReason::SizeNotOffered => RefusalCode::SizeNotOffered,
        RefusalReason::AlreadyLicensed => RefusalCode::AlreadyLicensed,
        RefusalReason::NotCovered => RefusalCode::NotCovered,
        RefusalReason::NeedsCheckout => RefusalCode::NeedsCheckout,
        RefusalReason::Overage => RefusalCode::Overage,
        RefusalReason::ReferenceRequired => RefusalCode::ReferenceRequired,
        RefusalReason::Cancelled => RefusalCode::OrderCancelled,
        RefusalReason::RateLimited => RefusalCode::RateLimited,
    };
    let field = match refusal.reason {
        RefusalReason::ItemNotFound => Some("itemId"),
        RefusalReason::LicenseNotOffered => Some("licenseId"),
        RefusalReason::SizeNotOffered => Some("sizeId"),
        _ => None,
    };
    let message = format!("The provider refused: {}", refusal.message);
    LineRefusal { code, message, existing: refusal.existing.clone(), field: field.map(str::to_owned) }
}

/// Runs what sends, and dies in its midst if a test wants that.
async fn midway<T>(sending: impl Future<Output = T>) -> T {
    if !crash::due("mid-request") {
        return sending.await;
    }
    drop(tokio::time::timeout(MIDWAY, sending).await);
    crash::die()
}
