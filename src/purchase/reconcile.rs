//! Reconciliation: at start-up, then by back-off, and on demand.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{Inner, Purchases, crash, look_up::Found};
use crate::{
    domain::purchase::{LineRefusal, LineResult, LineState, RefusalCode},
    ledger::{LedgerError, Unclear},
    providers::{CallContext, CallMeter},
};

/// Lines that are looked up in one round.
const ROUND: u32 = 200;
/// Upstream calls of one look-up.
const CALLS: u32 = 200;
/// How often an absent line has to have been absent.
const TIMES_ABSENT: u64 = 2;
/// The first pause between two look-ups; the next is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The pause after the store failed.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// What a round of look-ups came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Looked up.
    pub looked_up: usize,
    /// Found to have been done.
    pub settled: usize,
    /// Proved not to have been done.
    pub released: usize,
    /// Left to a person.
    pub for_review: usize,
}

impl Purchases {
    /// Takes over what an earlier process left behind, and looks up what is unclear until the stop.
    ///
    /// # Errors
    /// When the ledger cannot be used at the start.
    pub async fn start(&self) -> Result<(), LedgerError> {
        let taken = self.0.ledger.take_over(true, self.0.config.abandoned_after).await?;
        if taken > 0 {
            tracing::warn!(lines = taken, "an earlier process left purchases behind; their outcome is looked up");
        }
        self.0.claim_what_is_open().await?;
        let this = self.0.clone();
        self.0.tasks.spawn(async move { this.keep_reconciling().await });
        Ok(())
    }

    /// Looks up every unclear line now, due or not.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn reconcile(&self) -> Result<Reconciled, LedgerError> {
        self.0.round(true).await
    }
}

impl Inner {
    async fn keep_reconciling(self: Arc<Self>) {
        loop {
            let pause = match self.round(false).await {
                Ok(_) => self.until_next().await,
                Err(error) => {
                    tracing::error!(%error, "unclear purchases cannot be looked up");
                    STORE_PAUSE
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.unclear.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn until_next(&self) -> Duration {
        let longest = self.config.lookup_pause;
        let (lookup, expiry) = (self.ledger.next_lookup().await, self.ledger.next_expiry().await);
        match [lookup, expiry].into_iter().filter_map(|next| next.ok().flatten()).min() {
            Some(next) => {
                let wait = Duration::try_from(next.duration_since(self.ledger.now())).unwrap_or_default();
                wait.clamp(Duration::from_millis(10), longest.max(Duration::from_millis(10)))
            }
            None => longest,
        }
    }

    async fn round(&self, all: bool) -> Result<Reconciled, LedgerError> {
        // With Postgres, another process may have died meanwhile.
        self.ledger.take_over(false, self.config.abandoned_after).await?;
        self.expire_approvals().await?;
        let mut came = Reconciled::default();
        for unclear in self.ledger.unclear(all, ROUND).await? {
            if self.stop.is_cancelled() {
                break;
            }
            came.looked_up += 1;
            self.look_at(&unclear, &mut came).await?;
        }
        if came != Reconciled::default() {
            let Reconciled { looked_up, settled, released, for_review } = came;
            tracing::info!(looked_up, settled, released, for_review, "purchases looked up");
        }
        Ok(came)
    }

    async fn look_at(&self, unclear: &Unclear, came: &mut Reconciled) -> Result<(), LedgerError> {
        let now = self.ledger.now();
        let (tenant, meter) = (unclear.tenant.clone(), CallMeter::new(CALLS));
        let cx = CallContext { request_id: unclear.request_id.as_str().into(), tenant, meter };
        let found = self.look_up(unclear, &cx).await;
        crash::point("mid-reconcile");
        let since = |from: Timestamp| Duration::try_from(now.duration_since(from)).unwrap_or_default();
        // Nothing can have been bought after the deadline, and by the window's end it would be listed.
        let beyond_window =
            now > unclear.attempt.deadline_at && since(unclear.attempt.deadline_at) >= self.config.visibility_window;
        let too_long = since(unclear.attempt.opened_at) >= self.config.review_after;
        let (to, result) = match found {
            Ok(Found::Done(result)) => (LineState::Settled, result),
            Ok(Found::Ambiguous(note)) => (LineState::NeedsReview, LineResult::unclear(note)),
            Ok(Found::Absent) if beyond_window && unclear.absent + 1 >= TIMES_ABSENT => {
                crash::point("mid-release");
                let message = "The provider has no trace of it; nothing was bought.";
                (LineState::Released, LineResult::refused(LineRefusal::new(RefusalCode::NotBought, message)))
            }
            Ok(Found::Absent) => return self.later(unclear, beyond_window).await,
            Ok(Found::NotYet(note)) if too_long => (LineState::NeedsReview, LineResult::unclear(note)),
            Err(error) if too_long => (LineState::NeedsReview, LineResult::unclear(error.to_string())),
            Ok(Found::NotYet(_)) => return self.later(unclear, false).await,
            Err(error) => {
                tracing::warn!(purchase = %unclear.line.purchase, line = unclear.line.line, %error, "a purchase cannot be looked up yet");
                return self.later(unclear, false).await;
            }
        };
        if self.ledger.transition(&unclear.line, &[LineState::Unknown], to, &result, "reconciliation").await? {
            match to {
                LineState::Settled => came.settled += 1,
                LineState::Released => came.released += 1,
                _ => came.for_review += 1,
            }
        }
        Ok(())
    }

    async fn later(&self, unclear: &Unclear, absent: bool) -> Result<(), LedgerError> {
        let doublings = u32::try_from(unclear.lookups).unwrap_or(u32::MAX).min(20);
        let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(self.config.lookup_pause);
        self.ledger.look_again(&unclear.line, absent, pause).await
    }
}
