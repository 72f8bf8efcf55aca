//! What apollo-compiler does not check of the values in a document: an input field that is named twice, a variable
//! where its type does not fit, a literal that is none of its custom scalar's.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema,
    ast::{Argument, Directive, InputValueDefinition, Type, Value, VariableDefinition},
    executable::{Operation, Selection, SelectionSet},
    parser::SourceSpan,
    schema::ExtendedType,
};
use async_graphql::Pos;

use super::{SchemaFacts, refused, variables::constant};
use crate::graphql::{
    error::ErrorCode,
    operation::{Refused, RequestError},
};

/// Refuses a document with a value that cannot stand where it stands.
pub(super) fn check(schema: &Schema, facts: SchemaFacts, document: &ExecutableDocument) -> Result<(), Refused> {
    checked(schema, facts, document).map_err(|Wrong { message, place }| {
        let start = place.and_then(|place| Some(place.line_column_range(&document.sources)?.start));
        refused(RequestError {
            message,
            code: ErrorCode::GraphqlValidationFailed,
            locations: start.map(|start| Pos { line: start.line, column: start.column }).into_iter().collect(),
        })
    })
}

struct Wrong {
    message: String,
    place: Option<SourceSpan>,
}

fn checked(schema: &Schema, facts: SchemaFacts, document: &ExecutableDocument) -> Result<(), Wrong> {
    let mut fragments = std::collections::HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut values = Values::new(schema, facts);
        values.directives(&fragment.directives)?;
        values.selections(&fragment.selection_set)?;
        fragments.insert(name, values);
    }
    for operation in document.operations.iter() {
        let mut values = Values::new(schema, facts);
        values.operation(operation)?;
        let mut seen = HashSet::new();
        let mut reached = vec![&values];
        while let Some(values) = reached.pop() {
            values.used.iter().try_for_each(|used| used.check(&operation.variables))?;
            let fresh = values.spread.iter().filter(|name| seen.insert(**name));
            reached.extend(fresh.filter_map(|name| fragments.get(name)));
        }
    }
    Ok(())
}

/// The values of an operation or a fragment.
struct Values<'a> {
    schema: &'a Schema,
    facts: SchemaFacts,
    used: Vec<Used<'a>>,
    spread: Vec<&'a Name>,
}

/// A variable in a place.
struct Used<'a> {
    variable: &'a Name,
    place: Option<SourceSpan>,
    ty: &'a Type,
    has_default: bool,
}

impl Used<'_> {
    /// Section 5.8.5 of the specification.
    fn check(&self, variables: &[Node<VariableDefinition>]) -> Result<(), Wrong> {
        let Some(variable) = variables.iter().find(|variable| variable.name == *self.variable) else { return Ok(()) };
        let default = variable.default_value.as_ref().is_some_and(|default| !default.is_null());
        let fits = if self.ty.is_non_null() && !variable.ty.is_non_null() {
            (default || self.has_default) && variable.ty.is_assignable_to(&self.ty.clone().nullable())
        } else {
            variable.ty.is_assignable_to(self.ty)
        };
        if fits {
            return Ok(());
        }
        let (name, own, expected) = (self.variable, &variable.ty, self.ty);
        let message = format!("Variable \"${name}\" of type \"{own}\" used in position expecting type \"{expected}\".");
        Err(Wrong { message, place: self.place })
    }
}

impl<'a> Values<'a> {
    fn new(schema: &'a Schema, facts: SchemaFacts) -> Self {
        Self { schema, facts, used: Vec::new(), spread: Vec::new() }
    }

    fn operation(&mut self, operation: &'a Operation) -> Result<(), Wrong> {
        self.directives(&operation.directives)?;
        for variable in &operation.variables {
            self.directives(&variable.directives)?;
            variable.default_value.iter().try_for_each(|default| self.value(default, &variable.ty, false))?;
        }
        self.selections(&operation.selection_set)
    }

    fn selections(&mut self, set: &'a SelectionSet) -> Result<(), Wrong> {
        for selection in &set.selections {
            self.directives(selection.directives())?;
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments, |name| field.definition.argument_by_name(name))?;
                    self.selections(&field.selection_set)?;
                }
                Selection::InlineFragment(fragment) => self.selections(&fragment.selection_set)?,
                Selection::FragmentSpread(fragment) => self.spread.push(&fragment.fragment_name),
            }
        }
        Ok(())
    }

    fn directives(&mut self, all: &'a [Node<Directive>]) -> Result<(), Wrong> {
        all.iter().try_for_each(|directive| {
            let definition = self.schema.directive_definitions.get(&directive.name);
            self.arguments(&directive.arguments, |name| definition?.argument_by_name(name))
        })
    }

    fn arguments(
        &mut self,
        all: &'a [Node<Argument>],
        definition: impl Fn(&str) -> Option<&'a Node<InputValueDefinition>>,
    ) -> Result<(), Wrong> {
        all.iter().try_for_each(|argument| match definition(&argument.name) {
            Some(definition) => self.value(&argument.value, &definition.ty, definition.default_value.is_some()),
            None => Ok(()),
        })
    }

    fn value(&mut self, value: &'a Node<Value>, ty: &'a Type, has_default: bool) -> Result<(), Wrong> {
        match value.as_ref() {
            Value::Null => Ok(()),
            Value::Variable(variable) => {
                self.used.push(Used { variable, place: value.location(), ty, has_default });
                Ok(())
            }
            Value::List(items) if ty.is_list() => {
                items.iter().try_for_each(|item| self.value(item, ty.item_type(), false))
            }
            _ => match self.schema.types.get(ty.inner_named_type()) {
                Some(ExtendedType::Scalar(scalar)) if !scalar.is_built_in() => self.scalar(value, &scalar.name),
                Some(ExtendedType::InputObject(object)) => {
                    let fields = value.as_object().unwrap_or_default();
                    let mut names = HashSet::with_capacity(fields.len());
                    fields.iter().try_for_each(|(name, inner)| {
                        if !names.insert(name) {
                            let message = format!("There can be only one input field named \"{name}\".");
                            return Err(Wrong { message, place: name.location() });
                        }
                        match object.fields.get(name) {
                            Some(field) => self.value(inner, &field.ty, field.default_value.is_some()),
                            None => Ok(()),
                        }
                    })
                }
                _ => Ok(()),
            },
        }
    }

    fn scalar(&self, value: &Node<Value>, name: &str) -> Result<(), Wrong> {
        let checked = constant(value).map_or(Ok(()), |constant| (self.facts.check_scalar)(name, &constant));
        checked.map_err(|reason| Wrong { message: format!("Invalid {name}: {reason}."), place: value.location() })
    }
}
