//! Search/Category and Search/CategoryTree: the subjects of the stock, which have no subjects below them.

use serde_json::{Value, json};

use super::{
    Request,
    answers::{Answer, Failure, ok},
    ids,
    locale::Locale,
    state::Account,
};
use crate::sandbox::catalog::{self, CATEGORIES, Lang};

/// One category by its id.
pub(super) fn category(request: &Request<'_>, _: Option<&'static Account>) -> Answer {
    let id = request.parameters.number("category_id")?;
    let id = id.ok_or_else(|| Failure::parameter("category_id", "is required"))?;
    ok(&known(request, id)?)
}

/// The categories below one, or those at the top.
pub(super) fn tree(request: &Request<'_>, _: Option<&'static Account>) -> Answer {
    match request.parameters.number("category_id")? {
        Some(id) => known(request, id).and_then(|_| ok(&json!([]))),
        None => {
            let lang = Locale::of(request.parameters).lang;
            ok(&CATEGORIES.iter().filter_map(|(number, _)| shown(*number, lang)).collect())
        }
    }
}

fn known(request: &Request<'_>, id: u64) -> Result<Value, Failure> {
    let number = ids::catalogue_category(id);
    let shown = number.and_then(|number| shown(number, Locale::of(request.parameters).lang));
    shown.ok_or_else(|| Failure::parameter("category_id", "names no category"))
}

fn shown(number: u32, lang: Lang) -> Option<Value> {
    let (id, name) = (ids::category_id(number), catalog::category_name(number, lang)?);
    let slug: String = catalog::category_name(number, Lang::En)?
        .to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    Some(json!({ "id": id, "link": format!("/Category/{slug}/{id}"), "name": name }))
}
