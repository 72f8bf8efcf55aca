//! The feed of a purchase: its present state, then every change, then the end. Read from the ledger, so that nothing is
//! missed by a slow or a late listener, or by a restart.

use futures::{Stream, stream};

use super::{POLL, Purchases};
use crate::{
    domain::{
        id::PurchaseId,
        purchase::{LineState, Purchase},
    },
    ledger::{LedgerError, Watch},
};

/// Where a listener stands.
struct Listener {
    purchases: Purchases,
    id: PurchaseId,
    watch: Watch,
    told: Option<Vec<LineState>>,
}

impl Purchases {
    /// The purchase as it is, then after each change, then the end; `None` when the tenant has no such purchase.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn progress(
        &self,
        tenant: &str,
        id: &PurchaseId,
    ) -> Result<Option<impl Stream<Item = Result<Purchase, LedgerError>> + Send + use<>>, LedgerError> {
        if self.purchase(tenant, id).await?.is_none() {
            return Ok(None);
        }
        let watch = self.0.ledger.watch(id);
        let listener = Listener { purchases: self.clone(), id: id.clone(), watch, told: None };
        Ok(Some(stream::try_unfold(listener, |mut listener| async {
            Ok(listener.next().await?.map(|purchase| (purchase, listener)))
        })))
    }
}

impl Listener {
    async fn next(&mut self) -> Result<Option<Purchase>, LedgerError> {
        if self.told.as_ref().is_some_and(|told| told.iter().all(|state| state.is_final())) {
            return Ok(None);
        }
        loop {
            let Some(purchase) = self.purchases.0.ledger.purchase(&self.id).await? else { return Ok(None) };
            let states: Vec<LineState> = purchase.lines.iter().map(|line| line.state).collect();
            if self.told.as_ref() != Some(&states) {
                self.told = Some(states);
                return Ok(Some(purchase));
            }
            tokio::select! {
                () = self.watch.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}
