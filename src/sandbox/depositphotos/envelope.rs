//! Successes and failures, as the wire wraps them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::request::Misfit;
use crate::sandbox::state::{Record, Refusal};

/// The members of a success beside the envelope.
pub(super) type Members = Map<String, Value>;
/// What a command answers.
pub(super) type Answer = Result<Members, Failure>;

/// A failure of the protocol: HTTP 200 all the same.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: i64,
    pub(super) exception: &'static str,
    pub(super) message: String,
    pub(super) field: Option<String>,
}

impl Failure {
    pub(super) fn new(code: i64, exception: &'static str, message: impl Into<String>) -> Self {
        Self { code, exception, message: message.into(), field: None }
    }

    /// A parameter is missing, empty or malformed.
    pub(super) fn parameter(field: &str, why: &str) -> Self {
        Self::about(field, format!("{field} {why}"))
    }

    fn about(field: &str, message: String) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(400, "EInternal\\InvalidParam", message) }
    }

    pub(super) fn no_item() -> Self {
        Self::new(0, "NotFoundItemException", "No such item")
    }

    pub(super) fn session_gone() -> Self {
        Self::new(403, "EAPI\\EIllegalSession", "Session is unknown or has run out")
    }

    pub(super) fn refused_on_command() -> Self {
        Self::new(400, "EInternal\\InvalidParam", "Refused on command")
    }
}

impl From<Misfit> for Failure {
    fn from(misfit: Misfit) -> Self {
        Self::parameter(misfit.parameter, misfit.why)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::WrongLogin => Self::new(404, "EUser\\Authentication", message),
            Refusal::SessionGone => Self::session_gone(),
            Refusal::ItemNotFound | Refusal::Missing(Record::Generation) => Self::no_item(),
            Refusal::Missing(Record::License) => Self::parameter("dp_licensing", "names an unknown license"),
            Refusal::Missing(_) => Self::new(404, "EInternal\\InvalidParam", message),
            Refusal::Invalid { argument, why } => Self::parameter(parameter_for(argument), why),
            Refusal::NotAllowed(_) => Self::new(403, "EInternal\\InvalidParam", message),
            Refusal::SizeNotOffered => Self::about("dp_option", message),
            Refusal::AlreadyInvoiced(_) => Self::about("dp_item_transaction_ids", message),
            Refusal::NotSaved(_) => Self::new(0, "EApi\\EInternalError", message),
        }
    }
}

/// The wire's parameter for what the world calls an argument.
fn parameter_for(argument: &'static str) -> &'static str {
    match argument {
        "username" => "dp_regist_user",
        "new_email" => "dp_regist_email",
        "password" => "dp_regist_password",
        "user_info" => "dp_user_info",
        "user" => "dp_user_id",
        "email" => "dp_email",
        "country" => "dp_country",
        "changes" => "dp_first_name",
        "permission" => "dp_permission",
        "new_password" => "dp_new_password",
        "prompt" => "dp_prompt",
        "callback_url" => "dp_callback_url",
        "transactions" => "dp_item_transaction_ids",
        "field_value" => "dp_field_value",
        "entries" => "dp_licensing",
        "ext_options" => "dp_ext_options",
        "references" => "dp_project",
        "from" => "dp_from",
        "to" => "dp_to",
        other => other,
    }
}

/// The whole answer.
pub(super) fn wrap(answer: Answer, now: Timestamp) -> Value {
    let mut root = Members::new();
    root.insert("timestamp".into(), now.strftime("%Y-%m-%d %H:%M:%S").to_string().into());
    root.insert("version".into(), "1.3".into());
    match answer {
        Ok(members) => {
            root.insert("type".into(), "success".into());
            root.extend(members);
        }
        Err(failure) => {
            root.insert("type".into(), "failure".into());
            let mut error = json!({
                "errorcode": failure.code, "errormsg": failure.message, "exception": failure.exception,
            });
            if let (Some(field), Value::Object(error)) = (failure.field, &mut error) {
                error.insert("field".into(), field.into());
            }
            root.insert("error".into(), error);
        }
    }
    Value::Object(root)
}

/// The members of an object literal.
pub(super) fn members(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}
