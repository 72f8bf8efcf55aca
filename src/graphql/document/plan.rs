//! Lays an operation out for the executor: `@skip` and `@include` decided, variables filled in, fragments resolved by
//! type, selections that share a response key merged. What the executor gets has fields and, below abstract types, one
//! inline fragment per object type; nothing is selected twice.

use std::iter;

use apollo_compiler::{
    Name, Node,
    ast::{self, Type},
    collections::HashSet,
    executable::{Field, Operation, OperationType, Selection, SelectionSet},
    schema::ExtendedType,
};
use async_graphql::{
    PathSegment, Pos, Positioned, ServerError, Value as ConstValue,
    indexmap::IndexMap,
    parser::types::{self as executor, ExecutableDocument},
};
use async_graphql_value::Value;

use super::{
    Pipeline, Prepared, limit, refused,
    variables::{Values, constant, name_of, number_of},
};
use crate::{
    auth::{Scope, Scopes},
    graphql::{
        error::ErrorCode,
        guard,
        operation::{Refused, RequestError},
    },
};

/// How long a list of objects is taken to be that has no `first`.
const PLAIN_LIST: u64 = 5;
/// How long a connection's page is taken to be where the schema names no default.
const DEFAULT_PAGE: u64 = 20;

/// What an operation costs, in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points(pub u64);

/// An operation, ready for the executor.
#[derive(Debug)]
pub struct Plan {
    /// What the executor runs. Positions in it are numbers of `fields`, not places in the text.
    pub document: ExecutableDocument,
    /// The operation's name, if it has one.
    pub name: Option<String>,
    /// What it costs at the most.
    pub points: Points,
    /// Where its fields stand.
    pub places: Places,
}

impl Plan {
    /// Whether the operation is a stream of answers.
    pub fn is_subscription(&self) -> bool {
        self.document.operations.iter().any(|(_, operation)| operation.node.ty == executor::OperationType::Subscription)
    }
}

/// Where the fields of a plan stand, for errors.
#[derive(Debug)]
pub struct Places(Vec<PlannedField>);

/// Where a planned field stands: in the text, and in the response.
#[derive(Debug)]
struct PlannedField {
    parent: Option<usize>,
    key: String,
    /// Of its first selection in the text.
    offset: usize,
    /// Of the selections that are merged into it.
    merged: Vec<usize>,
}

impl Places {
    /// Puts the client's positions and the whole response path into an error of the executor.
    pub fn locate(&self, prepared: &Prepared, error: &mut ServerError) {
        let Some(field) = error.locations.first().map(|place| place.column).filter(|&field| field < self.0.len())
        else {
            return;
        };
        let PlannedField { offset, merged, .. } = &self.0[field];
        error.locations = iter::once(offset).chain(merged).map(|&offset| prepared.position(offset)).collect();
        let mut keys = Vec::new();
        let mut next = Some(field);
        while let Some(index) = next {
            keys.push(&self.0[index].key);
            next = self.0[index].parent;
        }
        // A list through which an error passes cuts its path to the entry; the field itself knows the rest.
        let known = error.path.iter().filter(|segment| matches!(segment, PathSegment::Field(_))).count();
        error.path.extend(keys.into_iter().rev().skip(known).map(|key| PathSegment::Field(key.clone())));
    }
}

/// Plans an operation whose variables have these values, for a viewer with these scopes.
pub(super) fn plan(
    pipeline: &Pipeline,
    prepared: &Prepared,
    operation: &Operation,
    values: &Values,
    granted: Scopes,
) -> Result<Plan, Refused> {
    let mut planner = Planner { pipeline, prepared, values, granted, points: 0, fields: Vec::new() };
    let root = &operation.selection_set;
    let items = planner.selections(&root.ty, &[root], None, List { times: 1, page: None })?;
    let ty = match operation.operation_type {
        OperationType::Query => executor::OperationType::Query,
        OperationType::Mutation => executor::OperationType::Mutation,
        OperationType::Subscription => executor::OperationType::Subscription,
    };
    let definition = executor::OperationDefinition {
        ty,
        variable_definitions: Vec::new(),
        directives: Vec::new(),
        selection_set: at(0, executor::SelectionSet { items }),
    };
    let document = ExecutableDocument {
        operations: executor::DocumentOperations::Single(at(0, definition)),
        fragments: std::collections::HashMap::new(),
    };
    let allowed = pipeline.limits.cost;
    if planner.points > allowed {
        let message = format!("The operation may cost {} points; {allowed} are allowed.", planner.points);
        return Err(limit(ErrorCode::QueryTooComplex, message));
    }
    Ok(Plan {
        document,
        name: operation.name.as_ref().map(ToString::to_string),
        points: Points(planner.points),
        places: Places(planner.fields),
    })
}

