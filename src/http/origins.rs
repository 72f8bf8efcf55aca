//! Which web pages may ask: those of the listed origins, and in development mode those of this machine.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use url::{Host, Url};

use super::request_id::RequestId;

/// The origins whose pages may ask. Our own is none of them: its pages need no permission.
#[derive(Clone, Debug)]
pub struct Origins {
    listed: Arc<[String]>,
    loopback: bool,
}

impl Origins {
    /// Those that are listed, and with `loopback` every one of this machine, on whatever port.
    pub fn new(listed: &[String], loopback: bool) -> Self {
        Self { listed: listed.into(), loopback }
    }

    /// Whether development mode is what asks for them: pages of this machine may ask, and so may whoever has no token.
    pub(super) fn of_development(&self) -> bool {
        self.loopback
    }

    /// Whether pages of this `Origin` may ask.
    pub(super) fn allow(&self, origin: &HeaderValue) -> bool {
        self.listed.iter().any(|listed| listed.as_bytes() == origin.as_bytes())
            || (self.loopback && origin.to_str().is_ok_and(is_loopback))
    }
}

/// Whether this is the origin of a page that a server of this machine has served, spelled as browsers spell it.
fn is_loopback(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    here && matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == origin
}

/// Leaves a line that says what to do: the browser keeps the answer from the page, and from whoever wrote it.
pub(super) fn log_refusal(headers: &HeaderMap, id: Option<&RequestId>) {
    let origin = headers.get(header::ORIGIN).map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned());
    let request_id = id.map(|id| &*id.0).unwrap_or_default();
    match origin {
        Some(origin) => {
            tracing::info!(
                request_id,
                ?origin,
                "a page was refused: its origin is not listed in `http.allowed_origins`"
            );
        }
        None => {
            tracing::info!(request_id, "a page was refused: its browser says that it is foreign, and not whose it is")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_machine_may_ask_where_that_is_said() {
        let portal = ["https://portal.example".to_owned()];
        let (listed, loopback) = (Origins::new(&portal, false), Origins::new(&portal, true));
        let may = |origins: &Origins, origin: &str| origins.allow(&HeaderValue::from_str(origin).unwrap());
        for here in [
            "http://localhost",
            "http://localhost:7890",
            "https://localhost:5173",
            "http://127.0.0.1:3000",
            "http://127.8.9.1:3000",
            "http://[::1]:8080",
        ] {
            assert!(may(&loopback, here) && !may(&listed, here), "{here}");
        }
        for elsewhere in [
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example:3000",
            "http://evil.example/localhost",
            "http://localhost@evil.example",
            "http://evil.example#localhost",
            "http://localhost:3000/",
            "http://LOCALHOST:3000",
            "http://0.0.0.0:3000",
            "http://192.168.0.7:3000",
            "http://[::2]:3000",
            "ftp://localhost",
            "chrome-extension://localhost",
            "localhost:3000",
            "file://",
            "null",
            "",
        ] {
            assert!(!may(&loopback, elsewhere), "{elsewhere}");
        }
        assert!(may(&loopback, "https://portal.example") && may(&listed, "https://portal.example"));
    }
}
