//! Where a licensed file can be fetched: the short-lived signed address behind the one that takes a token.

use url::Url;

use super::{
    AdobeStock, HERE,
    answer::{judge, refusal, unreadable},
    calls::Call,
    convert, wire,
};
use crate::{
    domain::{
        id::{ItemId, LicenseId},
        rendition::{Rendition, RenditionFormat},
    },
    providers::{
        CallContext, ErrorKind, ProviderError, Read,
        transport::{Lost, Reply},
    },
};

/// The sizes that pictures can be had in, by the longest edge in pixels.
const PICTURE_SIZES: &[u32] = &[400, 800, 1_600, 2_400, 3_100, 5_000];
/// The sizes that clips can be had in, by the height in pixels.
const CLIP_SIZES: &[u32] = &[1_080, 2_160];

/// What came of asking for a file.
enum File {
    /// It is here.
    At(String),
    /// It came itself.
    Itself,
    /// It was refused.
    Refused(u16),
}

impl AdobeStock {
    /// Where a file can be fetched; `None` where it is not licensed under the licence of this name.
    pub(super) async fn file(
        &self,
        cx: &CallContext,
        item: &ItemId,
        license: &str,
        form: Rendition,
    ) -> Read<Option<String>> {
        let license = LicenseId::new(HERE, license);
        if !convert::plausible(item) {
            return Ok(None);
        }
        let owned = match self.owned(cx, item, &license).await? {
            Ok(owned) => owned,
            Err(failure) if failure.unknown_item() || failure.misfit() => None,
            Err(failure) => return Err(failure.into_error()),
        };
        // `Content/License` gives the address of what is owned for nothing, and buys what is not: it must be owned.
        if owned.is_none() {
            return Ok(None);
        }
        let alias = self.alias(cx, item, &license).await?;
        let form = Rendition { pixels: form.pixels.and_then(|pixels| size(&license, pixels)), ..form };
        self.signed(cx, &alias, form).await.map(Some)
    }

    /// The address that gives the file to who has a token.
    async fn alias(&self, cx: &CallContext, item: &ItemId, license: &LicenseId) -> Read<Url> {
        let call = Call::new("Rest/Libraries/1/Content/License")
            .with("content_id", &item.key)
            .with("license", &license.key)
            .with("locale", "en_US");
        let (mut first, latest) = (true, self.spends.latest());
        let content: wire::Content = loop {
            let token = self.tokens.get(cx).await?;
            let request = self.address.request(&call, Some(&token), &cx.request_id);
            // Not the way for reads: it must not be sent twice, in case it does buy.
            match judge(self.spends.spend(cx, request, latest).await.map_err(Lost::into_error)?)? {
                Ok(content) => break content,
                Err(failure) if failure.status >= 400 && failure.token_gone() && first => {
                    self.tokens.forget(&token).await;
                    first = false;
                }
                Err(failure) => return Err(failure.into_error()),
            }
        };
        let details = convert::ability::details(content, item)?;
        let state = details.state.text().unwrap_or_default();
        if state == "just_purchased" {
            tracing::error!(item = %item, license = %license, "a download licensed an item that was said to be licensed");
        }
        let url = details.url.text().and_then(|url| Url::parse(&url).ok());
        let full =
            url.filter(|url| matches!(state.as_str(), "purchased" | "just_purchased") && !watermarked(url.as_str()));
        full.ok_or_else(|| {
            let cause = format!("`{state}` and no address of a full file, of an item that is licensed");
            ProviderError::new(ErrorKind::Unavailable).of(HERE).because(cause)
        })
    }

    /// The signed address behind an alias.
    async fn signed(&self, cx: &CallContext, alias: &Url, form: Rendition) -> Read<String> {
        if !self.download_origins.contains(&alias.origin()) {
            let cause = format!("the file is at {}, which is not shown a token", alias.origin().ascii_serialization());
            return Err(ProviderError::new(ErrorKind::Unavailable).of(HERE).because(cause));
        }
        let mut first = true;
        loop {
            let token = self.tokens.get(cx).await?;
            let mut url = alias.clone();
            url.query_pairs_mut().append_pair("token", token.expose());
            if let Some(pixels) = form.pixels {
                url.query_pairs_mut().append_pair("size", &pixels.to_string());
            }
            if let Some(format) = form.format {
                url.query_pairs_mut().append_pair("format", format_name(format));
            }
            let shown = alias.clone();
            match self.reads.read(cx, |client| client.head(url.clone()), move |reply| file(&reply, &shown)).await? {
                File::At(signed) => return Ok(signed),
                // No address but the one with the token: it goes no further than to `fetch`.
                File::Itself => return Ok(url.into()),
                File::Refused(401) if first => {
                    self.tokens.forget(&token).await;
                    first = false;
                }
                // The answer to HEAD has no words, and not everybody who answers GET answers it; what GET says is short.
                File::Refused(_) => {
                    let shown = alias.clone();
                    let words = move |reply: Reply| match reply.status {
                        200 | 300..400 => file(&reply, &shown).map(Ok),
                        _ => refusal(&reply).map(Err),
                    };
                    match self.reads.read(cx, |client| client.get(url.clone()), words).await? {
                        Ok(File::At(signed)) => return Ok(signed),
                        Ok(_) => return Ok(url.into()),
                        Err(why) => return Err(why.into_error()),
                    }
                }
            }
        }
    }
}

/// The smallest size on offer of at least so many pixels; beyond the largest there is the original alone.
fn size(license: &LicenseId, pixels: u32) -> Option<u32> {
    let sizes = if license.key.starts_with("Video") { CLIP_SIZES } else { PICTURE_SIZES };
    sizes.iter().copied().find(|size| *size >= pixels)
}

fn format_name(format: RenditionFormat) -> &'static str {
    match format {
        RenditionFormat::Jpeg => "jpeg",
        RenditionFormat::Png => "png",
    }
}

fn file(reply: &Reply, alias: &Url) -> Read<File> {
    match (reply.status, &reply.location) {
        (300..400, Some(location)) => {
            let signed = alias.join(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            // A redirect to where one logs in, or to itself, would carry the token.
            let signed =
                signed.filter(|url| url.query_pairs().all(|(name, _)| name != "token") && url.path() != alias.path());
            signed.map(|url| File::At(url.into())).ok_or_else(|| unreadable(reply, "it redirects to no file"))
        }
        // Who does not know HEAD is asked no further: whoever fetches the file follows where it leads.
        (200 | 405 | 501, _) => Ok(File::Itself),
        (429, _) => Err(ProviderError::new(ErrorKind::RateLimited).of(HERE).after(reply.retry_after)),
        (400..=499, _) => Ok(File::Refused(reply.status)),
        _ => Err(unreadable(reply, "no redirect to a file")),
    }
}

/// Whether an address is that of a watermarked file: not what was paid for.
pub(super) fn watermarked(url: &str) -> bool {
    url.to_ascii_lowercase().contains("/watermarked/")
}
