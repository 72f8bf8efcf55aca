//! Two purchases about the same at the same time, under different keys: both passed the check beforehand. One goes ahead, the
//! other waits for what becomes of that one, and is told; what is already done, or may be, is not sent once more.

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Inner, POLL, Spender, check::OWNED_ALREADY, judgement, run::Next};
use crate::{
    domain::{
        id::TransactionId,
        purchase::{Line, LineRefusal, LineResult, LineState, RefusalCode, Task},
        tenant::Tenant,
    },
    ledger::{Attempt, Claims, Holder, LedgerError, LineRef, Start},
    providers::{CallContext, CallMeter},
};

/// What a purchase knows of others when its lines are sent.
pub(super) struct Others {
    /// From then on the provider was asked what there is.
    pub(super) asked_at: Timestamp,
    /// How long it waits for them.
    pub(super) until: Instant,
}

impl Inner {
    /// Records an attempt, once no other line is about the same; else what follows.
    pub(super) async fn begin(
        &self,
        at: &LineRef,
        line: &Line,
        spender: &Spender,
        others: &Others,
        cx: &CallContext,
    ) -> Result<Result<Attempt, Next>, LedgerError> {
        let window = self.config.visibility_window;
        let shown = others.asked_at.checked_sub(window).unwrap_or(Timestamp::MIN);
        let claims = self.claims(&line.task, shown, cx);
        loop {
            let before = match self.before(&line.task, spender, cx).await {
                Ok(before) => before,
                Err(error) => return Ok(Err(Next::Again(error.to_string()))),
            };
            match self.ledger.start_attempt(at, spender.client.may_take(), before.as_ref(), &claims).await? {
                Start::Attempt(attempt) => return Ok(Ok(attempt)),
                // Somebody else took the line over.
                Start::Over => return Ok(Err(Next::Over)),
                Start::Claimed(holder) => {
                    let Some(held) = self.outcome_of(&holder.line, others.until).await? else { continue };
                    let refusal = refusal(&line.task, &holder, &held);
                    let result = LineResult::refused(refusal);
                    self.commit(at, &[LineState::Reserved], LineState::Refused, &result).await;
                    return Ok(Err(Next::Over));
                }
            }
        }
    }

    /// The line that has a claim, once it has an outcome or as it is when that takes too long; `None` when it came to nothing.
    async fn outcome_of(&self, holder: &LineRef, until: Instant) -> Result<Option<Line>, LedgerError> {
        // Before the first look, so that no change falls between.
        let mut watch = self.ledger.watch(&holder.purchase);
        loop {
            let purchase = self.ledger.purchase(&holder.purchase).await?;
            let line = purchase.and_then(|purchase| purchase.lines.into_iter().find(|line| line.index == holder.line));
            let line = line.ok_or_else(|| LedgerError::Corrupt("a claim without its line".to_owned()))?;
            if matches!(line.state, LineState::Refused | LineState::Released) {
                return Ok(None);
            }
            if line.state.is_final() || Instant::now() >= until || self.stop.is_cancelled() {
                return Ok(Some(line));
            }
            tokio::select! {
                () = watch.changed() => {}
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(POLL) => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    /// What a task lays claim to: a first licence to its item, a transfer or an invoice to its transactions.
    fn claims(&self, task: &Task, shown: Timestamp, cx: &CallContext) -> Claims {
        let names = match task {
            // Who judges beforehand knows each licence of an item by itself; of what the others list, any one counts.
            Task::License(task)
                if self.providers.get(cx, task.item_id.provider).is_ok_and(|at| judgement::judges(&**at)) =>
            {
                vec![format!("license {} {}", task.item_id, task.license_id)]
            }
            Task::License(task) => vec![format!("license {}", task.item_id)],
            Task::Transfer(task) => task.transactions.iter().map(|id| of_transaction("transfer", id)).collect(),
            Task::Invoice(task) => task.transactions.iter().map(|id| of_transaction("invoice", id)).collect(),
            Task::Generation(_) => Vec::new(),
        };
        let shared = matches!(task, Task::License(task) if task.buy_again);
        Claims { account: self.providers.account_of(&cx.tenant).to_owned(), names, shared, shown }
    }

    /// Gives what earlier versions left open the claims that it would have.
    pub(super) async fn claim_what_is_open(&self) -> Result<(), LedgerError> {
        let claims = |tenant: &Tenant, task: &Task| {
            let cx = CallContext { request_id: "start".into(), tenant: tenant.clone(), meter: CallMeter::new(0) };
            self.claims(task, Timestamp::MIN, &cx)
        };
        self.ledger.claim_what_is_open(claims).await
    }
}

fn of_transaction(what: &str, id: &TransactionId) -> String {
    format!("{what} {id}")
}

/// Why a line is not sent that another one is about too.
fn refusal(task: &Task, holder: &Holder, held: &Line) -> LineRefusal {
    let place = |ids: &[TransactionId], what: &str| {
        let place = ids.iter().position(|id| of_transaction(what, id) == holder.name);
        format!("transactionIds.{}", place.unwrap_or_default())
    };
    let (field, done, said, under_way) = match task {
        Task::Transfer(task) => (
            place(&task.transactions, "transfer"),
            RefusalCode::AlreadyTransferred,
            "The licence was passed on already, by another purchase.",
            "Another transfer of this licence has no outcome yet; nothing was sent.",
        ),
        Task::Invoice(task) => (
            place(&task.transactions, "invoice"),
            RefusalCode::AlreadyInvoiced,
            "The transaction is on an invoice already.",
            "Another invoice over this transaction has no outcome yet; nothing was sent.",
        ),
        Task::License(_) | Task::Generation(_) => (
            "itemId".to_owned(),
            RefusalCode::AlreadyLicensed,
            OWNED_ALREADY,
            "Another purchase of this item has no outcome yet; `buyAgain` licenses it whatever comes of that.",
        ),
    };
    if held.state != LineState::Settled {
        return LineRefusal::new(RefusalCode::InProgress, under_way).about(&field);
    }
    let licensed = matches!(task, Task::License(_));
    let existing = if licensed { held.result.transactions.clone() } else { Vec::new() };
    LineRefusal { existing, ..LineRefusal::new(done, said).about(&field) }
}
