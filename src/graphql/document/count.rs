//! How large an operation is once its fragments are expanded, counted without expanding them: each fragment is counted
//! once, however often it is spread. Runs before validation, whose effort it bounds.

use std::collections::HashMap;

use apollo_compiler::{
    Name,
    ast::{Definition, Document, FragmentDefinition, Selection},
};

use super::limit;
use crate::{
    config::limits::LimitsConfig,
    graphql::{error::ErrorCode, operation::Refused},
};

/// What a selection set amounts to.
#[derive(Clone, Copy, Default)]
struct Size {
    fields: usize,
    aliases: usize,
    directives: usize,
    /// Fields of this level, not those below.
    own_fields: usize,
    /// Levels of fields.
    depth: usize,
}

impl Size {
    fn beside(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.own_fields = self.own_fields.saturating_add(other.own_fields);
        self.depth = self.depth.max(other.depth);
    }
}

struct Counter<'a> {
    limits: &'a LimitsConfig,
    fragments: HashMap<&'a Name, &'a FragmentDefinition>,
    /// `None` while it is being counted: a cycle, which validation will refuse.
    counted: HashMap<&'a Name, Option<Size>>,
}

/// Refuses a document that is larger than is allowed.
pub(super) fn check(document: &Document, limits: &LimitsConfig) -> Result<(), Refused> {
    let (mut operations, mut fragments) = (Vec::new(), HashMap::new());
    let mut fragment_count = 0;
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => operations.push(operation),
            Definition::FragmentDefinition(fragment) => {
                fragment_count += 1;
                fragments.insert(&fragment.name, fragment.as_ref());
            }
            _ => {}
        }
    }
    at_most(operations.len(), limits.operations, "operations", ErrorCode::QueryTooComplex)?;
    at_most(fragment_count, limits.fragments, "fragments", ErrorCode::QueryTooComplex)?;
    let mut counter = Counter { limits, fragments, counted: HashMap::new() };
    for operation in operations {
        at_most(operation.variables.len(), limits.variables, "variables", ErrorCode::QueryTooComplex)?;
        let mut size = counter.selections(&operation.selection_set, 0)?;
        size.directives = size.directives.saturating_add(operation.directives.len());
        at_most(size.own_fields, limits.root_fields, "root fields", ErrorCode::TooManyAliases)?;
        at_most(size.aliases, limits.aliases, "aliases", ErrorCode::TooManyAliases)?;
        at_most(size.fields, limits.fields, "fields", ErrorCode::QueryTooComplex)?;
        at_most(size.directives, limits.directives, "directives", ErrorCode::QueryTooComplex)?;
        at_most(size.depth, limits.depth, "levels of fields", ErrorCode::QueryTooDeep)?;
    }
    Ok(())
}

fn at_most(found: usize, allowed: usize, what: &str, code: ErrorCode) -> Result<(), Refused> {
    if found <= allowed {
        return Ok(());
    }
    // A count that a fragment bomb has run up says nothing to a person.
    let found = if found > 1_000_000 { "more than a million".to_owned() } else { found.to_string() };
    Err(limit(code, format!("The operation has {found} {what}; {allowed} are allowed.")))
}

impl<'a> Counter<'a> {
    /// `nesting` counts brackets and spreads, so that a chain of fragments cannot exhaust the stack.
    fn selections(&mut self, selections: &'a [Selection], nesting: usize) -> Result<Size, Refused> {
        let deepest = self.limits.brackets + self.limits.depth;
        at_most(nesting, deepest, "levels of fields and fragments", ErrorCode::QueryTooDeep)?;
        let mut size = Size::default();
        for selection in selections {
            let (inner, directives) = match selection {
                Selection::Field(field) => {
                    let below = self.selections(&field.selection_set, nesting + 1)?;
                    let own = Size {
                        fields: below.fields.saturating_add(1),
                        aliases: below.aliases.saturating_add(usize::from(field.alias.is_some())),
                        directives: below.directives,
                        own_fields: 1,
                        depth: below.depth + 1,
                    };
                    (own, field.directives.len())
                }
                Selection::InlineFragment(fragment) => {
                    (self.selections(&fragment.selection_set, nesting + 1)?, fragment.directives.len())
                }
                Selection::FragmentSpread(spread) => {
                    (self.fragment(&spread.fragment_name, nesting + 1)?, spread.directives.len())
                }
            };
            size.beside(inner);
            size.directives = size.directives.saturating_add(directives);
        }
        Ok(size)
    }

    fn fragment(&mut self, name: &'a Name, nesting: usize) -> Result<Size, Refused> {
        if let Some(counted) = self.counted.get(name) {
            return Ok(counted.unwrap_or_default());
        }
        let Some(fragment) = self.fragments.get(name).copied() else {
            // Unknown: validation says so.
            return Ok(Size::default());
        };
        self.counted.insert(name, None);
        let size = self.selections(&fragment.selection_set, nesting)?;
        self.counted.insert(name, Some(size));
        Ok(size)
    }
}
