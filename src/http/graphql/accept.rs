//! In which form a client wants its answers.

use std::cmp::Reverse;

use axum::http::{HeaderMap, HeaderValue, header};
use mime::Mime;

/// What a client takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepted {
    /// The form of an operation's one answer.
    pub(super) single: Form,
    /// The form of a subscription's answers; `None` where only one answer can be given.
    pub(super) stream: Option<StreamType>,
}

/// The form of one answer: as a document, or as a stream that ends after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Document(MediaType),
    Stream(StreamType),
}

/// The form of many answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StreamType {
    /// `text/event-stream`, as graphql-sse has it in its mode of distinct connections.
    ServerSentEvents,
    /// `multipart/mixed;subscriptionSpec=1.0`, as Apollo has it.
    Multipart,
}

impl Accepted {
    /// The form of an error that is no answer: what went wrong before there was an operation.
    pub(super) fn document(self) -> MediaType {
        match self.single {
            Form::Document(media) => media,
            Form::Stream(_) => MediaType::Json,
        }
    }
}

/// The form of an answer that is a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum MediaType {
    /// `application/graphql-response+json`: the status tells a refused request from an executed one.
    GraphqlResponse,
    /// `application/json`, as older clients want it: 200 whenever the request could be read.
    Json,
}

impl MediaType {
    /// As a `Content-Type`.
    pub(in crate::http) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

/// A range of an `Accept` header as it concerns one of our types. Ordered: the greatest wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    /// In thousandths.
    quality: u16,
    /// 0 for `*/*`, 1 for `application/*`, 2 for the type itself.
    precision: u8,
    position: Reverse<usize>,
}

/// What the client prefers; of two that it likes as much, a document before a stream, the one it names more precisely,
/// then earlier. `application/json` where it does not care (the audits of `graphql-http` want that). `None` when it
/// takes none of ours.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<Accepted> {
    let texts: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = texts.join(",");
    if accept.trim().is_empty() {
        return Some(Accepted { single: Form::Document(MediaType::Json), stream: None });
    }
    let ranges: Vec<Mime> = split(&accept, ',').filter_map(media_type).collect();
    let found = |precision: &dyn Fn(&Mime) -> Option<u8>| best(&ranges, precision).filter(|found| found.quality > 0);
    // The last of equals wins in `max_by_key`: `application/json`.
    let document = [MediaType::GraphqlResponse, MediaType::Json]
        .into_iter()
        .filter_map(|media| Some((media, found(&|range| media.matched(range))?)))
        .max_by_key(|(_, found)| *found);
    let stream = [StreamType::Multipart, StreamType::ServerSentEvents]
        .into_iter()
        .filter_map(|form| Some((form, found(&|range| form.matched(range))?)))
        .max_by_key(|(_, found)| *found);
    let single = match (document, stream) {
        (Some((_, document)), Some((form, stream))) if stream.quality > document.quality => Form::Stream(form),
        (Some((media, _)), _) => Form::Document(media),
        (None, Some((form, _))) => Form::Stream(form),
        (None, None) => return None,
    };
    Some(Accepted { single, stream: stream.map(|(form, _)| form) })
}

/// What the most precise range that matches says.
fn best(ranges: &[Mime], precision: &dyn Fn(&Mime) -> Option<u8>) -> Option<Match> {
    let matches = ranges.iter().enumerate().filter_map(|(position, range)| {
        let utf8 = range.get_param(mime::CHARSET).is_none_or(|charset| charset == mime::UTF_8 || charset == "utf8");
        let precision = precision(range).filter(|_| utf8)?;
        Some(Match { quality: quality(range), precision, position: Reverse(position) })
    });
    matches.max_by_key(|found| (found.precision, found.quality, found.position))
}

impl MediaType {
    /// How precisely a range names this type.
    fn matched(self, range: &Mime) -> Option<u8> {
        let (subtype, suffix) = match self {
            Self::GraphqlResponse => ("graphql-response", Some("json")),
            Self::Json => ("json", None),
        };
        match (range.type_().as_str(), range.subtype().as_str(), range.suffix()) {
            ("*", "*", None) => Some(0),
            ("application", "*", None) => Some(1),
            ("application", name, found) if name == subtype && found.map(|name| name.as_str()) == suffix => Some(2),
            _ => None,
        }
    }
}

impl StreamType {
    /// Whether a range names this type. Only by its whole name: who takes anything takes a document.
    fn matched(self, range: &Mime) -> Option<u8> {
        let named = match self {
            Self::ServerSentEvents => range.essence_str() == "text/event-stream",
            Self::Multipart => {
                // The boundary that a client names, quoted or not, is an example: the answer names its own.
                let version = |(name, value): (mime::Name<'_>, mime::Name<'_>)| {
                    name.as_str().eq_ignore_ascii_case("subscriptionSpec") && value == "1.0"
                };
                range.essence_str() == "multipart/mixed" && range.params().any(version)
            }
        };
        named.then_some(2)
    }
}

