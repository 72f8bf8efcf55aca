//! Input objects that name a field twice: the one rule of the specification that apollo-compiler does not check.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{Argument, Directive, Value},
    executable::{Selection, SelectionSet},
};

use super::refused;
use crate::graphql::{
    error::ErrorCode,
    operation::{Refused, RequestError},
};

/// Refuses a document in which an input object literal names a field twice.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), Refused> {
    for operation in document.operations.iter() {
        directives(operation.directives.iter())?;
        for variable in &operation.variables {
            directives(variable.directives.iter())?;
            variable.default_value.iter().try_for_each(value)?;
        }
        selections(&operation.selection_set)?;
    }
    for fragment in document.fragments.values() {
        directives(fragment.directives.iter())?;
        selections(&fragment.selection_set)?;
    }
    Ok(())
}

fn selections(set: &SelectionSet) -> Result<(), Refused> {
    for selection in &set.selections {
        directives(selection.directives().iter())?;
        match selection {
            Selection::Field(field) => {
                arguments(&field.arguments)?;
                selections(&field.selection_set)?;
            }
            Selection::InlineFragment(fragment) => selections(&fragment.selection_set)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn directives<'a>(mut all: impl Iterator<Item = &'a Node<Directive>>) -> Result<(), Refused> {
    all.try_for_each(|directive| arguments(&directive.arguments))
}

fn arguments(all: &[Node<Argument>]) -> Result<(), Refused> {
    all.iter().try_for_each(|argument| value(&argument.value))
}

fn value(node: &Node<Value>) -> Result<(), Refused> {
    match node.as_ref() {
        Value::List(items) => items.iter().try_for_each(value),
        Value::Object(fields) => {
            let mut names = HashSet::with_capacity(fields.len());
            for (name, inner) in fields {
                if !names.insert(name) {
                    return Err(refused(RequestError {
                        message: format!("There can be only one input field named \"{name}\"."),
                        code: ErrorCode::GraphqlValidationFailed,
                        locations: Vec::new(),
                    }));
                }
                value(inner)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
