//! Media/1/Files: assets by id, whether Search shows them or not.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{
    Request,
    answers::{Answer, Failure, ok},
    assets, columns,
    locale::Locale,
    state::Account,
};

/// The most ids that one call takes.
const MAX_IDS: usize = 110;

fn bad(code: u16, message: impl Into<String>) -> Failure {
    Failure::application(StatusCode::BAD_REQUEST, code, message)
}

/// Unknown ids are left out.
pub(super) fn files(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let parameters = request.parameters;
    let mut columns = parameters.list("result_columns");
    if request.header("x-product").is_none() {
        return Err(bad(600, "X-Product header is missing"));
    }
    if account.is_none() && columns.iter().any(|name| name == "is_licensed") {
        return Err(bad(601, "is_licensed needs an access token"));
    }
    let locale = match parameters.text("locale") {
        Some(text) => Locale::parse(&text).ok_or_else(|| bad(602, format!("Locale {text:.20} is not supported")))?,
        None => Locale::of(parameters),
    };
    if let Some(unknown) = columns.iter().find(|name| !columns::exists(name)) {
        return Err(bad(603, format!("Result column {unknown:.100} does not exist")));
    }
    if let Some(unknown) = parameters.names().find(|name| !["ids", "locale", "result_columns"].contains(name)) {
        return Err(bad(604, format!("Parameter {unknown:.100} is not supported")));
    }
    let ids = ids(&parameters.list("ids"))?;
    if ids.len() > MAX_IDS {
        return Err(bad(606, format!("At most {MAX_IDS} ids are allowed")));
    }
    if columns.is_empty() {
        columns.push("id".to_owned());
    }
    let base = request.base();
    let view =
        columns::View { base: &base, locale, key: request.header("x-api-key"), account, shop: Some(request.shop()) };
    let found: Vec<_> = ids.into_iter().filter_map(|id| assets::find(id).on_sale()).collect();
    let mut body = Map::new();
    if columns.iter().any(|name| name == "nb_results") {
        body.insert("nb_results".into(), found.len().into());
    }
    let rows = found.iter().map(|asset| view.row(asset, &columns, columns::THUMBNAIL));
    body.insert("files".into(), rows.collect());
    ok(&Value::Object(body))
}

/// Separated by commas, each once.
fn ids(texts: &[String]) -> Result<Vec<u64>, Failure> {
    let bad_ids = || Failure::application(StatusCode::NOT_FOUND, 605, "The ids are missing or invalid");
    let mut ids = Vec::new();
    for text in texts.iter().flat_map(|text| text.split(',')) {
        let id = text.trim().parse().map_err(|_| bad_ids())?;
        if !ids.contains(&id) && ids.len() <= MAX_IDS {
            ids.push(id);
        }
    }
    if ids.is_empty() { Err(bad_ids()) } else { Ok(ids) }
}
