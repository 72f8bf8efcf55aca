//! Which of our two media types a client wants.

use std::cmp::Reverse;

use axum::http::{HeaderMap, HeaderValue, header};
use mime::Mime;

/// The form of an answer.
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

    fn subtype(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::GraphqlResponse => ("graphql-response", Some("json")),
            Self::Json => ("json", None),
        }
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

/// The type that the client prefers; of two that it likes as much, the one it names more precisely, then earlier.
/// `application/json` where it does not care (the audits of `graphql-http` want that). `None` when it takes neither.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<MediaType> {
    let texts: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = texts.join(",");
    if accept.trim().is_empty() {
        return Some(MediaType::Json);
    }
    let ranges: Vec<Mime> = split(&accept).filter_map(|range| range.trim().parse().ok()).collect();
    // The last of equals wins in `max_by_key`: `application/json`.
    [MediaType::GraphqlResponse, MediaType::Json]
        .into_iter()
        .filter_map(|media| Some((media, best(media, &ranges)?)))
        .filter(|(_, found)| found.quality > 0)
        .max_by_key(|(_, found)| *found)
        .map(|(media, _)| media)
}

/// What the most precise range that matches says of `media`.
fn best(media: MediaType, ranges: &[Mime]) -> Option<Match> {
    let matches = ranges.iter().enumerate().filter_map(|(position, range)| {
        let (subtype, suffix) = media.subtype();
        let precision = match (range.type_().as_str(), range.subtype().as_str(), range.suffix()) {
            ("*", "*", None) => 0,
            ("application", "*", None) => 1,
            ("application", name, found) if name == subtype && found.map(|name| name.as_str()) == suffix => 2,
            _ => return None,
        };
        let utf8 = range.get_param(mime::CHARSET).is_none_or(|charset| charset == mime::UTF_8 || charset == "utf8");
        utf8.then_some(Match { quality: quality(range), precision, position: Reverse(position) })
    });
    matches.max_by_key(|found| (found.precision, found.quality, found.position))
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

/// At the commas, but for those within quotes.
fn split(accept: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    accept.split(move |character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::{MediaType::*, *};

    fn of(accept: &str) -> Option<MediaType> {
        negotiate(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(accept).unwrap())]))
    }

    #[test]
    fn clients_get_what_they_prefer() {
        assert_eq!(negotiate(&HeaderMap::new()), Some(Json));
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
        assert_eq!(negotiate(&headers), Some(GraphqlResponse));
    }
}
