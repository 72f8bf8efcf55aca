//! The inside of a token: for whom it is, how long it is good, whom it names.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Refusal,
    scopes::Scopes,
    viewer::{DEFAULT_TENANT, Viewer},
};

/// The longest subject, tenant and name, in bytes.
const LONGEST: usize = 256;

/// What a token must claim, and where it says what.
pub(super) struct ClaimRules {
    /// `iss` must be this.
    pub(super) issuer: String,
    /// `aud` must have one of these.
    pub(super) audiences: Vec<String>,
    /// How far the clocks may be apart, in seconds.
    pub(super) leeway: i64,
    /// The claim that names the viewer.
    pub(super) subject: String,
    /// The claims that list scopes.
    pub(super) scopes: Vec<String>,
    /// The claim that names the tenant.
    pub(super) tenant: String,
    /// The claim that names the team.
    pub(super) team: String,
}

impl ClaimRules {
    /// The viewer that these claims name.
    pub(super) fn viewer(&self, claims: &Map<String, Value>, now: Timestamp) -> Result<Viewer, Refusal> {
        if claims.get("iss").and_then(Value::as_str) != Some(&self.issuer) {
            return Err(Refusal::Issuer);
        }
        let audience = claims.get("aud").ok_or(Refusal::Audience)?;
        if !texts(audience).any(|aud| self.audiences.iter().any(|ours| ours == aud)) {
            return Err(Refusal::Audience);
        }
        let now = now.as_second();
        let ends = seconds(claims, "exp")?.ok_or(Refusal::Expired)?.saturating_add(self.leeway);
        if ends <= now {
            return Err(Refusal::Expired);
        }
        if seconds(claims, "nbf")?.is_some_and(|begins| begins > now.saturating_add(self.leeway)) {
            return Err(Refusal::NotYet);
        }
        let subject = find(claims, &self.subject).and_then(Value::as_str).filter(|subject| is_name(subject));
        let tenant = match find(claims, &self.tenant) {
            None | Some(Value::Null) => DEFAULT_TENANT,
            // A tenant that cannot be read must not become another one.
            Some(tenant) => tenant.as_str().filter(|tenant| is_name(tenant)).ok_or(Refusal::Claims)?,
        };
        let team = match find(claims, &self.team) {
            None | Some(Value::Null) => None,
            // Nor may a team's budget become nobody's.
            Some(team) => Some(team.as_str().filter(|team| is_name(team)).ok_or(Refusal::Claims)?.into()),
        };
        let lists = self.scopes.iter().filter_map(|claim| find(claims, claim));
        let name = claims.get("name").and_then(Value::as_str).filter(|name| is_name(name));
        Ok(Viewer {
            subject: subject.ok_or(Refusal::Claims)?.into(),
            name: name.map(Into::into),
            scopes: Scopes::known(lists.flat_map(texts).flat_map(str::split_whitespace)),
            tenant: tenant.into(),
            team,
            expires: Some(Timestamp::from_second(ends).unwrap_or(Timestamp::MAX)),
        })
    }
}

/// A claim by its name, or by a JSON pointer (`/realm_access/roles`) where it stands inside another.
fn find<'a>(claims: &'a Map<String, Value>, claim: &str) -> Option<&'a Value> {
    match claim.strip_prefix('/') {
        None => claims.get(claim),
        Some(path) => {
            let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
            let outer = claims.get(&first.replace("~1", "/").replace("~0", "~"))?;
            rest.map_or(Some(outer), |rest| outer.pointer(&format!("/{rest}")))
        }
    }
}

/// One text, or a list of them.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    value.as_str().into_iter().chain(list.iter().filter_map(Value::as_str))
}

/// A `NumericDate`: seconds since 1970, maybe with a fraction.
fn seconds(claims: &Map<String, Value>, claim: &str) -> Result<Option<i64>, Refusal> {
    let Some(value) = claims.get(claim) else { return Ok(None) };
    let seconds = value.as_i64().or_else(|| {
        #[expect(clippy::cast_possible_truncation, reason = "no instant that matters is out of range; casts saturate")]
        value.as_f64().filter(|seconds| seconds.is_finite()).map(|seconds| seconds as i64)
    });
    seconds.map(Some).ok_or(Refusal::Claims)
}

