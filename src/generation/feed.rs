//! The feed of a job: its present state, then every change, then the end. Read from the ledger, so that nothing is missed
//! by a slow or a late listener, or by a restart.

use std::time::Duration;

use futures::{Stream, stream};

use super::Generations;
use crate::{
    domain::{generation::Generation, id::GenerationId},
    ledger::{LedgerError, Watch},
};

/// How often another process's changes are looked for.
const POLL: Duration = Duration::from_secs(1);

/// Where a listener stands.
struct Listener {
    generations: Generations,
    id: GenerationId,
    watch: Watch,
    /// The last change that was told.
    told: u64,
    over: bool,
}

impl Generations {
    /// The job's present state, then each change in order, then the end. Changes that follow one another faster than the
    /// listener takes them are all told.
    pub fn feed(&self, id: &GenerationId) -> impl Stream<Item = Result<Generation, LedgerError>> + Send + use<> {
        let watch = self.0.ledger.watch_generation(id);
        let listener = Listener { generations: self.clone(), id: id.clone(), watch, told: 0, over: false };
        stream::try_unfold((listener, Vec::new()), |(mut listener, mut queue)| async move {
            loop {
                if let Some(job) = queue.pop() {
                    return Ok(Some((job, (listener, queue))));
                }
                if listener.over {
                    return Ok(None);
                }
                queue = listener.next().await?;
            }
        })
    }
}

impl Listener {
    /// What is new, the newest first; waits until there is something.
    async fn next(&mut self) -> Result<Vec<Generation>, LedgerError> {
        loop {
            let ledger = &self.generations.0.ledger;
            let mut changes = ledger.generation_changes(&self.id, self.told).await?;
            if self.told == 0 {
                // The present state alone: what led to it is past.
                changes = changes.pop().into_iter().collect();
            }
            if let Some(last) = changes.last() {
                (self.told, self.over) = (last.seq, last.last);
                return Ok(changes.into_iter().rev().map(|change| change.job).collect());
            }
            tokio::select! {
                () = self.watch.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}
