//! What stands before the application: key, token, limits.

use axum::http::{HeaderName, StatusCode, header};

use super::{
    Command, Door, Request, Switches,
    answers::{Answer, Failure},
    no_such_method,
    state::{Account, Purpose},
};
use crate::{
    config::sandbox::FaultKind,
    sandbox::{catalog::mix, delivery::Reply},
};

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// 32 characters for a request that brought no id.
pub(super) fn request_id(nth: u64) -> String {
    format!("{:016x}{:016x}", mix(nth), mix(!nth))
}

/// A 429 in the gateway's own shape.
pub(super) fn turned_away(reply: Reply) -> Reply {
    if reply.status != StatusCode::TOO_MANY_REQUESTS {
        return reply;
    }
    let failure = Failure::gateway(reply.status, "429050", "Too many requests");
    let after = reply.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()).unwrap_or("1").to_owned();
    failure.reply(Switches::default(), 0).with(header::RETRY_AFTER, &after)
}

/// Runs a command for those who may.
pub(super) fn enter(request: &Request<'_>, command: Command) -> Answer {
    if request.is_struck_by(FaultKind::SessionExpired) {
        request.shop().revoke_all()?;
    }
    let run = || -> Answer {
        if request.is_struck_by(FaultKind::Refuse) {
            return Err(refused_on_command(command));
        }
        if !command.methods.contains(request.method) {
            return Err(no_such_method());
        }
        match command.door {
            Door::Open(run) => run(request),
            Door::Gateway { run, token } => {
                let account = pass(request, token)?;
                // Media/1/Files has a code of its own for this.
                if request.header("x-product").is_none() && command.name != "Media/Files" {
                    return Err(Failure::application(StatusCode::BAD_REQUEST, 20, "X-Product header is missing"));
                }
                run(request, account)
            }
        }
    };
    run()
}

fn refused_on_command(command: Command) -> Failure {
    if command.name.starts_with("ims/") {
        return Failure::OAuth { error: "access_denied", description: "refused on command".to_owned() };
    }
    Failure::application(StatusCode::BAD_REQUEST, 100, "Refused on command")
}

/// The key must be known, a token valid; who it is of, if one was sent.
fn pass(request: &Request<'_>, token_needed: bool) -> Result<Option<&'static Account>, Failure> {
    let key = request.header("x-api-key");
    let key = key.ok_or(Failure::gateway(StatusCode::FORBIDDEN, "403000", "Api Key is required"))?;
    if Account::of_client(key).is_none() {
        return Err(Failure::gateway(StatusCode::FORBIDDEN, "403003", "Api Key is invalid"));
    }
    match bearer(request) {
        None if token_needed => Err(Failure::gateway(StatusCode::FORBIDDEN, "403010", "Oauth token is missing.")),
        None => Ok(None),
        Some(token) => {
            let invalid = Failure::gateway(StatusCode::UNAUTHORIZED, "401013", "Oauth token is not valid");
            request.shop().bearer(token, Purpose::Access).map(Some).map_err(|_| invalid)
        }
    }
}

/// The token in the header; an empty header is none.
pub(super) fn bearer<'a>(request: &'a Request<'_>) -> Option<&'a str> {
    let header = request.header("authorization")?;
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ if header.eq_ignore_ascii_case("bearer") => "",
        _ => header,
    };
    (!token.is_empty()).then_some(token)
}
