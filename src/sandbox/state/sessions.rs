//! Sessions: a fixed life from login, several of one user at once.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Change, GroupId, Refusal, UserId, World, derive};

/// The most sessions kept; the oldest makes room.
pub(super) const MAX_SESSIONS: usize = 10_000;

/// A session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// 32 lower-case hex digits; a secret.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// From then on it is gone.
    pub until: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("user", &self.user).field("until", &self.until).finish_non_exhaustive()
    }
}

/// Proof of a live session: who acts, and for which group. Only the world makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    user: UserId,
    group: GroupId,
}

impl Actor {
    pub(super) const fn new(user: UserId, group: GroupId) -> Self {
        Self { user, group }
    }

    /// Who acts.
    pub const fn user(self) -> UserId {
        self.user
    }

    /// For which group.
    pub const fn group(self) -> GroupId {
        self.group
    }
}

impl World {
    /// Opens a session (`loginEnterprise`).
    pub fn login(&self, username: &str, password: &str) -> Result<Session, Refusal> {
        let mut world = self.lock();
        let state = &world.state;
        let known = state.users.iter().find(|user| user.is_member() && user.username == username && user.may("login"));
        match known.map(|user| user.id) {
            Some(user) if state.is_password(user, password) => {
                let session = self.new_session(world.state.sessions_opened, world.state.seed, user);
                world.commit(Change::SessionOpened { session: session.clone(), at: self.clock.now() })?;
                Ok(session)
            }
            _ => Err(Refusal::WrongLogin),
        }
    }

    /// Who is behind a session id. Must precede every operation that needs a session.
    pub fn session(&self, id: &str) -> Result<Actor, Refusal> {
        self.lock().actor(id, self.clock.now())
    }

    /// Replaces a session by a new one with a whole life ahead; the old one dies (`renewSession`).
    pub fn renew(&self, id: &str) -> Result<Session, Refusal> {
        let mut world = self.lock();
        let at = self.clock.now();
        let actor = world.actor(id, at)?;
        let session = self.new_session(world.state.sessions_opened, world.state.seed, actor.user());
        world.commit(Change::SessionRenewed { old: id.to_owned(), session: session.clone(), at })?;
        Ok(session)
    }

    /// Ends a session (`logout`).
    pub fn logout(&self, id: &str) -> Result<(), Refusal> {
        let mut world = self.lock();
        world.actor(id, self.clock.now())?;
        world.commit(Change::SessionClosed { id: id.to_owned() })
    }

    /// Ends every session at once: a hardship.
    pub fn expire_sessions(&self) -> Result<(), Refusal> {
        self.lock().commit(Change::AllSessionsClosed)
    }

    fn new_session(&self, nth: u64, seed: u64, user: UserId) -> Session {
        let life = SignedDuration::try_from(self.settings.session_lifetime).unwrap_or(SignedDuration::MAX);
        let until = self.clock.now().checked_add(life).unwrap_or(Timestamp::MAX);
        Session { id: derive::hex(seed, "session", nth), user, until }
    }
}
