//! Depositphotos, through its Enterprise API.
//!
//! `wire` has answers as they are sent, `convert` is the only door from there to `domain`, `session` keeps one session,
//! `transport` carries bytes, `reads` and `spending` are the commands.

mod answer;
mod convert;
mod params;
mod reads;
mod session;
mod spending;
mod transport;
mod wire;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use self::{
    answer::{Failure, Verdict, decode, judge},
    params::Params,
    session::Sessions,
    transport::{ReadLine, Reply, SpendLine},
};
use super::{
    CallContext, Connected, Read, SetupError,
    files::{FileRules, Files},
};
use crate::{
    clock::Clock,
    config::providers::{DepositphotosConfig, FileHost},
    domain::provider::ProviderName,
};

/// The client. Cheap to share; logs in when it first needs to.
pub struct Depositphotos {
    reads: ReadLine,
    spends: SpendLine,
    files: Files,
    sessions: Sessions,
    api_key: SecretString,
    batch_size: usize,
    search_budget: Duration,
    /// How long one spend may take altogether.
    may_take: Duration,
    money: Currencies,
}

/// ISO 4217 codes by `currencyId`.
struct Currencies(BTreeMap<String, Arc<str>>);

/// The client as the façade takes it, if the provider is there.
///
/// # Errors
/// [`SetupError`]
pub fn connect(config: &DepositphotosConfig, clock: &Clock) -> Result<Option<Connected>, SetupError> {
    let Some(address) = config.url.clone() else { return Ok(None) };
    let client = Depositphotos::new(config, clock.clone())?;
    Ok(Some(Connected {
        reads: client.clone(),
        spends: client,
        spending: config.spending,
        address,
        pictures: "https://*.depositphotos.com",
    }))
}

impl Depositphotos {
    /// A client for the configured account. Sends nothing yet.
    ///
    /// # Errors
    /// [`SetupError`] when there is no address or no HTTP client can be built.
    pub fn new(config: &DepositphotosConfig, clock: Clock) -> Result<Arc<Self>, SetupError> {
        let url: &Url = config.url.as_ref().ok_or(SetupError::NoUrl)?;
        let reads = ReadLine::new(config, url).map_err(SetupError::Client)?;
        let spends = SpendLine::new(config, url, &reads).map_err(SetupError::Client)?;
        let files = Files::new(ProviderName::Depositphotos, url, &file_rules(config)).map_err(SetupError::Client)?;
        let sessions = Sessions::new(config, reads.clone(), clock);
        let currencies = config.currencies.iter().map(|(id, code)| (id.clone(), Arc::from(code.as_str()))).collect();
        Ok(Arc::new(Self {
            reads,
            spends,
            files,
            sessions,
            api_key: config.api_key.clone(),
            batch_size: config.batch_size.max(1),
            search_budget: config.search_budget,
            may_take: config.spend_may_take(),
            money: Currencies(currencies),
        }))
    }

    /// A read that needs no session: `search`, `getMediaData`.
    async fn public(&self, cx: &CallContext, params: &Params) -> Read<Result<Reply, Failure>> {
        let body = params.encode(self.api_key.expose_secret(), None);
        Ok(split(self.reads.read(cx, &body, judge).await?))
    }

    /// A read in the company's name. A session that is gone is replaced once; that is safe, since upstream checks the
    /// session before anything else.
    async fn private(&self, cx: &CallContext, params: &Params) -> Read<Result<Reply, Failure>> {
        let mut first = true;
        loop {
            let session = self.sessions.get(&cx.request_id).await?;
            let body = params.encode(self.api_key.expose_secret(), Some(session.expose()));
            match self.reads.read(cx, &body, judge).await? {
                Verdict::Failure(failure) if failure.session_gone() && first => {
                    self.sessions.forget(&session).await;
                    first = false;
                }
                verdict => return Ok(split(verdict)),
            }
        }
    }

    /// The decoded answer of a private read.
    async fn ask<T: DeserializeOwned>(&self, cx: &CallContext, params: &Params) -> Read<T> {
        decode(&self.private(cx, params).await?.map_err(Failure::into_error)?)
    }

    /// The decoded answer of a private read; `None` when upstream says there is no such thing.
    async fn look_up<T: DeserializeOwned>(&self, cx: &CallContext, params: &Params) -> Read<Option<T>> {
        match self.private(cx, params).await? {
            Ok(reply) => decode(&reply).map(Some),
            Err(failure) if failure.not_found() => Ok(None),
            Err(failure) => Err(failure.into_error()),
        }
    }
}

fn file_rules(config: &DepositphotosConfig) -> FileRules {
    FileRules {
        // The configuration was checked: all can be read.
        hosts: config.download_hosts.iter().filter_map(|text| FileHost::parse(text)).collect(),
        connect_timeout: config.connect_timeout,
        patience: config.timeout,
        at_a_time: config.max_downloads,
        longest: config.max_file,
    }
}

fn split(verdict: Verdict) -> Result<Reply, Failure> {
    match verdict {
        Verdict::Success(reply) => Ok(reply),
        Verdict::Failure(failure) => Err(failure),
    }
}
