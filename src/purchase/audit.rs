//! What purchases leave in the audit log beyond what is recorded with them: refusals, and files for layouts.
//!
//! What cannot be used as it is (`INVALID_INPUT`), what is only tried out (`dryRun`) and what is repeated leave no entry: nothing
//! was asked for, or nothing more.

use tokio::sync::oneshot;

use super::{
    Answer, Approved, Buyer, DecisionRequest, FieldRefusal, GenerateRequest, Inner, InvoiceRequest, LicenseRequest,
    PurchaseError, Purchases, TransferRequest,
};
use crate::{
    domain::{
        audit::{AuditAction, AuditEntry, AuditFilter, AuditOutcome, Audited},
        comp_download::CompDownload,
        id::{ItemId, PurchaseId},
        purchase::{LineRefusal, RefusalCode},
    },
    ledger::LedgerError,
    providers::CallContext,
};

impl Purchases {
    /// Licenses items, each line once.
    ///
    /// # Errors
    /// [`PurchaseError`]; nothing was sent.
    pub async fn license(
        &self,
        buyer: &Buyer,
        request: &LicenseRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        self.to_the_end(buyer, request, cx, |this, buyer, request, cx| async move {
            let answer = this.ask_to_license(&buyer, &request, &cx).await?;
            if !request.dry_run {
                this.0.answered(&buyer, AuditAction::License, &answer, &cx).await;
            }
            Ok(answer)
        })
        .await
    }

    /// Passes licences on, once.
    ///
    /// # Errors
    /// [`PurchaseError`]; nothing was sent.
    pub async fn transfer(
        &self,
        buyer: &Buyer,
        request: &TransferRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        self.to_the_end(buyer, request, cx, |this, buyer, request, cx| async move {
            let answer = this.ask_to_transfer(&buyer, &request, &cx).await?;
            this.0.answered(&buyer, AuditAction::Transfer, &answer, &cx).await;
            Ok(answer)
        })
        .await
    }

    /// Makes an invoice, once.
    ///
    /// # Errors
    /// [`PurchaseError`]; nothing was sent.
    pub async fn invoice(
        &self,
        buyer: &Buyer,
        request: &InvoiceRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        self.to_the_end(buyer, request, cx, |this, buyer, request, cx| async move {
            let answer = this.ask_to_invoice(&buyer, &request, &cx).await?;
            this.0.answered(&buyer, AuditAction::Invoice, &answer, &cx).await;
            Ok(answer)
        })
        .await
    }

    /// Asks for pictures, once.
    ///
    /// # Errors
    /// [`PurchaseError`]; nothing was sent.
    pub async fn generate(
        &self,
        buyer: &Buyer,
        request: &GenerateRequest,
        cx: &CallContext,
    ) -> Result<Answer, PurchaseError> {
        self.to_the_end(buyer, request, cx, |this, buyer, request, cx| async move {
            let answer = this.ask_to_generate(&buyer, &request, &cx).await?;
            this.0.answered(&buyer, AuditAction::Generate, &answer, &cx).await;
            Ok(answer)
        })
        .await
    }

    /// Approves a purchase: what stands in its way by now is looked at anew, and what is left is sent. Again, it gives the
    /// same purchase.
    ///
    /// # Errors
    /// [`PurchaseError`]; nothing was sent.
    pub async fn approve(
        &self,
        by: &Buyer,
        request: &DecisionRequest,
        cx: &CallContext,
    ) -> Result<Approved, PurchaseError> {
        self.to_the_end(by, request, cx, |this, by, request, cx| async move {
            let answer = this.ask_to_approve(&by, &request, &cx).await?;
            this.0.decided(&by, AuditAction::Approve, &answer, &cx).await;
            Ok(answer)
        })
        .await
    }

    /// Declines a purchase: nothing is bought. Again, it gives the same purchase.
    ///
    /// # Errors
    /// [`PurchaseError`]
    pub async fn decline(
        &self,
        by: &Buyer,
        request: &DecisionRequest,
        cx: &CallContext,
    ) -> Result<Approved, PurchaseError> {
        let answer = self.ask_to_decline(by, request, cx).await?;
        self.0.decided(by, AuditAction::Decline, &answer, cx).await;
        Ok(answer)
    }

