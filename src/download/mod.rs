//! Files for whoever may have them: licensed and complimentary ones, and pictures of the generator, streamed from the
//! provider without ever showing where they are.
//!
//! A link of ours names a transaction or a job, not an address. The address is asked for when the file is, and stays here.

mod condition;
mod name;
mod stream;
mod token;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use jiff::SignedDuration;

pub use self::{
    condition::{Tag, Wanted},
    stream::Broken,
    token::{BadToken, Grant, Links, Subject},
};
use crate::{
    cache::{self, PrivateCache},
    config::download::DownloadConfig,
    domain::{
        comp_download::{CompDownload, CompDownloadFilter, CompDownloadQuery},
        page::Window,
    },
    providers::{
        ByteRange, CallContext, CallMeter, ErrorKind, Fetched, Provider, ProviderError, Providers,
        files::{Part, RemoteFile},
    },
};

/// How many upstream calls one request may make.
const MOST_CALLS: u32 = 30;

/// How long an upstream address is used again: a player asks for many parts of one file in a row.
const ADDRESS_TTL: Duration = Duration::from_secs(60);
const ADDRESSES: u64 = 10_000;

const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

/// How many complimentary downloads are looked through for one, and in what portions.
const COMP_PAGES: u32 = 10;
const COMP_PAGE: u32 = 100;

/// Passes files on.
pub struct Broker {
    links: Arc<Links>,
    providers: Arc<Providers>,
    addresses: PrivateCache<Subject, Arc<Address>>,
    stall_timeout: Duration,
}

/// Where a file is, and what it is called.
struct Address {
    link: String,
    called: Option<String>,
    /// What it is called where nobody says.
    fallback: String,
}

/// A file that is about to be passed on.
pub struct Download {
    /// Which part it is; `None` for the whole.
    pub part: Option<Part>,
    /// How many bytes are coming, where that is known.
    pub length: Option<u64>,
    /// One of a few types, whatever upstream says.
    pub media_type: &'static str,
    /// The name to save it under: no folder, nothing that cannot be seen, an extension that says its type.
    pub file_name: String,
    /// Tells one state of the file from another.
    pub tag: Option<Tag>,
    /// Whether parts of it can be had.
    pub parts: bool,
    /// Its bytes; empty when the headers alone are wanted.
    pub body: BoxStream<'static, Result<Bytes, Broken>>,
}

/// How a request for a file ended.
pub enum Answer {
    /// Here it comes.
    File(Box<Download>),
    /// The client has it.
    NotModified(Option<Tag>),
    /// It is not in the state that the client asks for.
    Changed,
    /// It has no such part; how long it is, where that is known.
    OutOfRange(Option<u64>),
}

/// Why no file is passed on. Causes were logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such file, or none any more.
    NotFound,
    /// As many files as may be are under way.
    Busy,
    /// The provider did not answer in time.
    Timeout,
    /// The provider cannot be reached, or answered what is no file of its own.
    Unavailable,
    /// The provider refused; its words.
    Rejected(String),
    /// The provider is not configured.
    Unsupported,
    /// The tenant has no account any more.
    NoAccount,
}

/// Why there is no file.
#[derive(Clone)]
enum Missing {
    NotFound,
    Busy,
    Failed(ProviderError),
}

impl From<ProviderError> for Missing {
    fn from(error: ProviderError) -> Self {
        Self::Failed(error)
    }
}

impl cache::Failure for Missing {
    fn is_the_loaders_own(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_the_askers_own())
    }
}

/// What is found at a file's address.
enum Found {
    File(RemoteFile),
    OutOfRange(Option<u64>),
}

impl Broker {
    /// Reads the tokens of `links` and asks `providers`.
    pub fn new(config: &DownloadConfig, links: Arc<Links>, providers: Arc<Providers>) -> Self {
        let addresses = PrivateCache::new(ADDRESSES, ADDRESS_TTL);
        Self { links, providers, addresses, stall_timeout: config.stall_timeout }
    }

    /// What a token gives a right to.
    ///
    /// # Errors
    /// [`BadToken`].
    pub fn grant(&self, token: &str) -> Result<Grant, BadToken> {
        self.links.read(token)
    }

