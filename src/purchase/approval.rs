//! Four eyes: a purchase above a threshold waits until somebody else approves it, declines it, or time runs out.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::{Buyer, FieldRefusal, Inner, LicenseLineRequest, LicenseRequest, PurchaseError, Purchases, crash};
use crate::{
    domain::{
        id::PurchaseId,
        purchase::{
            Decided, Decision, LicenseTask, Line, LineRefusal, LineState, Purchase, PurchaseFilter, RefusalCode, Task,
        },
        transaction::{CustomReference, References},
    },
    ledger::{Deciding, LedgerError},
    providers::CallContext,
};

/// The longest note, in characters.
const MAX_NOTE: usize = 500;

/// A decision that somebody asks for.
#[derive(Clone, Debug)]
pub struct DecisionRequest {
    /// About which purchase.
    pub purchase: PurchaseId,
    /// Why, at most 500 characters.
    pub note: Option<String>,
}

/// What came of asking for a decision.
#[derive(Debug)]
pub enum Approved {
    /// It is decided as asked for, now or before; what came of the purchase.
    Decided(Purchase),
    /// Nothing was decided; the purchase as it is, where the tenant has it.
    Refused(Option<Purchase>, FieldRefusal),
}

impl Purchases {
    /// [`Purchases::approve`], but for the audit log.
    pub(super) async fn ask_to_approve(
        &self,
        by: &Buyer,
        request: &DecisionRequest,
        cx: &CallContext,
    ) -> Result<Approved, PurchaseError> {
        let this = &self.0;
        let purchase = match this.decidable(by, request, Decision::Approved, cx).await? {
            Ok(purchase) => purchase,
            Err(answer) => return Ok(answer),
        };
        for line in purchase.lines.iter().filter(|line| line.state == LineState::AwaitingApproval) {
            if let Err(refusal) = this.may_spend(cx, line.provider) {
                return Ok(Approved::Refused(Some(purchase), FieldRefusal { field: None, refusal }));
            }
        }
        let asked_at = this.ledger.now();
        let refusals = match this.look_anew(&purchase, cx).await? {
            Ok(refusals) => refusals,
            Err(refusal) => return Ok(Approved::Refused(Some(purchase), FieldRefusal { field: None, refusal })),
        };
        let deciding = deciding(by, request, Decision::Approved, refusals, cx);
        this.decide_and_run(deciding, asked_at, cx).await?;
        this.as_decided(by, request, Decision::Approved, cx).await
    }

    /// [`Purchases::decline`], but for the audit log.
    pub(super) async fn ask_to_decline(
        &self,
        by: &Buyer,
        request: &DecisionRequest,
        cx: &CallContext,
    ) -> Result<Approved, PurchaseError> {
        let this = &self.0;
        let purchase = match this.decidable(by, request, Decision::Declined, cx).await? {
            Ok(purchase) => purchase,
            Err(answer) => return Ok(answer),
        };
        let message = match &request.note {
            Some(note) => format!("It was declined: {note}"),
            None => "It was declined.".to_owned(),
        };
        let refusals = refuse_all(&purchase, &LineRefusal::new(RefusalCode::Declined, message));
        this.ledger.decide(&deciding(by, request, Decision::Declined, refusals, cx)).await?;
        this.as_decided(by, request, Decision::Declined, cx).await
    }

    /// The tenant's purchases, newest first, behind `after`; and how many there are altogether.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn list(
        &self,
        tenant: &str,
        filter: PurchaseFilter,
        limit: u32,
        after: Option<&PurchaseId>,
    ) -> Result<(Vec<Purchase>, u64), LedgerError> {
        self.0.ledger.purchases_of(tenant, filter, limit, after).await
    }
}