/// `q`, in thousandths; what cannot be read counts as 0, since it cannot be honoured.
fn quality(range: &Mime) -> u16 {
    let Some(q) = range.get_param("q") else { return 1_000 };
    match q.as_str().parse::<f32>() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1,000")]
        Ok(q) if (0.0..=1.0).contains(&q) => (q * 1_000.0).round() as u16,
        _ => 0,
    }
}

/// At each separator, but for those within quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"';
        character == separator && !quoted
    })
}

/// A media type as headers write it: around a semicolon there may be white space, and nothing need follow it (RFC 9110,
/// section 5.6.6), which the library does not take.
pub(super) fn media_type(text: &str) -> Option<Mime> {
    let parts: Vec<&str> = split(text, ';').map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(";").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Form::*, MediaType::*, StreamType::*, *};

    fn accepted(accept: &str) -> Option<Accepted> {
        negotiate(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(accept).unwrap())]))
    }

    fn of(accept: &str) -> Option<MediaType> {
        accepted(accept).map(Accepted::document)
    }

    #[test]
    fn streams_are_for_those_who_name_them() {
        for (accept, single, stream) in [
            // graphql-sse; EventSource.
            ("text/event-stream", Stream(ServerSentEvents), Some(ServerSentEvents)),
            // Apollo Client and the forms of its documentation.
            (
                "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9",
                Document(GraphqlResponse),
                Some(Multipart),
            ),
            (
                "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0,application/json",
                Document(Json),
                Some(Multipart),
            ),
            ("multipart/mixed;subscriptionSpec=\"1.0\", application/json", Document(Json), Some(Multipart)),
            ("multipart/mixed; SubscriptionSpec=1.0", Stream(Multipart), Some(Multipart)),
            ("multipart/mixed ; boundary=\"a;b\" ; subscriptionSpec=1.0 , */*;q=0", Stream(Multipart), Some(Multipart)),
            // urql, of a subscription and of anything else.
            ("text/event-stream, multipart/mixed", Stream(ServerSentEvents), Some(ServerSentEvents)),
            (
                "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
                Document(GraphqlResponse),
                Some(ServerSentEvents),
            ),
            ("application/json;q=0.5, text/event-stream", Stream(ServerSentEvents), Some(ServerSentEvents)),
            ("text/event-stream;q=0.5, multipart/mixed;subscriptionSpec=1.0", Stream(Multipart), Some(Multipart)),
            ("multipart/mixed;deferSpec=20220824,application/json", Document(Json), None),
            ("multipart/mixed;subscriptionSpec=2.0,application/json", Document(Json), None),
            ("text/event-stream;q=0, application/json", Document(Json), None),
            ("text/*, */*", Document(Json), None),
            ("*/*", Document(Json), None),
        ] {
            assert_eq!(accepted(accept), Some(Accepted { single, stream }), "{accept}");
        }
        assert_eq!(accepted("multipart/mixed"), None);
    }

    #[test]
    fn clients_get_what_they_prefer() {
        assert_eq!(negotiate(&HeaderMap::new()).map(Accepted::document), Some(Json));
        for (accept, expected) in [
            ("", Some(Json)),
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            ("APPLICATION/GraphQL-Response+JSON", Some(GraphqlResponse)),
            ("application/graphql-response+json; charset=utf-8", Some(GraphqlResponse)),
            ("application/json; charset=UTF-8", Some(Json)),
            ("application/json; charset=iso-8859-1", None),
            ("application/graphql-response+json;charset=utf-16, application/json", Some(Json)),
            // Apollo Client, urql, Relay's documentation, graphql-http.
            ("application/graphql-response+json,application/json;q=0.9", Some(GraphqlResponse)),
            (
                "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
                Some(GraphqlResponse),
            ),
            ("multipart/mixed;boundary=\"graphql, x\";subscriptionSpec=1.0,application/json", Some(Json)),
            ("application/json, application/graphql-response+json", Some(Json)),
            ("application/json;q=0.5, application/graphql-response+json;q=0.8", Some(GraphqlResponse)),
            ("application/json;q=0.9, */*;q=0.1", Some(Json)),
            ("application/json ; q=0.5 , application/graphql-response+json ;\tq=0.8;", Some(GraphqlResponse)),
            ("application/json;q=0.1, */*", Some(GraphqlResponse)),
            ("*/*, application/graphql-response+json", Some(GraphqlResponse)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("application/json;q=0", None),
            ("application/json;q=nonsense", None),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(Json)),
            ("text/html", None),
            ("image/png", None),
            ("application/json+other", None),
            ("application", None),
            (",,,", None),
        ] {
            assert_eq!(of(accept), expected, "{accept}");
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        let mut headers = HeaderMap::new();
        headers.append(header::ACCEPT, HeaderValue::from_static("text/html"));
        headers.append(header::ACCEPT, HeaderValue::from_static("application/graphql-response+json"));
        assert_eq!(negotiate(&headers).map(Accepted::document), Some(GraphqlResponse));
    }
}