    /// Takes a file for a layout: its record, or why not. It costs nothing, so that two entries of the audit log are all
    /// that is recorded of it: one before it is sent, without which nothing is, and one of what came of it.
    ///
    /// # Errors
    /// [`PurchaseError`]; it may have been taken.
    pub async fn download_comp(
        &self,
        buyer: &Buyer,
        item: &ItemId,
        size: &str,
        cx: &CallContext,
    ) -> Result<Result<CompDownload, LineRefusal>, PurchaseError> {
        let what = (item.clone(), size.to_owned());
        self.to_the_end(buyer, &what, cx, |this, buyer, (item, size), cx| async move {
            let about = |outcome, refusal: Option<&LineRefusal>| {
                let what = audited(&buyer, AuditAction::DownloadComp, outcome, refusal, &cx);
                Audited { item: Some(item.clone()), ..what }
            };
            this.0.ledger.audit(&about(AuditOutcome::Attempted, None)).await?;
            let taken = this.ask_for_comp(&item, &size, &cx).await;
            let what = match &taken {
                Ok(Ok(_)) => about(AuditOutcome::Done, None),
                Ok(Err(refusal)) => about(AuditOutcome::Refused, Some(refusal)),
                Err(_) => about(AuditOutcome::Unknown, None),
            };
            this.0.note(&what).await;
            taken
        })
        .await
    }

    /// Does what was asked for in a task of its own, so that a caller who hangs up stops nothing, from the first look at the
    /// provider to the entry in the log.
    async fn to_the_end<R, T, F>(
        &self,
        buyer: &Buyer,
        request: &R,
        cx: &CallContext,
        work: impl FnOnce(Self, Buyer, R, CallContext) -> F,
    ) -> Result<T, PurchaseError>
    where
        R: Clone,
        T: Send + 'static,
        F: Future<Output = Result<T, PurchaseError>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let work = work(self.clone(), buyer.clone(), request.clone(), cx.clone());
        self.0.tasks.spawn(async move {
            // Nobody listens any more if the caller is gone.
            drop(tell.send(work.await));
        });
        told.await.unwrap_or_else(|_| Err(LedgerError::Busy.into()))
    }

    /// The tenant's entries of the audit log, newest first, those before number `before` alone; and how many there are.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn audit_log(
        &self,
        tenant: &str,
        filter: &AuditFilter,
        limit: u32,
        before: Option<u64>,
    ) -> Result<(Vec<AuditEntry>, u64), LedgerError> {
        self.0.ledger.audit_log(tenant, filter, limit, before).await
    }
}

impl Inner {
    /// Notes what was refused beforehand; what was recorded is noted with its record.
    async fn answered(&self, buyer: &Buyer, action: AuditAction, answer: &Answer, cx: &CallContext) {
        if let Answer::Refused(refusals) = answer {
            self.refused(buyer, action, refusals, None, cx).await;
        }
    }

    async fn decided(&self, by: &Buyer, action: AuditAction, answer: &Approved, cx: &CallContext) {
        if let Approved::Refused(purchase, refusal) = answer {
            let about = purchase.as_ref().map(|purchase| purchase.id.clone());
            self.refused(by, action, std::slice::from_ref(refusal), about, cx).await;
        }
    }

    async fn refused(
        &self,
        buyer: &Buyer,
        action: AuditAction,
        refusals: &[FieldRefusal],
        purchase: Option<PurchaseId>,
        cx: &CallContext,
    ) {
        let usable = |refused: &&FieldRefusal| refused.refusal.code != RefusalCode::InvalidInput;
        // The first says enough: who reads a log wants to know that it was refused, not every reason why.
        let Some(first) = refusals.iter().find(usable) else { return };
        let what = audited(buyer, action, AuditOutcome::Refused, Some(&first.refusal), cx);
        self.note(&Audited { purchase, ..what }).await;
    }

    /// Writes an entry about what is over anyway. Without it the answer is still true.
    async fn note(&self, what: &Audited) {
        if let Err(error) = self.ledger.audit(what).await {
            tracing::error!(request_id = what.request_id, action = ?what.action, outcome = ?what.outcome, %error, "an entry of the audit log cannot be written");
        }
    }
}

fn audited(
    buyer: &Buyer,
    action: AuditAction,
    outcome: AuditOutcome,
    refusal: Option<&LineRefusal>,
    cx: &CallContext,
) -> Audited {
    Audited {
        tenant: cx.tenant.to_string(),
        subject: Some(buyer.subject.clone()),
        team: buyer.team.clone(),
        request_id: cx.request_id.to_string(),
        action,
        outcome,
        purchase: None,
        item: None,
        code: refusal.map(|refusal| refusal.code),
        message: refusal.map(|refusal| refusal.message.clone()),
    }
}