impl Inner {
    /// The purchase, if this viewer may decide about it and nobody has; else the answer.
    async fn decidable(
        &self,
        by: &Buyer,
        request: &DecisionRequest,
        wanted: Decision,
        cx: &CallContext,
    ) -> Result<Result<Purchase, Approved>, PurchaseError> {
        if request.note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE) {
            let message = format!("At most {MAX_NOTE} characters.");
            let refusal = FieldRefusal::new("note", RefusalCode::InvalidInput, message);
            return Ok(Err(Approved::Refused(None, refusal)));
        }
        let found = self.ledger.purchase(&request.purchase).await?.filter(|found| found.tenant == cx.tenant.as_str());
        let Some(purchase) = found else {
            let message = "There is no such purchase.";
            let refusal = FieldRefusal::new("purchaseId", RefusalCode::PurchaseNotFound, message);
            return Ok(Err(Approved::Refused(None, refusal)));
        };
        let Some(approval) = &purchase.approval else {
            let message = "Nobody has to approve this purchase.";
            let refusal = FieldRefusal::new("purchaseId", RefusalCode::NotAwaitingApproval, message);
            return Ok(Err(Approved::Refused(Some(purchase), refusal)));
        };
        if purchase.subject == by.subject {
            let message = "Whoever asked for a purchase cannot decide about it; somebody else has to.";
            let refusal = FieldRefusal::new("purchaseId", RefusalCode::OwnPurchase, message);
            return Ok(Err(Approved::Refused(Some(purchase), refusal)));
        }
        match &approval.decision {
            Some(decided) if decided.decision == wanted => Ok(Err(Approved::Decided(self.wait(purchase).await?))),
            Some(decided) => {
                let refusal = waits_no_more(Some(decided));
                Ok(Err(Approved::Refused(Some(purchase), refusal)))
            }
            None if approval.expires_at <= self.ledger.now() => {
                self.expire(&request.purchase).await?;
                let refusal = FieldRefusal::new("purchaseId", RefusalCode::ApprovalExpired, EXPIRED);
                Ok(Err(Approved::Refused(self.ledger.purchase(&request.purchase).await?, refusal)))
            }
            None => Ok(Ok(purchase)),
        }
    }

    /// What was decided, by whoever was first.
    async fn as_decided(
        &self,
        by: &Buyer,
        request: &DecisionRequest,
        wanted: Decision,
        cx: &CallContext,
    ) -> Result<Approved, PurchaseError> {
        Ok(match self.decidable(by, request, wanted, cx).await? {
            Ok(purchase) => Approved::Refused(Some(purchase), waits_no_more(None)),
            Err(answer) => answer,
        })
    }

    /// What stands in the way by now: of the whole, or of each line. Prices may have risen and items have been licensed
    /// since; what was approved is what was asked for, at the price that was shown.
    async fn look_anew(
        &self,
        purchase: &Purchase,
        cx: &CallContext,
    ) -> Result<Result<Vec<(u32, LineRefusal)>, LineRefusal>, PurchaseError> {
        let (mut places, mut lines, mut references) = (Vec::new(), Vec::new(), None);
        for line in purchase.lines.iter().filter(|line| line.state == LineState::AwaitingApproval) {
            if let Task::License(task) = &line.task {
                places.push(line.index);
                lines.push(again(task));
                note(references.get_or_insert_with(|| task.references.clone()), &task.references.custom);
            }
        }
        if lines.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let request = LicenseRequest {
            idempotency_key: purchase.idempotency_key.clone(),
            lines,
            references: references.unwrap_or_default(),
            dry_run: true,
            single: false,
        };
        let verdict = self.check(&request, cx).await?;
        if let Some(whole) = verdict.whole.into_iter().next() {
            return Ok(Err(whole.refusal));
        }
        let refused = places.into_iter().zip(verdict.lines);
        let refused = refused.filter_map(|(place, line)| Some((place, line.refusals.into_iter().next()?.1)));
        Ok(Ok(refused.collect()))
    }

    /// Records the decision, and runs what is approved, in a task of its own: as for a purchase, a caller that hangs up
    /// stops nothing.
    async fn decide_and_run(
        self: &Arc<Self>,
        deciding: Deciding,
        asked_at: Timestamp,
        cx: &CallContext,
    ) -> Result<(), PurchaseError> {
        if self.stop.is_cancelled() {
            return Err(LedgerError::Busy.into());
        }
        let cx = CallContext { meter: cx.meter.uncapped(), ..cx.clone() };
        let (this, (told, decided)) = (self.clone(), oneshot::channel());
        self.tasks.spawn(async move {
            let came = this.ledger.decide(&deciding).await;
            let won = matches!(came, Ok(true));
            drop(told.send(came));
            if !won {
                return;
            }
            crash::point("after-decision");
            match this.ledger.purchase(&deciding.purchase).await {
                Ok(Some(purchase)) => this.run(&purchase, asked_at, &cx).await,
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(purchase = %deciding.purchase, %error, "an approved purchase cannot be read; it will be released");
                }
            }
        });
        decided.await.map_err(|_| LedgerError::Busy)??;
        Ok(())
    }

    /// Refuses what nobody decided about in time.
    pub(super) async fn expire_approvals(&self) -> Result<(), LedgerError> {
        for id in self.ledger.overdue_approvals().await? {
            self.expire(&id).await?;
        }
        Ok(())
    }

    async fn expire(&self, id: &PurchaseId) -> Result<(), LedgerError> {
        let Some(purchase) = self.ledger.purchase(id).await? else { return Ok(()) };
        let refusals = refuse_all(&purchase, &LineRefusal::new(RefusalCode::ApprovalExpired, EXPIRED));
        let deciding = Deciding {
            purchase: id.clone(),
            decision: Decision::Expired,
            by: None,
            team: None,
            request_id: purchase.request_id,
            note: None,
            refusals,
        };
        // Somebody may have decided at the last moment.
        self.ledger.decide(&deciding).await?;
        Ok(())
    }
}

