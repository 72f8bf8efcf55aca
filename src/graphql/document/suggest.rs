//! "Did you mean …?": the names of the schema that an unknown one resembles, chosen and worded as graphql-js does.
//!
//! Only for who may see the schema: piece by piece these give it away.

use std::{cmp::Reverse, collections::BTreeMap};

use apollo_compiler::{
    Name, Schema, ast::FieldDefinition, collections::IndexMap, schema::Component, schema::ExtendedType,
};

/// More would help nobody.
const MOST: usize = 5;

/// What to add to an error about a field that `ty` has not: where it is a field of what `ty` may be, else similar ones.
pub(super) fn field(schema: &Schema, ty: &str, unknown: &str) -> String {
    let elsewhere = types_with(schema, ty, unknown);
    if !elsewhere.is_empty() {
        return did_you_mean("to use an inline fragment on ", &elsewhere);
    }
    let fields = schema.types.get(ty).and_then(fields_of);
    similar("", unknown, fields.into_iter().flat_map(|fields| fields.keys()).map(Name::as_str))
}

/// What to add to an error about an argument that the field or directive (`Query.item`, `@include`) has not.
pub(super) fn argument(schema: &Schema, place: &str, unknown: &str) -> String {
    let arguments = match place.strip_prefix('@') {
        Some(directive) => schema.directive_definitions.get(directive).map(|directive| &directive.arguments),
        None => place.split_once('.').and_then(|(ty, field)| {
            let fields = schema.types.get(ty).and_then(fields_of)?;
            Some(&fields.get(field)?.arguments)
        }),
    };
    similar("", unknown, arguments.into_iter().flatten().map(|argument| argument.name.as_str()))
}

/// What to add to an error about a type that is none.
pub(super) fn named_type(schema: &Schema, unknown: &str) -> String {
    similar("", unknown, schema.types.keys().map(Name::as_str))
}

/// What to add to an error about a value that the enum has not; nothing where `ty` is no enum.
pub(super) fn enum_value(schema: &Schema, ty: &str, unknown: &str) -> String {
    let values = schema.get_enum(ty).into_iter().flat_map(|ty| ty.values.keys());
    similar("the enum value ", unknown, values.map(Name::as_str))
}

/// What to add to an error about a field that the input object has not.
pub(super) fn input_field(schema: &Schema, ty: &str, unknown: &str) -> String {
    let fields = schema.get_input_object(ty).into_iter().flat_map(|ty| ty.fields.keys());
    similar("", unknown, fields.map(Name::as_str))
}

fn fields_of(ty: &ExtendedType) -> Option<&IndexMap<Name, Component<FieldDefinition>>> {
    match ty {
        ExtendedType::Object(object) => Some(&object.fields),
        ExtendedType::Interface(interface) => Some(&interface.fields),
        _ => None,
    }
}

/// The types that have the field, of those that the abstract type `ty` may be and their interfaces: what most have in
/// common comes first.
fn types_with<'a>(schema: &'a Schema, ty: &str, field: &str) -> Vec<&'a str> {
    let union = schema.get_union(ty);
    if union.is_none() && schema.get_interface(ty).is_none() {
        return Vec::new();
    }
    let mut uses = BTreeMap::<&str, usize>::new();
    for object in schema.types.values().filter_map(ExtendedType::as_object) {
        let possible = match union {
            Some(union) => union.members.contains(&*object.name),
            None => object.implements_interfaces.contains(ty),
        };
        if possible && object.fields.contains_key(field) {
            let interfaces = object.implements_interfaces.iter().map(|interface| interface.as_str());
            let having =
                interfaces.filter(|name| schema.get_interface(name).is_some_and(|it| it.fields.contains_key(field)));
            for name in having.chain([object.name.as_str()]) {
                *uses.entry(name).or_default() += 1;
            }
        }
    }
    let mut types: Vec<_> = uses.into_iter().collect();
    types.sort_by_key(|&(name, uses)| (Reverse(uses), schema.get_interface(name).is_none(), name));
    types.into_iter().map(|(name, _)| name).collect()
}

/// The names that differ from `unknown` by few edits, the nearest first. A name costs nothing where the lengths alone are
/// too far apart, so a long text is not compared with anything.
fn similar<'a>(what: &str, unknown: &str, names: impl Iterator<Item = &'a str>) -> String {
    let length = unknown.chars().count();
    // graphql-js: two of five characters, and one more.
    let most = length * 2 / 5 + 1;
    let near = names.filter(|name| name.len().abs_diff(length) <= most);
    let mut found: Vec<_> =
        near.map(|name| (distance(unknown, name), name)).filter(|(edits, _)| *edits <= most).collect();
    found.sort_unstable();
    let names: Vec<_> = found.into_iter().map(|(_, name)| name).collect();
    did_you_mean(what, &names)
}

/// Edits between two names: characters that are inserted, removed, replaced or swapped with their neighbour; another case
/// throughout is one.
fn distance(unknown: &str, name: &str) -> usize {
    let (unknown, name) = (unknown.to_lowercase(), name.to_lowercase());
    if unknown == name { 1 } else { strsim::osa_distance(&unknown, &name) }
}

fn did_you_mean(what: &str, names: &[&str]) -> String {
    let names: Vec<_> = names.iter().take(MOST).map(|name| format!("\"{name}\"")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!(" Did you mean {what}{only}?"),
        [one, other] => format!(" Did you mean {what}{one} or {other}?"),
        [many @ .., last] => format!(" Did you mean {what}{}, or {last}?", many.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(unknown: &str, names: &[&str]) -> String {
        similar("", unknown, names.iter().copied())
    }

    #[test]
    fn names_are_chosen_as_graphql_js_chooses_them() {
        // Of its own tests (suggestionList, didYouMean).
        assert_eq!(suggested("", &["a"]), " Did you mean \"a\"?");
        assert_eq!(suggested("input", &[]), "");
        assert_eq!(suggested("greenish", &["green"]), " Did you mean \"green\"?");
        assert_eq!(suggested("green", &["greenish"]), " Did you mean \"greenish\"?");
        assert_eq!(suggested("x", &["abc"]), "");
        assert_eq!(suggested("verylongstring", &["VERYLONGSTRING"]), " Did you mean \"VERYLONGSTRING\"?");
        assert_eq!(suggested("agr", &["ARG", "gar", "arg"]), " Did you mean \"ARG\", \"arg\", or \"gar\"?");
        assert_eq!(suggested("214365879", &["123456789"]), " Did you mean \"123456789\"?");
        assert_eq!(suggested("abc", &["ab", "a", "abc_"]), " Did you mean \"ab\", \"abc_\", or \"a\"?");
        assert_eq!(
            suggested("a", &["f", "e", "d", "c", "b", "z"]),
            " Did you mean \"b\", \"c\", \"d\", \"e\", or \"f\"?"
        );
    }

    #[test]
    fn a_huge_name_is_like_none() {
        let huge = "title".repeat(400_000);
        assert_eq!(suggested(&huge, &["title", "titles"]), "");
        assert_eq!(suggested(&"ß".repeat(400_000), &["title"]), "");
    }
}
