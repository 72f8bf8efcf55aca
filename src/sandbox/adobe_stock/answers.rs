//! Refusals in the shapes of the gateway, of the application and of the token service; the switches that bend answers.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::{catalog::mix, delivery::Reply, store::StoreError};

/// What a handler gives.
pub(super) type Answer = Result<Reply, Failure>;

/// The readings of the wire that differ, each to be played on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(in crate::sandbox) struct Switches {
    /// `content_id` is a number in every answer.
    pub(super) content_id_as_number: bool,
    /// `code` of an application error is an integer.
    pub(super) code_as_number: bool,
    /// Everybody is a `member_id`.
    pub(super) member_id: bool,
    /// Member/Abandon answers 204 without a body.
    pub(super) no_content: bool,
    /// Downloads answer 200 with the bytes and not 302.
    pub(super) direct_download: bool,
    /// `expires_in` is in milliseconds in every flow.
    pub(super) milliseconds: bool,
    /// After a purchase `full_entitlement_quota` is one purchase behind `quota`.
    pub(super) lagging_quota: bool,
    /// Dates of purchases carry milliseconds.
    pub(super) fractional_dates: bool,
}

/// Why nothing was done.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// By the gateway, before the application.
    Gateway { status: StatusCode, code: &'static str, message: &'static str },
    /// By the application.
    Application { status: StatusCode, code: u16, message: String },
    /// By the token service.
    OAuth { error: &'static str, description: String },
}

impl Failure {
    pub(super) const fn gateway(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self::Gateway { status, code, message }
    }

    pub(super) fn application(status: StatusCode, code: u16, message: impl Into<String>) -> Self {
        Self::Application { status, code, message: message.into() }
    }

    /// Code 20: a parameter is missing or does not fit.
    pub(super) fn parameter(name: &str, why: &str) -> Self {
        Self::application(StatusCode::BAD_REQUEST, 20, format!("Parameter {name} {why}"))
    }

    /// Code 20, as the live service words it.
    pub(super) fn misfit(license: &str, id: u64) -> Self {
        let message = format!("The license \"{license}\" does not match type of content #{id}");
        Self::application(StatusCode::BAD_REQUEST, 20, message)
    }

    /// Code 100: an id that nothing has.
    pub(super) fn unknown(id: u64) -> Self {
        Self::application(StatusCode::BAD_REQUEST, 100, format!("Content #{id} does not exist"))
    }

    /// Code 300.
    pub(super) fn withdrawn(id: u64) -> Self {
        Self::application(StatusCode::NOT_FOUND, 300, format!("Content #{id} is no longer available"))
    }

    /// `case` follows from `nth`.
    pub(super) fn reply(&self, switches: Switches, nth: u64) -> Reply {
        let (status, body) = match self {
            Self::Gateway { status, code, message } => (*status, json!({ "error_code": code, "message": message })),
            Self::Application { status, code, message } => {
                let code = if switches.code_as_number { json!(code) } else { json!(format!("{code:03}")) };
                (*status, json!({ "error": message, "code": code, "case": case(nth) }))
            }
            Self::OAuth { error, description } => {
                (StatusCode::BAD_REQUEST, json!({ "error": error, "error_description": description }))
            }
        };
        Reply::json(status, body.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the sandbox cannot save its state");
        Self::application(StatusCode::INTERNAL_SERVER_ERROR, 1, "The sandbox cannot save its state")
    }
}

/// 32 letters and digits.
fn case(nth: u64) -> String {
    let digit = |index: u64| {
        let dice = mix(mix(nth ^ 0xca5e) ^ index) % 62;
        char::from(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[dice as usize])
    };
    (0..32).map(digit).collect()
}

/// A success.
pub(super) fn ok(body: &Value) -> Answer {
    Ok(Reply::json(StatusCode::OK, body.to_string()))
}
