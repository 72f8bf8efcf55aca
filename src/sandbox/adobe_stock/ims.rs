//! The token service: tokens for a client, for a signed statement, for a person who logs in.

use axum::http::{StatusCode, header};
use serde_json::json;
use url::Url;

use super::{
    Request,
    answers::{Answer, Failure, ok},
    state::{Account, Purpose, SECRET},
};
use crate::sandbox::delivery::Reply;

fn refused(error: &'static str, description: &str) -> Failure {
    Failure::OAuth { error, description: description.to_owned() }
}

fn client(request: &Request<'_>) -> Result<&'static Account, Failure> {
    let id = request.parameters.text("client_id").unwrap_or_default();
    Account::of_client(&id).ok_or_else(|| refused("invalid_client", "invalid client_id parameter"))
}

fn client_with_secret(request: &Request<'_>) -> Result<&'static Account, Failure> {
    let account = client(request)?;
    if request.parameters.text("client_secret").as_deref() != Some(SECRET) {
        return Err(refused("invalid_client", "invalid client_secret parameter"));
    }
    Ok(account)
}

/// `POST /ims/token/v3`, and `/ims/token` with its older flows.
pub(super) fn token(request: &Request<'_>) -> Answer {
    let account = client_with_secret(request)?;
    match request.parameters.text("grant_type").as_deref() {
        Some("client_credentials") => granted(request, account, false, false),
        Some("authorization_code") => {
            renewed(request, account, "code", Purpose::Code)?;
            granted(request, account, true, true)
        }
        Some("refresh_token") => {
            renewed(request, account, "refresh_token", Purpose::Refresh)?;
            granted(request, account, true, true)
        }
        _ => Err(refused("unsupported_grant_type", "grant_type parameter is missing or not supported")),
    }
}

/// `POST /ims/exchange/jwt`: the signature is not looked at, only the form.
pub(super) fn exchange(request: &Request<'_>) -> Answer {
    let account = client_with_secret(request)?;
    let statement = request.parameters.text("jwt_token").unwrap_or_default();
    if statement.split('.').filter(|part| !part.is_empty()).count() != 3 {
        return Err(refused("invalid_token", "jwt_token parameter is missing or malformed"));
    }
    granted(request, account, true, false)
}

/// What is exchanged for a token must be of this client.
fn renewed(request: &Request<'_>, account: &Account, name: &str, purpose: Purpose) -> Result<(), Failure> {
    let given = request.parameters.text(name).unwrap_or_default();
    let of = request.shop().bearer(&given, purpose).ok();
    let own = of.is_some_and(|of| of == account);
    own.then_some(()).ok_or_else(|| refused("invalid_grant", &format!("invalid {name} parameter")))
}

/// The older flows count in milliseconds, and those with a person give a refresh token.
fn granted(request: &Request<'_>, account: &Account, milliseconds: bool, person: bool) -> Answer {
    let token = request.shop().issue(account, Purpose::Access)?;
    let life = Purpose::Access.life();
    let expires = if milliseconds || request.switches().milliseconds { life.as_secs() * 1_000 } else { life.as_secs() };
    let mut body = json!({ "access_token": token, "token_type": "bearer", "expires_in": expires });
    if person {
        body["refresh_token"] = request.shop().issue(account, Purpose::Refresh)?.into();
    }
    ok(&body)
}

/// `GET /ims/authorize`: whoever asks is logged in already and agrees.
pub(super) fn authorize(request: &Request<'_>) -> Answer {
    let account = client(request)?;
    let back = request.parameters.text("redirect_uri").and_then(|uri| Url::parse(&uri).ok());
    let mut back = back.ok_or_else(|| refused("invalid_request", "invalid redirect_uri parameter"))?;
    if request.parameters.text("response_type").as_deref() != Some("code") {
        return Err(refused("unsupported_response_type", "response_type must be code"));
    }
    let code = request.shop().issue(account, Purpose::Code)?;
    back.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = request.parameters.text("state") {
        back.query_pairs_mut().append_pair("state", &state);
    }
    Ok(Reply::new(StatusCode::FOUND, "text/plain", "").with(header::LOCATION, back.as_str()))
}
