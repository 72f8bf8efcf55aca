//! Who asks. For now a fixed development viewer.

use std::sync::Arc;

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Stable identifier of the person or program (the token's `sub`).
    pub subject: Arc<str>,
    /// A name to show.
    pub name: Option<Arc<str>>,
    /// What the viewer may do.
    pub scopes: Vec<Arc<str>>,
    /// The company the viewer belongs to.
    pub tenant: Arc<str>,
}

impl Viewer {
    /// The viewer of development mode, who may read everything.
    pub fn development() -> Self {
        Self {
            subject: "developer".into(),
            name: Some("Development viewer".into()),
            scopes: Vec::new(),
            tenant: "default".into(),
        }
    }
}
