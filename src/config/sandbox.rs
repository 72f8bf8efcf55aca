//! `[sandbox]`: the upstreams that the binary carries. They stand in wherever no provider's address is configured.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::Deserialize;
use url::Url;

/// Where the sandbox listens and how it behaves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxConfig {
    /// Address and port; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The address that its own URLs (pictures, downloads) start with, where it is reached through another one.
    /// Example: `http://sandbox.example:4010`.
    pub public_url: Option<Url>,
    /// Which reading of the wire is played.
    pub quirks: Quirks,
    /// The file that keeps users, licences and money across restarts; without one nothing is kept.
    pub state: Option<PathBuf>,
    /// What its past and all its made-up names follow from.
    pub seed: u64,
    /// How long each answer takes. Example: `150ms`.
    #[serde(with = "humantime_serde")]
    pub latency: Duration,
    /// The life of a session, from login.
    #[serde(with = "humantime_serde")]
    pub session_lifetime: Duration,
    /// The time that a job of the image generator takes.
    #[serde(with = "humantime_serde")]
    pub generation_time: Duration,
    /// Whether it may stand in for a provider in production mode too, for a demonstration.
    pub allowed_in_production: bool,
}

/// A reading of the wire, where its descriptions differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quirks {
    /// What every reading has in common, and the additions of all.
    #[default]
    Superset,
    /// As the vendor's libraries read it.
    Sdk,
    /// As the vendor's documentation writes it.
    Doc,
    /// As PHP encodes it: empty objects as lists, numbers as strings.
    Php,
}

impl Quirks {
    /// As configuration spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Superset => "superset",
            Self::Sdk => "sdk",
            Self::Doc => "doc",
            Self::Php => "php",
        }
    }
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4010)),
            public_url: None,
            quirks: Quirks::default(),
            state: None,
            seed: 1,
            latency: Duration::ZERO,
            session_lifetime: Duration::from_secs(3 * 60 * 60),
            generation_time: Duration::from_secs(6),
            allowed_in_production: false,
        }
    }
}
