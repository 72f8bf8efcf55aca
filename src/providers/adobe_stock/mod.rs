//! Adobe Stock, through its licensing API.
//!
//! `wire` has answers as they are sent, `convert` is the only door from there to `domain`, `token` keeps one token,
//! `calls` says where a call goes, `reads`, `history`, `downloads` and `spending` are the commands.

mod ability;
mod answer;
mod calls;
mod convert;
mod downloads;
mod history;
mod reads;
mod spending;
mod token;
mod wire;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use url::Url;

use self::{
    answer::{Failure, judge},
    calls::{Address, Call},
    spending::Minted,
    token::Tokens,
    wire::Answer,
};
use super::{
    CallContext, Connected, ErrorKind, ProviderError, Read, SetupError,
    breaker::Limits,
    files::{FileRules, Files},
    transport::{ReadLine, Retries, Settings, SpendLine},
};
use crate::{
    clock::Clock,
    config::providers::{AdobeStockConfig, FileHost},
    domain::provider::ProviderName,
};

/// All ids of this client are Adobe Stock's.
const HERE: ProviderName = ProviderName::AdobeStock;

/// The client. Cheap to share; asks for a token when it first needs one.
pub struct AdobeStock {
    reads: ReadLine,
    spends: SpendLine,
    files: Files,
    address: Arc<Address>,
    tokens: Tokens,
    /// The origins that may be shown a token with a download.
    download_origins: [url::Origin; 2],
    whole_organization: bool,
    batch_size: usize,
    timeout: Duration,
    search_budget: Duration,
    /// How long one spend may take altogether.
    may_take: Duration,
    /// The columns that only the vendor's libraries know were refused: they are left out from then on.
    documented_columns: AtomicBool,
    minted: Minted,
}

/// The client as the façade takes it, if the provider is there.
///
/// # Errors
/// [`SetupError`]
pub fn connect(config: &AdobeStockConfig, clock: &Clock) -> Result<Option<Connected>, SetupError> {
    let Some(address) = config.url.clone() else { return Ok(None) };
    let client = AdobeStock::new(config, clock.clone())?;
    Ok(Some(Connected {
        reads: client.clone(),
        spends: client,
        spending: config.spending,
        address,
        pictures: "https://*.ftcdn.net",
    }))
}

impl AdobeStock {
    /// A client for the configured product profile. Sends nothing yet.
    ///
    /// # Errors
    /// [`SetupError`] when there is no address or no HTTP client can be built.
    pub fn new(config: &AdobeStockConfig, clock: Clock) -> Result<Arc<Self>, SetupError> {
        let url: &Url = config.url.as_ref().ok_or(SetupError::NoUrl)?;
        let settings = Settings {
            provider: HERE,
            timeout: config.timeout,
            connect_timeout: config.connect_timeout,
            max_concurrent: config.max_concurrent,
            max_answer: config.max_answer,
            breaker: Limits { failures: config.breaker_failures, pause: config.breaker_pause },
        };
        let retries = Retries { most: config.retries, longest_wait: config.longest_wait };
        let reads = ReadLine::new(settings, retries).map_err(SetupError::Client)?;
        let spends = SpendLine::new(
            Settings { timeout: config.spend_timeout, ..settings },
            config.spend_may_take().saturating_sub(config.spend_timeout),
            &reads,
        );
        // Tokens are another server's: without them there are searches still.
        let beside = reads.beside().map_err(SetupError::Client)?;
        let download = config.download_address(url);
        let files = Files::new(HERE, url, &file_rules(config, &download)).map_err(SetupError::Client)?;
        Ok(Arc::new(Self {
            files,
            spends: spends.map_err(SetupError::Client)?,
            address: Arc::new(Address::new(config, url)),
            tokens: Tokens::new(config, &config.token_address(url), beside, clock),
            download_origins: [url.origin(), download.origin()],
            whole_organization: config.whole_organization,
            batch_size: config.batch_size.clamp(1, 110),
            timeout: config.timeout,
            search_budget: config.search_budget,
            may_take: config.spend_may_take(),
            documented_columns: AtomicBool::new(false),
            minted: Minted::default(),
            reads,
        }))
    }

    /// A read that needs no token: `Search/Files`, `Media/1/Files`.
    async fn public<T: Answer + Send + 'static>(&self, cx: &CallContext, call: &Call) -> Read<Result<T, Failure>> {
        self.reads.read(cx, self.address.request(call, None, &cx.request_id), judge).await
    }

    /// A read in the profile's name. A token that is not valid any more is replaced once.
    async fn private<T: Answer + Send + 'static>(&self, cx: &CallContext, call: &Call) -> Read<Result<T, Failure>> {
        let mut first = true;
        loop {
            let token = self.tokens.get(cx).await?;
            let request = self.address.request(call, Some(&token), &cx.request_id);
            match self.reads.read(cx, request, judge).await? {
                Err(failure) if failure.token_gone() && first => {
                    self.tokens.forget(&token).await;
                    first = false;
                }
                answer => return Ok(answer),
            }
        }
    }
}

fn file_rules(config: &AdobeStockConfig, download: &Url) -> FileRules {
    // The configuration was checked: all can be read.
    let mut hosts: Vec<FileHost> = config.download_hosts.iter().filter_map(|text| FileHost::parse(text)).collect();
    hosts.push(FileHost::Origin(download.origin().ascii_serialization()));
    FileRules {
        hosts,
        connect_timeout: config.connect_timeout,
        patience: config.timeout,
        at_a_time: config.max_downloads,
        longest: config.max_file,
    }
}

/// Something that Adobe Stock has not.
fn unsupported(why: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Unsupported).of(HERE).because(why)
}
