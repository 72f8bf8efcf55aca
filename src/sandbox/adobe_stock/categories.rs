//! Search/Category and Search/CategoryTree: the subjects of the stock, and the vendor's own ids that are written about.

use serde_json::{Value, json};

use super::{
    Request,
    answers::{Answer, Failure, ok},
    ids,
    locale::Locale,
    state::Account,
};
use crate::sandbox::catalog::{self, CATEGORIES, FOOD, LANDMARKS, Lang, NATURE};

/// A category that the vendor's documentation or the manual of one of its libraries names by its id.
struct Documented {
    id: u64,
    /// The documented category above it.
    parent: Option<u64>,
    /// The category of the catalogue whose items it has: the stock is not sorted more finely.
    catalogue: u32,
    /// In the order of [`Lang`]; the catalogue's where the id is all that is known.
    names: Option<[&'static str; 7]>,
}

const fn documented(id: u64, parent: Option<u64>, catalogue: u32, names: Option<[&'static str; 7]>) -> Documented {
    Documented { id, parent, catalogue, names }
}

#[rustfmt::skip]
const DOCUMENTED: [Documented; 10] = [
    documented(289, None, FOOD, Some(["Food", "Essen", "Nourriture", "Comida", "Cibo", "Comida", "Еда"])),
    documented(300, Some(289), FOOD, Some(["Bread", "Brot", "Pain", "Pan", "Pane", "Pão", "Хлеб"])),
    documented(301, Some(289), FOOD, Some(["Cheese and Dairy Products", "Käse und Milchprodukte", "Fromages et produits laitiers", "Quesos y lácteos", "Formaggi e latticini", "Queijos e laticínios", "Сыры и молочные продукты"])),
    documented(302, Some(301), FOOD, Some(["Camembert", "Camembert", "Camembert", "Camembert", "Camembert", "Camembert", "Камамбер"])),
    documented(303, Some(301), FOOD, Some(["Cheddar", "Cheddar", "Cheddar", "Cheddar", "Cheddar", "Cheddar", "Чеддер"])),
    documented(304, Some(301), FOOD, Some(["Emmental and Gruyere", "Emmentaler und Greyerzer", "Emmental et gruyère", "Emmental y gruyer", "Emmental e groviera", "Emmental e gruyère", "Эмменталь и грюйер"])),
    documented(305, Some(301), FOOD, Some(["Feta", "Feta", "Feta", "Feta", "Feta", "Feta", "Фета"])),
    documented(311, Some(289), FOOD, Some(["Cooking", "Kochen", "Cuisine", "Cocina", "Cucina", "Culinária", "Кулинария"])),
    documented(695, None, NATURE, None),
    documented(1043, None, LANDMARKS, Some(["Travel", "Reisen", "Voyage", "Viajes", "Viaggi", "Viagens", "Путешествия"])),
];

/// One category by its id.
pub(super) fn category(request: &Request<'_>, _: Option<&'static Account>) -> Answer {
    let id = request.parameters.number("category_id")?;
    let id = id.ok_or_else(|| Failure::parameter("category_id", "is required"))?;
    ok(&known(request, id)?)
}

/// The categories below one, or those at the top.
pub(super) fn tree(request: &Request<'_>, _: Option<&'static Account>) -> Answer {
    let lang = Locale::of(request.parameters).lang;
    match request.parameters.number("category_id")? {
        Some(id) => known(request, id)
            .and_then(|_| ok(&below(id).iter().filter_map(|documented| shown(documented.id, lang)).collect())),
        None => ok(&CATEGORIES.iter().filter_map(|(number, _)| shown(ids::category_id(*number), lang)).collect()),
    }
}

/// The catalogue's number of a category by its id, the vendor's or the stock's; it need not have it.
pub(super) fn number(id: u64) -> Option<u32> {
    find(id).map(|documented| documented.catalogue).or_else(|| ids::catalogue_category(id))
}

fn find(id: u64) -> Option<&'static Documented> {
    DOCUMENTED.iter().find(|documented| documented.id == id)
}

/// What is below a category, under either of its ids.
fn below(id: u64) -> Vec<&'static Documented> {
    let top = |documented: &&Documented| {
        documented.parent.is_none() && Some(documented.catalogue) == ids::catalogue_category(id)
    };
    let id = DOCUMENTED.iter().find(top).map_or(id, |documented| documented.id);
    DOCUMENTED.iter().filter(|documented| documented.parent == Some(id)).collect()
}

fn known(request: &Request<'_>, id: u64) -> Result<Value, Failure> {
    let shown = shown(id, Locale::of(request.parameters).lang);
    shown.ok_or_else(|| Failure::parameter("category_id", "names no category"))
}

/// A category under the id that it was asked for by.
fn shown(id: u64, lang: Lang) -> Option<Value> {
    let names = find(id).and_then(|documented| documented.names);
    let number = number(id)?;
    let name = |lang: Lang| names.map(|names| names[lang as usize]).or_else(|| catalog::category_name(number, lang));
    let slug: String = name(Lang::En)?
        .to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    Some(json!({ "id": id, "link": format!("/Category/{slug}/{id}"), "name": name(lang)? }))
}
