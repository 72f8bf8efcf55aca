//! The session: one login at a time, renewed ahead of its end.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{
    answer::{Verdict, decode, judge, missing},
    params::Params,
    transport::ReadLine,
    wire,
};
use crate::{
    clock::Clock,
    config::providers::DepositphotosConfig,
    providers::{ErrorKind, ProviderError, ticket::Ticket as SessionId},
};

/// How long refused credentials are not tried again: a provider locks accounts that hammer.
const REFUSED_PAUSE: SignedDuration = SignedDuration::from_secs(30);

enum State {
    None,
    Open {
        id: SessionId,
        renew_at: Timestamp,
    },
    /// The credentials were refused.
    Refused {
        error: ProviderError,
        until: Timestamp,
    },
}

/// Keeps one session for all calls.
pub(super) struct Sessions {
    line: ReadLine,
    api_key: SecretString,
    username: String,
    password: SecretString,
    usable: SignedDuration,
    clock: Clock,
    /// Held while logging in, so that all who need a session wait for one login.
    state: Mutex<State>,
}

impl Sessions {
    pub(super) fn new(config: &DepositphotosConfig, line: ReadLine, clock: Clock) -> Self {
        let usable = config.session_lifetime.saturating_sub(config.renew_before).max(Duration::from_secs(1));
        Self {
            line,
            api_key: config.api_key.clone(),
            username: config.username.clone(),
            password: config.password.clone(),
            usable: SignedDuration::try_from(usable).unwrap_or(SignedDuration::MAX),
            clock,
            state: Mutex::new(State::None),
        }
    }

    /// A session that is good as far as is known.
    ///
    /// # Errors
    /// [`ErrorKind::Credentials`] when the login is refused; what kept the login from being answered otherwise.
    pub(super) async fn get(&self, request_id: &str) -> Result<SessionId, ProviderError> {
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        match &*state {
            State::Open { id, renew_at } if now < *renew_at => return Ok(id.clone()),
            State::Refused { error, until } if now < *until => return Err(error.clone()),
            _ => {}
        }
        match self.login(request_id).await {
            Ok(id) => {
                let renew_at = now.checked_add(self.usable).unwrap_or(Timestamp::MAX);
                *state = State::Open { id: id.clone(), renew_at };
                Ok(id)
            }
            Err(error) => {
                *state = if error.kind() == ErrorKind::Credentials {
                    let until = now.checked_add(REFUSED_PAUSE).unwrap_or(Timestamp::MAX);
                    State::Refused { error: error.clone(), until }
                } else {
                    State::None
                };
                Err(error)
            }
        }
    }

    /// Forgets a session that upstream says is gone, unless another call has replaced it already.
    pub(super) async fn forget(&self, gone: &SessionId) {
        let mut state = self.state.lock().await;
        if matches!(&*state, State::Open { id, .. } if id.same(gone)) {
            *state = State::None;
        }
    }

    /// Logs out, if there is a session.
    pub(super) async fn end(&self) {
        let mut state = self.state.lock().await;
        if let State::Open { id, .. } = std::mem::replace(&mut *state, State::None) {
            let body = Params::new("logout").encode(self.api_key.expose_secret(), Some(id.expose()));
            if let Err(error) = self.line.once(&body, "logout", Ok).await {
                tracing::info!(%error, "the logout from Depositphotos was not answered");
            }
        }
    }

    async fn login(&self, request_id: &str) -> Result<SessionId, ProviderError> {
        let params = Params::new("loginEnterprise")
            .with("dp_login_user", &self.username)
            .with("dp_login_password", self.password.expose_secret());
        let body = params.encode(self.api_key.expose_secret(), None);
        match self.line.once(&body, request_id, judge).await? {
            Verdict::Failure(failure) => Err(failure.into_login_error()),
            Verdict::Success(reply) => {
                let wire::One::<wire::Session>(session) = decode(&reply)?;
                let id = session.sessionid.text().ok_or_else(|| missing("sessionid"))?;
                Ok(SessionId::new(id))
            }
        }
    }
}
