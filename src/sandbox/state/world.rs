//! The world: the records behind one lock, a clock, and a file.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    Actor, Refusal, StoreError,
    generator::Courses,
    records::{Change, State},
    seed,
};
use crate::{
    clock::Clock,
    sandbox::store::{Records, Store},
};

/// How the world runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSettings {
    /// What its past and all its made-up names follow from. A state file keeps the seed it was made with.
    pub seed: u64,
    /// The life of a session, from login.
    pub session_lifetime: Duration,
    /// The time a generator job takes.
    pub generation_time: Duration,
    /// The file that keeps it; none keeps nothing.
    pub state: Option<PathBuf>,
}

impl Default for WorldSettings {
    fn default() -> Self {
        Self {
            seed: 1,
            session_lifetime: Duration::from_secs(3 * 60 * 60),
            generation_time: Duration::from_secs(6),
            state: None,
        }
    }
}

/// Everything in the sandbox that changes. Operations are short and block only for one write to the state file,
/// and each is atomic: it has happened and is on the disk when it answers, or it is refused and nothing has changed.
#[derive(Debug)]
pub struct World {
    pub(super) settings: WorldSettings,
    pub(super) clock: Clock,
    inner: Mutex<Inner>,
}

/// What is behind the lock.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) state: State,
    pub(super) courses: Courses,
    store: Option<Store>,
}

impl World {
    /// The world of the state file; without one, or when it does not exist yet, a new one with months of history.
    /// A clock that is behind the file's records is moved on to the latest of them.
    pub fn open(settings: WorldSettings, clock: Clock) -> Result<Self, StoreError> {
        let begin = || seed::state(settings.seed, clock.now());
        let (store, state) = match &settings.state {
            Some(path) => Store::open(path, begin).map(|(store, state)| (Some(store), state))?,
            None => (None, begin()),
        };
        // Time that was moved on by hand is lost on a restart; records from the future would stay hidden until it is caught up.
        let behind = state.latest().duration_since(clock.now());
        clock.advance(Duration::try_from(behind).unwrap_or_default());
        let inner = Mutex::new(Inner { state, courses: Courses::new(), store });
        Ok(Self { settings, clock, inner })
    }

    /// The records. Nothing in here panics half-way through a change, so a poisoned lock still guards whole records.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The records with every due job ended. A job whose end cannot be saved goes on running.
    pub(super) fn settled(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.lock();
        if let Err(refusal) = inner.settle(self.clock.now()) {
            tracing::error!(%refusal, "a finished generator job stays open");
        }
        inner
    }
}

impl Inner {
    /// Saves a change, then makes it.
    pub(super) fn commit(&mut self, change: Change) -> Result<(), Refusal> {
        if let Some(store) = &mut self.store {
            store.append(&change)?;
        }
        self.state
            .apply(change)
            .unwrap_or_else(|unfit| unreachable!("decided against the state under its lock: {unfit}"));
        Ok(())
    }

    /// Who is behind a session id.
    pub(super) fn actor(&self, id: &str, now: Timestamp) -> Result<Actor, Refusal> {
        let session = self.state.sessions.iter().find(|session| session.id == id && session.until > now);
        let user = session
            .and_then(|session| self.state.users.iter().find(|user| user.id == session.user && user.is_member()));
        user.map(|user| Actor::new(user.id, user.group)).ok_or(Refusal::SessionGone)
    }

    /// From now on the file refuses every write, as on a full disk.
    #[cfg(test)]
    pub(super) fn break_store(&mut self) {
        if let Some(store) = &mut self.store {
            store.refuse_writes();
        }
    }
}
