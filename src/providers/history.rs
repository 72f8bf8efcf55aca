//! All transactions of some items, read through page by page.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{CallContext, ErrorKind, Provider, ProviderError, Read};
use crate::domain::{
    id::ItemId,
    page::Window,
    transaction::{TransactionFilter, TransactionQuery, TransactionRecord},
};

/// The longest page that is asked for.
const PAGE: u32 = 100;
/// How many pages are read before the list is given up.
const MAX_PAGES: usize = 20;

/// Whose transactions are read through.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// Those in the account's own list, since a time: the list that a purchase of ours is added to.
    Account {
        /// From when on.
        since: Option<Timestamp>,
    },
    /// Those of the whole company, whoever of it bought them.
    Company,
}

/// The transactions by which these items are licensed: all of them, or an error, never a wrong "not
/// licensed". A provider may pass over the filter by items, give shorter pages than it was asked for, and list one twice
/// while others come in.
///
/// # Errors
/// Those of the reads; [`ErrorKind::Unavailable`] when the list is too long, or shorter than it says itself.
pub async fn licensed(
    provider: &dyn Provider,
    items: &[ItemId],
    scope: Scope,
    cx: &CallContext,
) -> Read<Vec<TransactionRecord>> {
    let wanted: HashSet<&ItemId> = items.iter().collect();
    let (mut all, mut known, mut read) = (Vec::new(), HashSet::new(), 0);
    let unreliable = |why| Err(ProviderError::new(ErrorKind::Unavailable).of(provider.name()).because(why));
    for _ in 0..MAX_PAGES {
        let window = Window { limit: PAGE, offset: read };
        let page = match scope {
            Scope::Account { since } => {
                let filter =
                    TransactionFilter { item_ids: items.to_vec(), from: since, ..TransactionFilter::default() };
                provider.transactions(cx, &TransactionQuery { filter, window }).await?
            }
            Scope::Company => provider.licensed(cx, items, window).await?,
        };
        let (rows, counted) = (page.items.len() as u64, page.total.unwrap_or(0));
        read += rows;
        all.extend(page.items.into_iter().filter(|row| wanted.contains(&row.item_id) && known.insert(row.id.clone())));
        if rows < u64::from(PAGE) && read >= counted {
            return Ok(all);
        }
        if rows == 0 {
            return unreliable("the list of transactions is shorter than it says");
        }
    }
    unreliable("the list of transactions is too long")
}
