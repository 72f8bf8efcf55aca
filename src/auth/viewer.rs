//! Whoever asks.

use std::sync::Arc;

use jiff::Timestamp;

use super::scopes::Scopes;
use crate::domain::tenant::Tenant;

/// The tenant of viewers whose token names none.
pub(super) const DEFAULT_TENANT: &str = "default";

/// The subject of whoever asks without a token.
const ANONYMOUS: &str = "anonymous";

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Stable identifier of the person or program.
    pub subject: Arc<str>,
    /// A name to show.
    pub name: Option<Arc<str>>,
    /// What the viewer may do.
    pub scopes: Scopes,
    /// The company the viewer belongs to.
    pub tenant: Tenant,
    /// The team within it, which may have a budget of its own.
    pub team: Option<Arc<str>>,
    /// When the viewer must prove again who asks: what outlives a request, a socket say, ends then. `None`: never.
    pub expires: Option<Timestamp>,
}

impl Viewer {
    /// The viewer of development mode, who may do everything.
    pub fn development() -> Self {
        Self {
            subject: "developer".into(),
            name: Some("Development viewer".into()),
            scopes: Scopes::all(),
            tenant: DEFAULT_TENANT.into(),
            team: None,
            expires: None,
        }
    }

    /// Whether this may be anybody.
    pub fn is_anonymous(&self) -> bool {
        &*self.subject == ANONYMOUS
    }

    /// Whoever asks without a token.
    pub(super) fn anonymous(scopes: Scopes) -> Self {
        let (tenant, team) = (DEFAULT_TENANT.into(), None);
        Self { subject: ANONYMOUS.into(), name: None, scopes, tenant, team, expires: None }
    }
}