/// How often a selection set is resolved, and how long the page is that it is part of.
#[derive(Clone, Copy)]
struct List {
    times: u64,
    page: Option<u64>,
}

struct Planner<'a> {
    pipeline: &'a Pipeline,
    prepared: &'a Prepared,
    values: &'a Values,
    granted: Scopes,
    points: u64,
    fields: Vec<PlannedField>,
}

/// Fields by response key, in the document's order.
type Collected<'a> = IndexMap<&'a Name, Vec<&'a Node<Field>>>;
type Selections = Vec<Positioned<executor::Selection>>;
type Arguments = Vec<(Positioned<async_graphql::Name>, Positioned<Value>)>;

impl<'a> Planner<'a> {
    /// The merged selections of `sets` on a value of type `ty`.
    fn selections(
        &mut self,
        ty: &Name,
        sets: &[&'a SelectionSet],
        parent: Option<usize>,
        list: List,
    ) -> Result<Selections, Refused> {
        if matches!(self.pipeline.schema.types.get(ty), Some(ExtendedType::Object(_))) {
            return self.object(ty, sets, parent, list);
        }
        // The executor could resolve an interface's fields as such, but forgets where they are when they fail.
        let mut items = Vec::new();
        let before = self.points;
        let mut dearest = before;
        for object in self.possible_types(ty) {
            // A value is of one type: what it costs is what its dearest type costs.
            self.points = before;
            let selected = self.object(object, sets, parent, list)?;
            dearest = dearest.max(self.points);
            if selected.is_empty() {
                continue;
            }
            let fragment = executor::InlineFragment {
                type_condition: Some(at(0, executor::TypeCondition { on: at(0, name_of(object)) })),
                directives: Vec::new(),
                selection_set: at(0, executor::SelectionSet { items: selected }),
            };
            items.push(at(0, executor::Selection::InlineFragment(at(0, fragment))));
        }
        self.points = dearest;
        Ok(items)
    }

    fn object(
        &mut self,
        ty: &Name,
        sets: &[&'a SelectionSet],
        parent: Option<usize>,
        list: List,
    ) -> Result<Selections, Refused> {
        let mut collected = Collected::new();
        let mut spread = HashSet::default();
        for set in sets {
            self.collect(ty, set, &mut collected, &mut spread)?;
        }
        collected.into_iter().map(|(key, fields)| self.field(ty, key, &fields, parent, list)).collect()
    }

    /// Section 6.3.2 of the specification.
    fn collect(
        &self,
        ty: &Name,
        set: &'a SelectionSet,
        collected: &mut Collected<'a>,
        spread: &mut HashSet<&'a Name>,
    ) -> Result<(), Refused> {
        for selection in &set.selections {
            if !self.included(selection.directives())? {
                continue;
            }
            match selection {
                Selection::Field(field) => collected.entry(field.response_key()).or_default().push(field),
                Selection::InlineFragment(fragment) => {
                    if fragment.type_condition.as_ref().is_none_or(|condition| self.applies(condition, ty)) {
                        self.collect(ty, &fragment.selection_set, collected, spread)?;
                    }
                }
                Selection::FragmentSpread(reference) => {
                    if !spread.insert(&reference.fragment_name) {
                        continue;
                    }
                    let fragment = self.prepared.document.fragments.get(&reference.fragment_name);
                    if let Some(fragment) = fragment.filter(|fragment| self.applies(fragment.type_condition(), ty)) {
                        self.collect(ty, &fragment.selection_set, collected, spread)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn possible_types(&self, ty: &Name) -> Vec<&'a Name> {
        let schema = &self.pipeline.schema;
        let objects = schema.types.iter().filter(|(_, definition)| definition.is_object());
        objects.map(|(name, _)| name).filter(|object| schema.is_subtype(ty, object)).collect()
    }

    fn applies(&self, condition: &Name, ty: &Name) -> bool {
        condition == ty || self.pipeline.schema.is_subtype(condition, ty)
    }

    fn included(&self, directives: &ast::DirectiveList) -> Result<bool, Refused> {
        for (name, wanted) in [("skip", false), ("include", true)] {
            let Some(condition) = directives.get(name).and_then(|directive| directive.arguments.first()) else {
                continue;
            };
            let holds = match self.literal(&condition.value) {
                Some(ConstValue::Boolean(holds)) => holds,
                _ => return Err(self.invalid(condition, "\"Boolean!\" must not be null.")),
            };
            if holds != wanted {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn field(
        &mut self,
        parent_type: &Name,
        key: &Name,
        fields: &[&'a Node<Field>],
        parent: Option<usize>,
        list: List,
    ) -> Result<Positioned<executor::Selection>, Refused> {
        let first = fields[0];
        let index = self.fields.len();
        let offset = offset_of(first);
        let merged = fields[1..].iter().map(|field| offset_of(field)).collect();
        self.fields.push(PlannedField { parent, key: key.to_string(), offset, merged });
        if !self.pipeline.options.introspection && matches!(first.name.as_str(), "__schema" | "__type") {
            return Err(refused(RequestError {
                message: "Introspection is not allowed.".to_owned(),
                code: ErrorCode::GraphqlValidationFailed,
                locations: vec![self.prepared.position(offset)],
            }));
        }
        let arguments = self.arguments(first, index)?;
        if let Some(scope) = self.refused_scope(parent_type, &first.name) {
            return self.forbidden(scope, (parent_type, key), first, index, arguments);
        }
        let inner = self.below(first, &arguments, list);
        if !parent_type.starts_with("__") {
            let weight = (self.pipeline.facts.weight)(parent_type, &first.name).saturating_mul(asked(&arguments));
            self.points = self.points.saturating_add(weight.saturating_mul(list.times));
        }
        let sets: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set).collect();
        let items = if first.selection_set.selections.is_empty() {
            Vec::new()
        } else {
            self.selections(first.ty().inner_named_type(), &sets, Some(index), inner)?
        };
        let field = executor::Field {
            alias: (key != &first.name).then(|| at(index, name_of(key))),
            name: at(index, name_of(&first.name)),
            arguments,
            directives: Vec::new(),
            selection_set: at(index, executor::SelectionSet { items }),
        };
        Ok(at(index, executor::Selection::Field(at(index, field))))
    }

    /// The scope that a field needs and the viewer has not.
    fn refused_scope(&self, parent_type: &str, field: &str) -> Option<Scope> {
        (self.pipeline.facts.scope)(parent_type, field).filter(|scope| !self.granted.contains(*scope))
    }

    /// A field that will be null: it costs nothing, and nothing below it is planned. Where there can be no null, in a
    /// stream, the operation as a whole is refused.
    fn forbidden(
        &self,
        scope: Scope,
        (parent_type, key): (&Name, &Name),
        field: &Field,
        index: usize,
        arguments: Arguments,
    ) -> Result<Positioned<executor::Selection>, Refused> {
        let streams = self.pipeline.schema.schema_definition.subscription.as_ref();
        if streams.is_some_and(|root| root.name == *parent_type) {
            let offset = self.fields[index].offset;
            return Err(refused(RequestError {
                message: guard::forbidden(scope.as_str()),
                code: ErrorCode::Forbidden,
                locations: vec![self.prepared.position(offset)],
            }));
        }
        let (argument, value) = guard::arguments(scope);
        let directive = executor::Directive {
            name: at(index, async_graphql::Name::new(guard::DIRECTIVE)),
            arguments: vec![(at(index, async_graphql::Name::new(argument)), at(index, value.into_value()))],
        };
        let field = executor::Field {
            alias: (key != &field.name).then(|| at(index, name_of(key))),
            name: at(index, name_of(&field.name)),
            arguments,
            directives: vec![at(index, directive)],
            selection_set: at(index, executor::SelectionSet { items: Vec::new() }),
        };
        Ok(at(index, executor::Selection::Field(at(index, field))))
    }

    /// How often what stands below this field is resolved.
    fn below(&self, field: &Field, arguments: &Arguments, list: List) -> List {
        let argument = |name: &str| arguments.iter().find(|(key, _)| key.node == name).map(|(_, value)| &value.node);
        let asked = match argument("first") {
            Some(Value::Number(number)) => Some(number.as_u64().unwrap_or(0)),
            _ => field.definition.argument_by_name("first").map(|definition| {
                let default = definition.default_value.as_ref().and_then(constant);
                match default {
                    Some(ConstValue::Number(number)) => number.as_u64().unwrap_or(DEFAULT_PAGE),
                    _ => DEFAULT_PAGE,
                }
            }),
        };
        if !field.ty().is_list() {
            // A connection: its lists are as long as its page.
            return List { times: list.times, page: asked };
        }
        let named = match argument("ids").or_else(|| argument("representations")) {
            Some(Value::List(ids)) => Some(ids.len() as u64),
            _ => None,
        };
        let length = asked.or(named).or(list.page).unwrap_or(PLAIN_LIST);
        List { times: list.times.saturating_mul(length), page: None }
    }

    fn arguments(&self, field: &Field, index: usize) -> Result<Arguments, Refused> {
        let mut arguments = Vec::with_capacity(field.arguments.len());
        for argument in &field.arguments {
            let Some(mut value) = self.literal(&argument.value) else { continue };
            if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                self.fit(&mut value, &definition.ty).map_err(|reason| self.invalid(argument, &reason))?;
            }
            arguments.push((at(index, name_of(&argument.name)), at(index, value.into_value())));
        }
        Ok(arguments)
    }

    fn invalid(&self, argument: &Node<ast::Argument>, reason: &str) -> Refused {
        let place = argument.location().map_or(0, |place| place.offset());
        refused(RequestError {
            message: format!("Argument \"{}\" has an invalid value: {reason}", argument.name),
            code: ErrorCode::BadUserInput,
            locations: vec![self.prepared.position(place)],
        })
    }

    /// The literal with variables filled in; `None` where a variable has no value, which means "not given".
    fn literal(&self, literal: &Node<ast::Value>) -> Option<ConstValue> {
        Some(match literal.as_ref() {
            ast::Value::Variable(name) => self.values.get(name)?.clone(),
            ast::Value::List(items) => {
                ConstValue::List(items.iter().map(|item| self.literal(item).unwrap_or_default()).collect())
            }
            ast::Value::Object(fields) => {
                let given = fields.iter().filter_map(|(name, value)| Some((name_of(name), self.literal(value)?)));
                ConstValue::Object(given.collect())
            }
            ast::Value::Int(number) => number_of(number.as_str()),
            _ => constant(literal)?,
        })
    }

    /// What validation leaves open: a null from a variable where none may stand, and numbers of other types.
    fn fit(&self, value: &mut ConstValue, ty: &Type) -> Result<(), String> {
        if matches!(value, ConstValue::Null) {
            return if ty.is_non_null() { Err(format!("\"{ty}\" must not be null.")) } else { Ok(()) };
        }
        if let Type::List(inner) | Type::NonNullList(inner) = ty {
            return match value {
                ConstValue::List(items) => items.iter_mut().try_for_each(|item| self.fit(item, inner)),
                single => self.fit(single, inner),
            };
        }
        let name = ty.inner_named_type();
        match (name.as_str(), &mut *value) {
            ("ID", ConstValue::Number(number)) => *value = ConstValue::String(number.to_string()),
            ("Float", ConstValue::String(digits)) => {
                *value = digits.parse().map_or(ConstValue::Null, |float: f64| ConstValue::from(float));
            }
            // Postgres keeps no such text: a purchase could not be recorded, or a refusal not be told in the audit log.
            (_, ConstValue::String(text)) if text.contains('\0') => {
                return Err("it holds the character U+0000.".to_owned());
            }
            (_, ConstValue::Object(fields)) => {
                let Some(ExtendedType::InputObject(object)) = self.pipeline.schema.types.get(name) else {
                    return Ok(());
                };
                for (name, inner) in fields {
                    if let Some(field) = object.fields.get(name.as_str()) {
                        self.fit(inner, &field.ty)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// How many providers a field asks.
fn asked(arguments: &Arguments) -> u64 {
    match arguments.iter().find(|(name, _)| name.node == "providers").map(|(_, value)| &value.node) {
        Some(Value::List(providers)) => (providers.len() as u64).max(1),
        _ => 1,
    }
}

fn offset_of(field: &Node<Field>) -> usize {
    field.location().map_or(0, |place| place.offset())
}

/// A node of the executor's document; `field` is found again in the errors.
fn at<T>(field: usize, node: T) -> Positioned<T> {
    Positioned::new(node, Pos { line: 0, column: field })
}
