//! `schema.graphql` is what the binary serves, and says what everything is.

use apollo_compiler::{Schema, schema::ExtendedType};
use portico::graphql::schema;

#[test]
fn the_file_is_what_is_served() {
    let file = include_str!("../../schema.graphql");
    assert!(file == schema::sdl(), "schema.graphql has drifted: run `make schema`");
}

#[test]
fn the_table_of_errors_is_that_of_the_code() {
    let file = include_str!("../../docs/errors.md");
    let expected = portico::graphql::error::table();
    assert!(file == expected, "docs/errors.md has drifted; it should be:\n{expected}");
}

#[test]
fn the_table_of_scopes_is_that_of_the_code() {
    let file = include_str!("../../docs/scopes.md");
    let expected = portico::graphql::guard::table();
    assert!(file == expected, "docs/scopes.md has drifted; it should be:\n{expected}");
}

#[test]
fn everything_is_described() {
    let schema = Schema::parse_and_validate(schema::sdl(), "schema.graphql").unwrap();
    let mut bare = Vec::new();
    let mut check = |what: String, described: bool| {
        if !described {
            bare.push(what);
        }
    };
    for (name, definition) in schema.types.iter().filter(|(_, definition)| !definition.is_built_in()) {
        check(name.to_string(), definition.description().is_some());
        let fields = match definition {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            ExtendedType::Enum(values) => {
                for (value, definition) in &values.values {
                    check(format!("{name}.{value}"), definition.description.is_some());
                }
                continue;
            }
            ExtendedType::InputObject(input) => {
                for (field, definition) in &input.fields {
                    check(format!("{name}.{field}"), definition.description.is_some());
                }
                continue;
            }
            _ => continue,
        };
        for (field, definition) in fields {
            check(format!("{name}.{field}"), definition.description.is_some());
            for argument in &definition.arguments {
                check(format!("{name}.{field}({})", argument.name), argument.description.is_some());
            }
        }
    }
    assert!(bare.is_empty(), "without a description: {bare:#?}");
}
