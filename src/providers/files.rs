//! Files that a provider keeps: fetched from its own hosts, and from nowhere else, whatever an address says.
//!
//! An address comes from outside, so it is not trusted: a host that is not allowed is never asked, nor one that only a
//! redirect names; a name that leads into a private network leads nowhere. What is fetched is streamed, never kept.

use std::{fmt, io, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{StreamExt, stream, stream::BoxStream};
use reqwest::{
    Client, ClientBuilder, Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{self, HeaderMap, HeaderName},
    redirect, retry,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use url::{Host, Url};

use super::{ErrorKind, ProviderError, Read, error};
use crate::{config::providers::FileHost, domain::provider::ProviderName};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// The longest tag that is taken for one.
const LONGEST_TAG: usize = 1_024;

/// Types of answers that are pages or refusals, never files: some servers send them with a 200.
const NOT_FILES: [&str; 3] = ["text/html", "application/xhtml+xml", "application/json"];

/// A part of a file, in bytes counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From here to the end.
    From(u64),
    /// From here to there, both included.
    Within(u64, u64),
    /// The last so many.
    Last(u64),
}

impl fmt::Display for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From(first) => write!(f, "bytes={first}-"),
            Self::Within(first, last) => write!(f, "bytes={first}-{last}"),
            Self::Last(count) => write!(f, "bytes=-{count}"),
        }
    }
}

impl ByteRange {
    /// Whether `part` is what was asked for, or as much of it as there is.
    fn is_met_by(self, part: Part) -> bool {
        let to_the_end = part.total.is_none_or(|total| part.last + 1 == total);
        match self {
            Self::From(first) => part.first == first && to_the_end,
            Self::Within(first, last) => part.first == first && (part.last == last || (part.last < last && to_the_end)),
            Self::Last(count) => {
                part.total.is_some_and(|total| part.first == total.saturating_sub(count) && to_the_end)
            }
        }
    }
}

/// Which part of a file an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The first byte.
    pub first: u64,
    /// The last byte.
    pub last: u64,
    /// How long the whole file is.
    pub total: Option<u64>,
}

impl Part {
    /// Reads `bytes 0-99/1234`.
    fn parse(text: &str) -> Option<Self> {
        let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let total = if total == "*" { None } else { Some(total.parse().ok()?) };
        let part = Self { first: first.parse().ok()?, last: last.parse().ok()?, total };
        let sound = part.first <= part.last && part.last < part.total.unwrap_or(u64::MAX);
        sound.then_some(part)
    }

    /// How many bytes it has.
    pub fn length(self) -> u64 {
        self.last - self.first + 1
    }
}

/// What the server of a file says tells one state of the file from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    /// Equal texts mean files that are the same for the eye, and not byte by byte.
    pub weak: bool,
    /// A text without meaning, never to be shown.
    pub text: String,
}

/// A file that is on its way.
pub struct RemoteFile {
    /// Which part it is; `None` for the whole.
    pub part: Option<Part>,
    /// How many bytes are coming, where that is known.
    pub length: Option<u64>,
    /// The media type that its server claims, in lower case and without parameters.
    pub media_type: Option<String>,
    /// Tells one state of the file from another.
    pub validator: Option<Validator>,
    /// Whether its server gives parts.
    pub parts: bool,
    /// The bytes, as fast as they are taken. Dropped, the transfer ends.
    pub body: BoxStream<'static, Read<Bytes>>,
}

/// How a fetch ended.
pub enum Fetched {
    /// It is coming.
    File(RemoteFile),
    /// It has no such part; how long it is.
    OutOfRange(Option<u64>),
    /// There is no file at this address, or none any more.
    Gone,
    /// The address is not, or no longer, good for this file.
    Refused,
    /// As many files as may be are under way.
    Busy,
}

/// From where files may be fetched, and how.
#[derive(Clone, Debug)]
pub struct FileRules {
    /// Who may be asked besides the provider's own address.
    pub hosts: Vec<FileHost>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long an answer may take to begin, and to go on.
    pub patience: Duration,
    /// How many files may be under way.
    pub at_a_time: usize,
    /// The longest file, in bytes.
    pub longest: u64,
}

