//! The feed of a job: its present state, then every change, then the end. Read from the ledger, so that nothing is missed
//! by a slow or a late listener, or by a restart; and read once, however many listen.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use futures::{Stream, stream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use super::Generations;
use crate::{
    domain::{generation::Generation, id::GenerationId},
    ledger::{Ledger, LedgerError},
};

/// How often another process's changes are looked for.
const POLL: Duration = Duration::from_secs(1);

/// What was told of a job, in order: as many changes as its poller can have seen before its deadline. Or why nothing more
/// can be told.
type Told = Result<Arc<Vec<(u64, Arc<Generation>)>>, Arc<LedgerError>>;

/// The readers of the ledger: one for each job that somebody listens to.
#[derive(Default)]
pub(super) struct Feeds(Mutex<HashMap<GenerationId, Weak<Feed>>>);

/// The reader of one job; it ends with its last listener.
struct Feed {
    told: watch::Receiver<Told>,
    _reader: AbortOnDropHandle<()>,
}

impl Feeds {
    fn of(&self, id: &GenerationId, ledger: &Arc<Ledger>) -> Arc<Feed> {
        let mut feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One that failed is not waited for again.
        let known = feeds.get(id).and_then(Weak::upgrade).filter(|feed| feed.told.borrow().is_ok());
        known.unwrap_or_else(|| {
            feeds.retain(|_, feed| feed.strong_count() > 0);
            let (sender, told) = watch::channel(Ok(Arc::default()));
            let reader = tokio::spawn(read(ledger.clone(), id.clone(), sender));
            let feed = Arc::new(Feed { told, _reader: AbortOnDropHandle::new(reader) });
            feeds.insert(id.clone(), Arc::downgrade(&feed));
            feed
        })
    }
}

/// Tells every change of a job until its end.
async fn read(ledger: Arc<Ledger>, id: GenerationId, sender: watch::Sender<Told>) {
    let mut news = ledger.watch_generation(&id);
    let mut told = Vec::new();
    loop {
        let after = told.last().map_or(0, |(seq, _)| *seq);
        match ledger.generation_changes(&id, after).await {
            Ok(changes) if changes.is_empty() => {}
            Ok(changes) => {
                let over = changes.last().is_some_and(|change| change.last);
                told.extend(changes.into_iter().map(|change| (change.seq, Arc::new(change.job))));
                drop(sender.send_replace(Ok(Arc::new(told.clone()))));
                if over {
                    return;
                }
            }
            Err(error) => {
                drop(sender.send_replace(Err(Arc::new(error))));
                return;
            }
        }
        tokio::select! {
            () = news.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Where a listener stands.
struct Listener {
    /// Keeps the reader.
    _feed: Arc<Feed>,
    told: watch::Receiver<Told>,
    /// The last change that it took.
    taken: u64,
    failed: bool,
}

impl Generations {
    /// The job's present state, then each change in order, then the end. Changes that follow one another faster than the
    /// listener takes them are all told. An error is the last that is told.
    pub fn feed(
        &self,
        id: &GenerationId,
    ) -> impl Stream<Item = Result<Arc<Generation>, Arc<LedgerError>>> + Send + use<> {
        let feed = self.0.feeds.of(id, &self.0.ledger);
        let told = feed.told.clone();
        let listener = Listener { _feed: feed, told, taken: 0, failed: false };
        stream::unfold(listener, |mut listener| async { listener.next().await.map(|told| (told, listener)) })
    }
}

impl Listener {
    async fn next(&mut self) -> Option<Result<Arc<Generation>, Arc<LedgerError>>> {
        while !self.failed {
            let told = self.told.borrow_and_update().clone();
            match told {
                Ok(changes) => {
                    let next = match self.taken {
                        // The present state alone: what led to it is past.
                        0 => changes.last(),
                        taken => changes.iter().find(|(seq, _)| *seq > taken),
                    };
                    if let Some((seq, job)) = next {
                        self.taken = *seq;
                        return Some(Ok(job.clone()));
                    }
                }
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
            // The reader has gone: that was the end.
            self.told.changed().await.ok()?;
        }
        None
    }
}