const EXPIRED: &str = "Nobody approved it in time; nothing was bought.";

fn deciding(
    by: &Buyer,
    request: &DecisionRequest,
    decision: Decision,
    refusals: Vec<(u32, LineRefusal)>,
    cx: &CallContext,
) -> Deciding {
    Deciding {
        purchase: request.purchase.clone(),
        decision,
        by: Some(by.subject.clone()),
        team: by.team.clone(),
        request_id: cx.request_id.to_string(),
        note: request.note.clone(),
        refusals,
    }
}

fn refuse_all(purchase: &Purchase, refusal: &LineRefusal) -> Vec<(u32, LineRefusal)> {
    let waits = |line: &&Line| line.state == LineState::AwaitingApproval;
    purchase.lines.iter().filter(waits).map(|line| (line.index, refusal.clone())).collect()
}

/// The same line, at no more than the price that was shown.
fn again(task: &LicenseTask) -> LicenseLineRequest {
    LicenseLineRequest {
        item_id: task.item_id.clone(),
        license_id: task.license_id.clone(),
        size_id: task.size_id.clone(),
        options: task.options.clone(),
        max_price: task.price.as_ref().map(|price| price.amount),
        buy_again: task.buy_again,
        accept_overage: task.accept_overage,
    }
}

/// Adds what another line's provider notes.
fn note(references: &mut References, more: &[CustomReference]) {
    for custom in more {
        if !references.custom.contains(custom) {
            references.custom.push(custom.clone());
        }
    }
}

fn waits_no_more(decided: Option<&Decided>) -> FieldRefusal {
    let (code, message) = match decided.map(|decided| decided.decision) {
        Some(Decision::Approved) => (RefusalCode::NotAwaitingApproval, "It was approved before."),
        Some(Decision::Declined) => (RefusalCode::NotAwaitingApproval, "It was declined before."),
        Some(Decision::Expired) => (RefusalCode::ApprovalExpired, EXPIRED),
        None => (RefusalCode::NotAwaitingApproval, "It could not be decided; ask again."),
    };
    FieldRefusal::new("purchaseId", code, message)
}