/// Fetches files.
pub struct Files {
    provider: ProviderName,
    /// What addresses without a host belong to.
    base: Url,
    rules: FileRules,
    /// For origins that are configured as such: where they are is the operator's business.
    trusted: Client,
    /// For hosts that are allowed by name: over TLS, at public addresses.
    guarded: Client,
    turns: Arc<Semaphore>,
}

impl Files {
    /// Fetches from `base`'s origin and from whom the rules allow.
    ///
    /// # Errors
    /// When no HTTP client can be built.
    pub fn new(provider: ProviderName, base: &Url, rules: &FileRules) -> Result<Self, String> {
        let mut rules = rules.clone();
        rules.hosts.push(FileHost::Origin(base.origin().ascii_serialization()));
        let guarded = Client::builder().https_only(true).dns_resolver(Arc::new(PublicAddresses));
        Ok(Self {
            provider,
            base: base.clone(),
            trusted: client(Client::builder(), &rules)?,
            guarded: client(guarded, &rules)?,
            turns: Arc::new(Semaphore::new(rules.at_a_time)),
            rules,
        })
    }

    /// Fetches a file, or the part of it.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] or [`ErrorKind::Unavailable`]; the latter as well when the address, or one that it leads to,
    /// is not allowed.
    pub async fn fetch(&self, link: &str, range: Option<ByteRange>) -> Read<Fetched> {
        let Ok(turn) = self.turns.clone().try_acquire_owned() else { return Ok(Fetched::Busy) };
        let url = self.base.join(link);
        let mut url = url.map_err(|error| self.unavailable(format!("the file's address is none: {error}")))?;
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&mut url, range).await?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return self.read(response, range, turn);
            }
            let target = text(response.headers(), &header::LOCATION);
            let target = target.and_then(|target| url.join(target).ok());
            url = target.ok_or_else(|| self.unavailable("a redirect of a file leads nowhere".to_owned()))?;
        }
        Err(self.unavailable(format!("a file was redirected more than {MOST_REDIRECTS} times")))
    }

    async fn ask(&self, url: &mut Url, range: Option<ByteRange>) -> Read<Response> {
        let request = self.client_for(url)?.get(url.clone()).header(header::ACCEPT_ENCODING, "identity");
        let request = match range {
            Some(range) => request.header(header::RANGE, range.to_string()),
            None => request,
        };
        let answer = timeout(self.rules.patience, request.send()).await;
        let answer = answer.map_err(|_| self.failed(ErrorKind::Timeout, "a file did not begin in time".to_owned()))?;
        answer.map_err(|error| self.lost(&error))
    }

    /// The client that may ask for this address, whose scheme is made safe.
    fn client_for(&self, url: &mut Url) -> Read<&Client> {
        // They would be sent along, to whoever it is.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.unavailable("the file's address has credentials".to_owned()));
        }
        let origin = url.origin().ascii_serialization();
        if self.rules.hosts.contains(&FileHost::Origin(origin)) {
            return Ok(&self.trusted);
        }
        let allowed = match url.host() {
            Some(Host::Domain(name)) => self.rules.hosts.iter().any(|host| host.names(name)),
            _ => false,
        };
        // The vendor writes `http://` for hosts that speak TLS as well.
        let safe = url.port().is_none()
            && (url.scheme() == "https" || (url.scheme() == "http" && url.set_scheme("https").is_ok()));
        if allowed && safe {
            return Ok(&self.guarded);
        }
        let host = url.host_str().unwrap_or_default();
        Err(self.unavailable(format!(
            "a file's address leads to `{}://{host}`, which is none of `download_hosts`",
            url.scheme()
        )))
    }

    fn read(&self, response: Response, range: Option<ByteRange>, turn: OwnedSemaphorePermit) -> Read<Fetched> {
        let headers = response.headers();
        let media_type = text(headers, &header::CONTENT_TYPE)
            .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        let part = text(headers, &header::CONTENT_RANGE).and_then(Part::parse);
        match response.status() {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT => {}
            StatusCode::RANGE_NOT_SATISFIABLE if range.is_some() => {
                let total = text(headers, &header::CONTENT_RANGE).and_then(|value| value.strip_prefix("bytes */"));
                return Ok(Fetched::OutOfRange(total.and_then(|total| total.parse().ok())));
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Fetched::Gone),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Ok(Fetched::Refused),
            status => return Err(self.unavailable(format!("a file was answered with HTTP {}", status.as_u16()))),
        }
        if media_type.as_deref().is_some_and(|given| NOT_FILES.contains(&given)) {
            return Ok(Fetched::Refused);
        }
        if text(headers, &header::CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
            return Err(self.unavailable("a file came in an encoding that was not asked for".to_owned()));
        }
        let stated = response.content_length();
        let (part, length) = if response.status() == StatusCode::PARTIAL_CONTENT {
            let met = part.zip(range).filter(|(part, range)| range.is_met_by(*part));
            let met = met.filter(|(part, _)| stated.is_none_or(|stated| stated == part.length()));
            let Some((part, _)) = met else {
                return Err(self.unavailable("another part of a file came than was asked for".to_owned()));
            };
            (Some(part), Some(part.length()))
        } else {
            (None, stated)
        };
        if length.is_some_and(|length| length > self.rules.longest) {
            return Err(self.unavailable(format!("a file is longer than {} bytes", self.rules.longest)));
        }
        let parts = part.is_some() || text(headers, &header::ACCEPT_RANGES).is_some_and(|unit| unit == "bytes");
        let validator = validator(headers);
        let body = self.body(response, turn, length);
        Ok(Fetched::File(RemoteFile { part, length, media_type, validator, parts, body }))
    }

    /// The bytes, one chunk at a time, and no more than were announced.
    fn body(
        &self,
        response: Response,
        turn: OwnedSemaphorePermit,
        length: Option<u64>,
    ) -> BoxStream<'static, Read<Bytes>> {
        let (provider, most) = (self.provider, length.unwrap_or(self.rules.longest));
        let fail = move |kind, cause: String| ProviderError::new(kind).of(provider).because(cause);
        // The turn is held for as long as the transfer lasts.
        stream::try_unfold((response, turn, most), move |(mut response, turn, left)| async move {
            let Some(chunk) = response.chunk().await.map_err(|error| {
                let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Unavailable };
                fail(kind, error::chain(&error))
            })?
            else {
                return Ok(None);
            };
            match left.checked_sub(chunk.len() as u64) {
                Some(left) => Ok(Some((chunk, (response, turn, left)))),
                None => Err(fail(ErrorKind::Unavailable, format!("a file is longer than {most} bytes"))),
            }
        })
        .boxed()
    }

    fn failed(&self, kind: ErrorKind, cause: String) -> ProviderError {
        ProviderError::new(kind).of(self.provider).because(cause)
    }

    fn unavailable(&self, cause: String) -> ProviderError {
        self.failed(ErrorKind::Unavailable, cause)
    }

    fn lost(&self, error: &reqwest::Error) -> ProviderError {
        let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Unavailable };
        self.failed(kind, error::chain(error))
    }
}