/// Whether a text can stand in a log line and in a key.
fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules() -> ClaimRules {
        ClaimRules {
            issuer: "https://issuer.example".into(),
            audiences: vec!["portico".into(), "graph".into()],
            leeway: 30,
            subject: "sub".into(),
            scopes: vec!["scope".into(), "scp".into(), "roles".into(), "/realm_access/roles".into()],
            tenant: "https://example.com/tenant".into(),
            team: "/org/team".into(),
        }
    }

    /// What becomes of good claims with these changes (`null` removes), 1,000 seconds after 1970.
    fn with(changes: Value) -> Result<Viewer, Refusal> {
        let mut claims = json!({ "iss": "https://issuer.example", "aud": "portico", "sub": "ann", "exp": 2_000 });
        for (claim, value) in changes.as_object().unwrap() {
            claims[claim] = value.clone();
        }
        let mut claims = claims.as_object().unwrap().clone();
        claims.retain(|_, value| !value.is_null());
        rules().viewer(&claims, Timestamp::from_second(1_000).unwrap())
    }

    #[test]
    fn what_is_claimed_is_checked() {
        for (changes, expected) in [
            (json!({}), Ok("ann")),
            (json!({ "aud": ["other", "graph"] }), Ok("ann")),
            (json!({ "exp": 1_000.5, "nbf": 1_029.9 }), Ok("ann")),
            (json!({ "exp": 971 }), Ok("ann")),
            (json!({ "exp": 970 }), Err(Refusal::Expired)),
            (json!({ "exp": null }), Err(Refusal::Expired)),
            (json!({ "exp": "2000" }), Err(Refusal::Claims)),
            (json!({ "exp": i64::MAX }), Ok("ann")),
            (json!({ "exp": 1e300 }), Ok("ann")),
            (json!({ "exp": -1e300 }), Err(Refusal::Expired)),
            (json!({ "nbf": 1_030 }), Ok("ann")),
            (json!({ "nbf": 1_031 }), Err(Refusal::NotYet)),
            (json!({ "nbf": "soon" }), Err(Refusal::Claims)),
            (json!({ "iss": null }), Err(Refusal::Issuer)),
            (json!({ "iss": "https://issuer.example/" }), Err(Refusal::Issuer)),
            (json!({ "iss": ["https://issuer.example"] }), Err(Refusal::Issuer)),
            (json!({ "aud": null }), Err(Refusal::Audience)),
            (json!({ "aud": [] }), Err(Refusal::Audience)),
            (json!({ "aud": "portico graph" }), Err(Refusal::Audience)),
            (json!({ "sub": null }), Err(Refusal::Claims)),
            (json!({ "sub": "" }), Err(Refusal::Claims)),
            (json!({ "sub": "a\nb" }), Err(Refusal::Claims)),
            (json!({ "sub": "x".repeat(300) }), Err(Refusal::Claims)),
            (json!({ "https://example.com/tenant": 7 }), Err(Refusal::Claims)),
            (json!({ "org": { "team": ["design", "film"] } }), Err(Refusal::Claims)),
            (json!({ "org": { "team": "" } }), Err(Refusal::Claims)),
        ] {
            let viewer = with(changes.clone());
            assert_eq!(viewer.as_ref().map(|viewer| &*viewer.subject), expected.as_ref().copied(), "{changes}");
        }
    }

    #[test]
    fn scopes_come_from_every_mapped_claim_in_every_form() {
        for changes in [
            json!({ "scope": "openid items:read  licenses:read" }),
            json!({ "scp": ["items:read", "licenses:read"] }),
            json!({ "roles": ["items:read"], "realm_access": { "roles": ["licenses:read", 5] } }),
        ] {
            let viewer = with(changes.clone()).unwrap();
            assert_eq!(viewer.scopes.to_string(), "items:read licenses:read", "{changes}");
            assert_eq!(&*viewer.tenant, "default");
        }
        let viewer = with(json!({ "https://example.com/tenant": "acme" })).unwrap();
        assert_eq!((&*viewer.tenant, viewer.scopes, viewer.team), ("acme", Scopes::default(), None));
        assert_eq!(with(json!({ "org": { "team": "design" } })).unwrap().team.as_deref(), Some("design"));
        assert_eq!(viewer.expires, Some(Timestamp::from_second(2_030).unwrap()));
    }
}
