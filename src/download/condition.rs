//! What a client wants of a file, and what it has of it already (RFC 9110, sections 13 and 14).

use std::fmt;

use sha2::{Digest, Sha256};

use super::Subject;
use crate::providers::{ByteRange, files::Validator};

/// A request for a file: the values of its headers, as they came.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The file's headers alone are wanted.
    pub head_only: bool,
    /// `Range`
    pub range: Option<String>,
    /// `If-Range`
    pub if_range: Option<String>,
    /// `If-None-Match`
    pub if_none_match: Option<String>,
    /// `If-Match`: what browsers resume a download by.
    pub if_match: Option<String>,
}

impl Wanted {
    /// The part that is wanted; the whole where nothing, several parts or something unreadable is asked for.
    pub(super) fn part(&self) -> Option<ByteRange> {
        if self.head_only {
            return None;
        }
        let (first, last) = self.range.as_ref()?.trim().strip_prefix("bytes=")?.trim().split_once('-')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse::<u64>().ok())?
        };
        match (first, last) {
            ("", last) => number(last).map(ByteRange::Last),
            (first, "") => number(first).map(ByteRange::From),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(ByteRange::Within(first, last))
            }
        }
    }

    /// Whether the client's part may be completed with this state of the file: only if every byte is the same.
    pub(super) fn may_continue(&self, tag: Option<&Tag>) -> bool {
        let Some(condition) = &self.if_range else { return true };
        tag.is_some_and(|tag| !tag.weak && condition.trim() == tag.to_string())
    }

    /// Whether the client has this state of the file.
    pub(super) fn has(&self, tag: Option<&Tag>) -> bool {
        let Some(known) = &self.if_none_match else { return false };
        let same = |given: &str| tag.is_some_and(|tag| given.strip_prefix("W/").unwrap_or(given) == tag.quoted());
        known.trim() == "*" || known.split(',').any(|given| same(given.trim()))
    }

    /// Whether this is the state of the file that the client asks for, if it asks for one.
    pub(super) fn suits(&self, tag: Option<&Tag>) -> bool {
        let Some(wanted) = &self.if_match else { return true };
        let same = |given: &str| tag.is_some_and(|tag| !tag.weak && given == tag.to_string());
        wanted.trim() == "*" || wanted.split(',').any(|given| same(given.trim()))
    }

    pub(super) fn is_conditional(&self) -> bool {
        self.if_range.is_some() || self.if_none_match.is_some() || self.if_match.is_some()
    }
}

/// An entity tag of ours. It says nothing about upstream's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    weak: bool,
    opaque: String,
}

impl Tag {
    pub(super) fn new(subject: &Subject, validator: &Validator) -> Self {
        let hash =
            Sha256::new().chain_update(format!("{subject:?}\0")).chain_update(validator.text.as_bytes()).finalize();
        Self { weak: validator.weak, opaque: hex::encode(&hash[..16]) }
    }

    fn quoted(&self) -> String {
        format!("\"{}\"", self.opaque)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.weak { "W/" } else { "" }, self.quoted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(weak: bool) -> Tag {
        Tag { weak, opaque: "abc".to_owned() }
    }

    #[test]
    fn one_range_of_bytes_is_understood_and_everything_else_is_the_whole() {
        let part = |range: &str| Wanted { range: Some(range.to_owned()), ..Wanted::default() }.part();
        assert_eq!(part("bytes=0-9"), Some(ByteRange::Within(0, 9)));
        assert_eq!(part("bytes=5-"), Some(ByteRange::From(5)));
        assert_eq!(part("bytes=-5"), Some(ByteRange::Last(5)));
        for whole in ["bytes=0-1,4-5", "bytes=9-0", "bytes=a-b", "bytes=-", "bytes=+1-2", "items=0-1", "bytes=1", ""] {
            assert_eq!(part(whole), None, "{whole}");
        }
        assert_eq!(part("bytes=0-99999999999999999999"), None);
        let head = Wanted { head_only: true, range: Some("bytes=0-9".to_owned()), ..Wanted::default() };
        assert_eq!(head.part(), None);
    }

    #[test]
    fn what_a_client_has_is_compared_weakly_and_what_it_continues_strongly() {
        let has = |known: &str, tag: Option<&Tag>| {
            Wanted { if_none_match: Some(known.to_owned()), ..Wanted::default() }.has(tag)
        };
        for known in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert!(has(known, Some(&tag(false))) && has(known, Some(&tag(true))), "{known}");
        }
        assert!(!has("\"x\"", Some(&tag(false))) && !has("abc", Some(&tag(false))) && !has("\"abc\"", None));
        assert!(!Wanted::default().has(Some(&tag(false))));
        let continues = |condition: &str, tag: Option<&Tag>| {
            Wanted { if_range: Some(condition.to_owned()), ..Wanted::default() }.may_continue(tag)
        };
        assert!(continues("\"abc\"", Some(&tag(false))));
        for (condition, tag) in [
            ("W/\"abc\"", Some(tag(true))),
            ("\"abc\"", Some(tag(true))),
            ("\"x\"", Some(tag(false))),
            ("Tue, 15 Nov 1994 12:45:26 GMT", Some(tag(false))),
            ("\"abc\"", None),
        ] {
            assert!(!continues(condition, tag.as_ref()), "{condition}");
        }
        assert!(Wanted::default().may_continue(None));
    }
}