fn client(builder: ClientBuilder, rules: &FileRules) -> Result<Client, String> {
    builder
        .connect_timeout(rules.connect_timeout)
        // Between two reads: a file may take as long as it goes on.
        .read_timeout(rules.patience)
        // Where a redirect leads is looked at first.
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        // A proxy would resolve names itself, past the guard.
        .no_proxy()
        // Bytes are passed on as they are.
        .no_gzip()
        .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| error.to_string())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The server's tag, else the time of the last change, which is too coarse to be more than weak.
fn validator(headers: &HeaderMap) -> Option<Validator> {
    let tag = text(headers, &header::ETAG).map(|tag| match tag.strip_prefix("W/") {
        Some(text) => Validator { weak: true, text: text.to_owned() },
        None => Validator { weak: false, text: tag.to_owned() },
    });
    let changed = || text(headers, &header::LAST_MODIFIED).map(|at| Validator { weak: true, text: at.to_owned() });
    tag.or_else(changed).filter(|validator| (1..=LONGEST_TAG).contains(&validator.text.len()))
}

/// Resolves names to public addresses alone.
struct PublicAddresses;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<_> = found.filter(|addr| is_public(addr.ip())).collect();
            if public.is_empty() {
                let cause = format!("`{}` has no public address", name.as_str());
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, cause).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is somebody's on the internet, rather than this machine's, this network's, or nobody's.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_documentation()
                || a == 0
                // Carriers' own, protocols' own, benchmarks'.
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (18..20).contains(&b))
                // Multicast, reserved, broadcast.
                || a >= 224)
        }
        IpAddr::V6(ip) => {
            let [first, second, ..] = ip.segments();
            // A network without IPv4 reaches it through these.
            if ip.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
                let [.., a, b, c, d] = ip.octets();
                return is_public(IpAddr::from([a, b, c, d]));
            }
            // Of what is handed out: not the protocols' own (Teredo among them), documentation, 6to4.
            (0x2000..0x4000).contains(&first)
                && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
                && first != 0x2002
                && !(first == 0x3fff && second < 0x1000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(base: &str, hosts: &[&str]) -> Files {
        let rules = FileRules {
            hosts: hosts.iter().map(|host| FileHost::parse(host).unwrap()).collect(),
            connect_timeout: Duration::from_secs(1),
            patience: Duration::from_secs(1),
            at_a_time: 1,
            longest: 1_000,
        };
        Files::new(ProviderName::Depositphotos, &Url::parse(base).unwrap(), &rules).unwrap()
    }

    #[test]
    fn addresses_of_this_machine_and_this_network_are_not_public() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::808:808",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in
            ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "2001:4860:4860::8888", "64:ff9b::808:808"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_has_no_address() {
        use std::str::FromStr;
        let error = PublicAddresses.resolve(Name::from_str("localhost").unwrap()).await.err().unwrap();
        assert!(error.to_string().contains("no public address"), "{error}");
        // And the client asks nobody else.
        let error = files("http://127.0.0.1:1", &["localhost"]).fetch("https://localhost/x", None).await.err().unwrap();
        assert!(error.cause().unwrap().contains("no public address"), "{error:?}");
    }

    #[test]
    fn only_allowed_hosts_are_asked_and_over_tls() {
        let files = files("http://127.0.0.1:4010/depositphotos", &["*.example.com", "http://10.0.0.7:1"]);
        for (link, asked) in [
            ("http://127.0.0.1:4010/x", Some("http://127.0.0.1:4010/x")),
            ("/x", Some("http://127.0.0.1:4010/x")),
            ("//st.example.com/x", Some("https://st.example.com/x")),
            ("http://st.example.com/x", Some("https://st.example.com/x")),
            ("http://st.example.com:80/x", Some("https://st.example.com/x")),
            ("https://ST.example.com:443/x", Some("https://st.example.com/x")),
            ("http://10.0.0.7:1/", Some("http://10.0.0.7:1/")),
            ("http://127.0.0.1:4011/x", None),
            ("https://127.0.0.1:4010/x", None),
            ("https://10.0.0.7/", None),
            ("https://st.example.com:8443/x", None),
            ("https://example.com/x", None),
            ("https://st.example.com.evil.org/", None),
            ("https://user:word@st.example.com/", None),
            ("http://user@127.0.0.1:4010/x", None),
            ("https://[::1]/", None),
            ("https://2130706433/", None),
            ("file:///etc/passwd", None),
            ("ftp://st.example.com/", None),
            ("data:text/plain,x", None),
        ] {
            let mut url = files.base.join(link).unwrap();
            let allowed = files.client_for(&mut url).is_ok();
            assert_eq!(allowed.then(|| url.to_string()).as_deref(), asked, "{link}");
        }
    }

    #[test]
    fn a_part_is_met_by_itself_or_by_what_there_is_of_it() {
        let part = |text: &str| Part::parse(text).unwrap();
        for (range, answer, met) in [
            (ByteRange::Within(0, 9), "bytes 0-9/100", true),
            (ByteRange::Within(0, 9), "bytes 0-9/*", true),
            (ByteRange::Within(90, 200), "bytes 90-99/100", true),
            (ByteRange::Within(0, 9), "bytes 0-5/100", false),
            (ByteRange::Within(0, 9), "bytes 1-9/100", false),
            (ByteRange::From(5), "bytes 5-99/100", true),
            (ByteRange::From(5), "bytes 5-98/100", false),
            (ByteRange::Last(5), "bytes 95-99/100", true),
            (ByteRange::Last(500), "bytes 0-99/100", true),
            (ByteRange::Last(5), "bytes 0-99/100", false),
        ] {
            assert_eq!(range.is_met_by(part(answer)), met, "{range} {answer}");
        }
        for none in ["bytes */5", "bytes 5-4/9", "bytes 0-9/9", "items 0-1/2", "bytes 0-1", "bytes a-b/c"] {
            assert_eq!(Part::parse(none), None, "{none}");
        }
    }
}
