//! Transfers: licences passed on to another legal person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, Change, Party, Refusal, TransactionId, TransferId, UserId, World, records::State};

/// The most transactions one call takes.
const MAX_TRANSACTIONS: usize = 1_000;
/// The most characters one party may have in all its members together.
const MAX_PARTY_LENGTH: usize = 4_000;

/// A licence passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its key.
    pub id: TransferId,
    /// The licence's transaction.
    pub transaction: TransactionId,
    /// Who passed it on.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// When.
    pub at: Timestamp,
    /// The member who did it.
    pub user: UserId,
}

impl World {
    /// Passes licences on; a later transfer of the same one replaces the earlier (`transferEnterpriseLicense`).
    /// All of them or, if one is unknown, none.
    pub fn transfer(
        &self,
        actor: Actor,
        transactions: &[TransactionId],
        from: &Party,
        to: &Party,
    ) -> Result<Vec<TransferId>, Refusal> {
        let mut world = self.lock();
        let transfers = draft(&world.state, actor, transactions, [from, to], self.clock.now())?;
        let made = transfers.iter().map(|transfer| transfer.id).collect();
        world.commit(Change::Transferred { transfers })?;
        Ok(made)
    }
}

/// The records of a transfer, if all of it can be done.
pub(super) fn draft(
    state: &State,
    actor: Actor,
    transactions: &[TransactionId],
    [from, to]: [&Party; 2],
    at: Timestamp,
) -> Result<Vec<Transfer>, Refusal> {
    let ids = distinct(transactions);
    if ids.is_empty() {
        return Err(Refusal::invalid("transactions", "must name at least one"));
    }
    if ids.len() > MAX_TRANSACTIONS {
        return Err(Refusal::invalid("transactions", "too many"));
    }
    for (argument, party) in [("from", from), ("to", to)] {
        if !party.names_somebody() {
            return Err(Refusal::invalid(argument, "must have a company or a full name"));
        }
        if party.length() > MAX_PARTY_LENGTH {
            return Err(Refusal::invalid(argument, "too long"));
        }
    }
    let mut transfers = Vec::with_capacity(ids.len());
    for (transaction, id) in ids.into_iter().zip(state.next.transfer..) {
        state.transaction_of(actor, transaction)?;
        let (id, from, to) = (TransferId(id), from.clone(), to.clone());
        transfers.push(Transfer { id, transaction, from, to, at, user: actor.user() });
    }
    Ok(transfers)
}

/// The ids without repetitions, in their order.
pub(super) fn distinct(ids: &[TransactionId]) -> Vec<TransactionId> {
    let mut seen = std::collections::HashSet::new();
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}