    /// The file that was granted.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn open(&self, grant: &Grant, wanted: &Wanted, request_id: &Arc<str>) -> Result<Answer, Refusal> {
        let (tenant, meter) = (grant.tenant.clone(), CallMeter::new(MOST_CALLS));
        let cx = CallContext { request_id: request_id.clone(), tenant, meter };
        self.answer(&cx, grant, wanted).await.map_err(|missing| match missing {
            Missing::NotFound => Refusal::NotFound,
            Missing::Busy => Refusal::Busy,
            Missing::Failed(error) => refusal(&error, request_id),
        })
    }

    async fn answer(&self, cx: &CallContext, grant: &Grant, wanted: &Wanted) -> Result<Answer, Missing> {
        let tag_of = |file: &RemoteFile| file.validator.as_ref().map(|validator| Tag::new(&grant.subject, validator));
        let part = wanted.part();
        let (address, found) = self.find(cx, grant, part).await?;
        let (file, beyond) = match found {
            Found::File(file) if part.is_none() || wanted.may_continue(tag_of(&file).as_ref()) => (file, false),
            Found::OutOfRange(total) if !wanted.is_conditional() => return Ok(Answer::OutOfRange(total)),
            // A part can be asked for before the state of the file is known. This is another state, or none was said.
            found => {
                let beyond = matches!(found, Found::OutOfRange(_));
                drop(found);
                match self.find(cx, grant, None).await?.1 {
                    Found::File(file) => (file, beyond),
                    Found::OutOfRange(total) => return Ok(Answer::OutOfRange(total)),
                }
            }
        };
        let tag = tag_of(&file);
        if !wanted.suits(tag.as_ref()) {
            return Ok(Answer::Changed);
        }
        if wanted.has(tag.as_ref()) {
            return Ok(Answer::NotModified(tag));
        }
        if beyond && wanted.may_continue(tag.as_ref()) {
            return Ok(Answer::OutOfRange(file.length));
        }
        let media_type = name::media_type(file.media_type.as_deref());
        let body = if wanted.head_only {
            futures::stream::empty().boxed()
        } else {
            stream::pass_on(file.body, file.length, self.stall_timeout, cx.request_id.clone())
        };
        Ok(Answer::File(Box::new(Download {
            part: file.part,
            length: file.length,
            media_type,
            file_name: name::file_name(address.called.as_deref(), &address.fallback, media_type),
            tag,
            parts: file.parts,
            body,
        })))
    }

    /// What is at the file's address. An address that was kept and has gone bad is asked for anew, once.
    async fn find(
        &self,
        cx: &CallContext,
        grant: &Grant,
        part: Option<ByteRange>,
    ) -> Result<(Arc<Address>, Found), Missing> {
        let provider = self.providers.get(cx, grant.subject.provider())?.as_ref();
        let (tenant, subject) = (&grant.tenant, &grant.subject);
        let mut again = true;
        loop {
            let mut kept = true;
            let address = self.addresses.get_or_load(tenant.clone(), subject.clone(), async {
                kept = false;
                address(cx, provider, subject).await.map(Arc::new)
            });
            let address = address.await?;
            let refused = match provider.fetch(cx, &address.link, part).await? {
                Fetched::File(file) => return Ok((address, Found::File(file))),
                Fetched::OutOfRange(total) => return Ok((address, Found::OutOfRange(total))),
                Fetched::Busy => return Err(Missing::Busy),
                Fetched::Gone => Missing::NotFound,
                Fetched::Refused => ProviderError::new(ErrorKind::Unavailable)
                    .of(provider.name())
                    .because("the address of a file is not good for it")
                    .into(),
            };
            self.addresses.forget(tenant.clone(), subject.clone()).await;
            if !(kept && again) {
                return Err(refused);
            }
            again = false;
        }
    }
}

async fn address(cx: &CallContext, provider: &dyn Provider, subject: &Subject) -> Result<Address, Missing> {
    match subject {
        Subject::Licensed { id, form } => {
            let certificate = provider.certificate(cx, id).await?.ok_or(Missing::NotFound)?;
            let (item, size) = certificate.item_id.zip(certificate.size).ok_or(Missing::NotFound)?;
            let link = provider.download_url(cx, &item, &size, *form).await?.ok_or(Missing::NotFound)?;
            let fallback = format!("{}-{}", item.provider, item.key);
            Ok(Address { link, called: certificate.filename, fallback })
        }
        Subject::Complimentary { id, taken_at } => {
            let wanted = |comp: &CompDownload| comp.id == *id;
            // The list says whole seconds, and may know better than it says.
            let to = taken_at.and_then(|at| at.checked_add(A_SECOND).ok());
            let filter = CompDownloadFilter { from: *taken_at, to, ..CompDownloadFilter::default() };
            for page in 0..COMP_PAGES {
                let window = Window { limit: COMP_PAGE, offset: u64::from(page * COMP_PAGE) };
                let query = CompDownloadQuery { filter: filter.clone(), window };
                let found = provider.comp_downloads(cx, &query).await?.items;
                let last = found.len() < COMP_PAGE as usize;
                if let Some(comp) = found.into_iter().find(wanted) {
                    let fallback = format!("{}-{}", comp.item_id.provider, comp.item_id.key);
                    let link = comp.download_url.ok_or(Missing::NotFound)?;
                    return Ok(Address { link, called: comp.filename, fallback });
                }
                if last {
                    break;
                }
            }
            Err(Missing::NotFound)
        }
        Subject::Preview { job, position } => {
            // Asked for anew: the address that the job was recorded with may have expired.
            let job = provider.generation(cx, job).await?.ok_or(Missing::NotFound)?;
            let image = job.images.into_iter().nth(*position).ok_or(Missing::NotFound)?;
            let link = image.preview_url.ok_or(Missing::NotFound)?;
            Ok(Address { link, called: None, fallback: format!("{}-{}", job.id.provider, image.uuid) })
        }
    }
}

/// A provider's failure as clients see it. What is internal goes to the log, once, with the request id.
fn refusal(failure: &ProviderError, request_id: &str) -> Refusal {
    tracing::warn!(
        request_id,
        provider_code = failure.code(),
        exception = failure.exception(),
        cause = failure.cause(),
        "a file cannot be passed on: {failure}"
    );
    match failure.kind() {
        ErrorKind::Timeout => Refusal::Timeout,
        ErrorKind::Unavailable | ErrorKind::HeldBack | ErrorKind::Credentials | ErrorKind::CallBudget => {
            Refusal::Unavailable
        }
        ErrorKind::RateLimited | ErrorKind::OutOfTurn => Refusal::Busy,
        ErrorKind::Rejected => Refusal::Rejected(failure.to_string()),
        ErrorKind::Unsupported => Refusal::Unsupported,
        ErrorKind::NoAccount => Refusal::NoAccount,
    }
}
