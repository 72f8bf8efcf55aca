//! `[sandbox]`: the upstreams that the binary carries. They stand in wherever no provider's address is configured.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use url::Url;

/// Where the sandbox listens and how it behaves.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxConfig {
    /// Address and port; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The address that its own URLs (pictures, downloads) start with, where it is reached through another one.
    /// Example: `http://sandbox.example:4010`.
    pub public_url: Option<Url>,
    /// Which reading of the wire is played.
    pub quirks: Quirks,
    /// The file that keeps users, licences and money across restarts; without one the sandbox alone keeps nothing, and that
    /// of a façade is kept in its data folder.
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
    /// Hardships that are set from the start; more come in over its control endpoint.
    pub faults: Vec<Fault>,
    /// Whether it may stand in for a provider in production mode too, for a demonstration.
    pub allowed_in_production: bool,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The command takes effect; the connection closes without an answer.
    CommitThenDrop,
    /// The command takes effect; the answer does not come for `seconds`, then the connection closes.
    CommitThenHang,
    /// The command takes effect; the connection is reset.
    CommitThenReset,
    /// The command takes effect; the answer is a 502 in HTML.
    #[serde(rename = "commit_then_502")]
    CommitThen502,
    /// The command takes effect; the answer breaks off half-way.
    HalfBody,
    /// The command takes effect; the answer is a 200 with garbage.
    Garbage,
    /// What is bought shows up in lists only after `seconds`.
    LateListing,
    /// The session is gone: it is ended before the command looks for it.
    SessionExpired,
    /// The command is refused; nothing happens.
    Refuse,
    /// The command takes `seconds` longer.
    Slow,
    /// The port is closed for `seconds`, from when the fault is set, whatever the command; connections are cut.
    ConnectRefused,
    /// The balance runs out half-way through the order.
    BalanceOut,
    /// The call is turned away with a 429 whose `Retry-After` says `seconds`; nothing happens.
    RateLimited,
    /// The call is turned away with a 403 in HTML, as by a network in front of the provider; nothing happens.
    ForbiddenPage,
    /// The request is lost: the connection is reset without an answer, and nothing happens.
    LostRequest,
}

/// A scripted fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whose wire: `depositphotos` or `adobe_stock`.
    pub provider: String,
    /// Which command; every one where it is absent.
    #[serde(default)]
    pub command: Option<String>,
    /// The first call that it strikes, counted from 1 since it was set.
    #[serde(default = "one")]
    pub nth: u64,
    /// How many calls it strikes.
    #[serde(default = "one")]
    pub times: u64,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How long, where that matters. 5 unless given, at most 600.
    #[serde(default = "five")]
    pub seconds: f64,
}

fn one() -> u64 {
    1
}

fn five() -> f64 {
    5.0
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
            faults: Vec::new(),
            allowed_in_production: false,
        }
    }
}
