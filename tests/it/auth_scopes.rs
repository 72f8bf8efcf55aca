//! Scopes: the schema, the table and what happens agree, field by field.

use std::collections::{HashMap, HashSet, VecDeque};

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Type, Value as Literal},
    schema::{ExtendedType, FieldDefinition},
    validation::Valid,
};
use async_graphql::parser::types::{DocumentOperations, Selection, SelectionSet};
use portico::{
    auth::{self, Grant, Scope, Scopes},
    clock::Clock,
    config::{Config, limits::LimitsConfig},
    domain::id::NodeId,
    graphql::{
        document::{Pipeline, PipelineOptions},
        guard::{self, FIELDS, NODES},
        schema,
    },
};
use serde_json::{Map, Value, json};

use crate::support::{
    app::{TestApp, config},
    raw::Request,
};

/// Fields of the roots that need no scope of their own: `node` and `nodes` ask for that of what they reach.
const OPEN: [(&str, &str); 3] = [("Query", "node"), ("Query", "nodes"), ("Query", "viewer")];

fn served() -> Valid<Schema> {
    Schema::parse_and_validate(schema::sdl(), "schema.graphql").unwrap()
}

fn all_but(scope: Scope) -> Scopes {
    Scope::ALL.into_iter().filter(|other| *other != scope).collect()
}

/// Every field of every object type: type, name, definition.
fn fields(schema: &Schema) -> Vec<(&Name, &Name, &FieldDefinition)> {
    let objects = schema.types.values().filter_map(|definition| match definition {
        ExtendedType::Object(object) if !object.name.starts_with("__") => Some(object),
        _ => None,
    });
    objects.flat_map(|object| object.fields.iter().map(|(name, field)| (&object.name, name, &***field))).collect()
}

/// What `@requiresScopes` says: one list of one scope.
fn printed(directives: &apollo_compiler::ast::DirectiveList) -> Option<String> {
    let argument = directives.get("requiresScopes")?.specified_argument_by_name("scopes")?.clone();
    Some(argument.as_list().unwrap()[0].as_list().unwrap()[0].as_str().unwrap().to_owned())
}

/// The type behind connections, their entries and the like: what a field is about.
fn about(schema: &Schema, ty: &str) -> HashSet<String> {
    let mut found = HashSet::from([ty.to_owned()]);
    if let Some(ExtendedType::Object(object)) = schema.types.get(ty)
        && (ty.ends_with("Connection") || ty.ends_with("Edge"))
    {
        for field in object.fields.values() {
            found.extend(about(schema, field.ty.inner_named_type()));
        }
    }
    found
}

#[test]
fn the_schema_prints_the_table_and_guarded_fields_can_be_null() {
    let schema = served();
    let mut seen = 0;
    for (ty, name, field) in fields(&schema) {
        let expected = guard::scope(ty, name);
        let directives = apollo_compiler::ast::DirectiveList(field.directives.to_vec());
        assert_eq!(printed(&directives), expected.map(|scope| scope.to_string()), "{ty}.{name}");
        // A subscription without its scope is refused as a whole: it never answers null.
        let may_be_null = !field.ty.is_non_null() || ty == "Subscription";
        assert!(expected.is_none() || may_be_null, "{ty}.{name} needs a scope and cannot be null");
        seen += usize::from(expected.is_some());
    }
    assert_eq!(seen, FIELDS.len(), "the table names a field that is not there");
}

#[test]
fn there_is_no_way_round() {
    let schema = served();
    let of_type: HashMap<_, _> = NODES.iter().copied().collect();
    for (ty, name, field) in fields(&schema) {
        let guarded = guard::scope(ty, name);
        let root = ["Query", "Mutation", "Subscription"].contains(&ty.as_str());
        assert!(
            !root || guarded.is_some() || OPEN.contains(&(ty.as_str(), name.as_str())),
            "{ty}.{name} is open to all"
        );
        // Whoever is inside a type has its scope; what leads to a type from elsewhere must ask for it.
        let connection = ty.ends_with("Connection") || ty.ends_with("Edge");
        for reached in about(&schema, field.ty.inner_named_type()) {
            let Some(needed) = of_type.get(reached.as_str()) else { continue };
            let inside = of_type.get(ty.as_str()) == Some(needed) || (!root && same_part(ty, *needed));
            assert!(
                guarded == Some(*needed) || inside || connection,
                "{ty}.{name} leads to {reached} without {needed}"
            );
        }
    }
    let nodes: HashSet<_> = schema.implementers_map()["Node"].objects.iter().map(|name| name.to_string()).collect();
    assert_eq!(nodes, NODES.iter().map(|(ty, _)| (*ty).to_owned()).collect());
    // The planner looks fields up by the type they are selected on.
    for definition in schema.types.values() {
        if let ExtendedType::Interface(interface) = definition {
            for name in interface.fields.keys() {
                assert!(!FIELDS.iter().any(|(_, field, _)| *field == name.as_str()), "{}.{name}", interface.name);
            }
        }
    }
}

/// Types that hang below those of a scope and are reached from nowhere else.
fn same_part(ty: &str, scope: Scope) -> bool {
    match ty {
        "Ownership" | "PurchaseLine" | "Quote" | "QuoteLine" => scope == Scope::LicensesRead,
        // Whoever may do it may see what came of it, and what stood in its way.
        outcome => outcome.ends_with("Payload") || outcome.ends_with("Error") || outcome == "QuoteRefusal",
    }
}

/// A document that selects this field, by the shortest way from a root.
fn way_to(schema: &Schema, ty: &str, field: &str) -> String {
    let root = schema.schema_definition.iter_root_operations();
    let mut queue: VecDeque<(Name, Vec<String>)> =
        root.map(|(operation, root)| (root.name.clone(), vec![operation.to_string()])).collect();
    let mut seen = HashSet::new();
    while let Some((at, way)) = queue.pop_front() {
        if !seen.insert(at.clone()) {
            continue;
        }
        if at == ty {
            let ExtendedType::Object(object) = &schema.types[&at] else { panic!("{ty} is no object") };
            let mut document = selection(schema, field, &object.fields[field]);
            if is_composite(schema, object.fields[field].ty.inner_named_type()) {
                document.push_str(" { __typename }");
            }
            return way.iter().rev().fold(document, |inner, step| match step.as_str() {
                // A subscription has one root field, and it is not `__typename`.
                "subscription" => format!("{step} {{ {inner} }}"),
                step => format!("{step} {{ __typename {inner} }}"),
            });
        }
        let step = |to: &Name, by: String| (to.clone(), way.iter().cloned().chain([by]).collect());
        match &schema.types[&at] {
            ExtendedType::Object(object) => {
                queue.extend(object.fields.iter().map(|(name, definition)| {
                    step(definition.ty.inner_named_type(), selection(schema, name, definition))
                }))
            }
            ExtendedType::Interface(_) | ExtendedType::Union(_) => {
                let objects = schema.types.keys().filter(|object| schema.is_subtype(&at, object));
                queue.extend(objects.map(|object| step(object, format!("... on {object}"))));
            }
            _ => {}
        }
    }
    panic!("no way to {ty}.{field}")
}

fn is_composite(schema: &Schema, ty: &str) -> bool {
    matches!(schema.types.get(ty), Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)))
}

/// A field with something for each argument that must be there.
fn selection(schema: &Schema, name: &str, field: &FieldDefinition) -> String {
    let needed: Vec<_> = field.arguments.iter().filter(|argument| argument.is_required()).collect();
    let given = needed.iter().map(|argument| format!("{}: {}", argument.name, something(schema, &argument.ty)));
    let given = given.collect::<Vec<_>>().join(" ");
    if given.is_empty() { name.to_owned() } else { format!("{name}({given})") }
}

fn something(schema: &Schema, ty: &Type) -> String {
    if ty.is_list() {
        return "[]".to_owned();
    }
    match &schema.types[ty.inner_named_type()] {
        ExtendedType::Enum(values) => values.values.keys().next().unwrap().to_string(),
        ExtendedType::InputObject(object) => {
            let needed = object.fields.values().filter(|field| field.is_required());
            let given = needed.map(|field| format!("{}: {}", field.name, something(schema, &field.ty)));
            format!("{{ {} }}", given.collect::<Vec<_>>().join(" "))
        }
        _ => match ty.inner_named_type().as_str() {
            "Int" | "BigInt" => "1".to_owned(),
            "Boolean" => "true".to_owned(),
            "Decimal" => "\"1.00\"".to_owned(),
            _ => "\"x\"".to_owned(),
        },
    }
}

/// The fields that the executor is told to refuse, by name.
fn refused(set: &SelectionSet) -> Vec<String> {
    let mut found = Vec::new();
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                if !field.node.directives.is_empty() {
                    assert!(field.node.selection_set.node.items.is_empty(), "nothing below it is run");
                    found.push(field.node.name.node.to_string());
                }
                found.extend(refused(&field.node.selection_set.node));
            }
            Selection::InlineFragment(fragment) => found.extend(refused(&fragment.node.selection_set.node)),
            Selection::FragmentSpread(_) => panic!("the planner resolves them"),
        }
    }
    found
}

/// What of a document the executor is told to refuse to a viewer with these scopes.
async fn planned(pipeline: &Pipeline, document: &str, granted: Scopes) -> Vec<String> {
    let prepared = pipeline.prepare(document).await.unwrap_or_else(|refused| panic!("{document}: {refused:?}"));
    let operation = prepared.operation(None).unwrap();
    match pipeline.plan(&prepared, operation, &Map::new(), granted) {
        Ok(plan) => match plan.document.operations {
            DocumentOperations::Single(operation) => refused(&operation.node.selection_set.node),
            DocumentOperations::Multiple(_) => panic!("a plan is of one operation"),
        },
        // A stream has no place for a null.
        Err(refused) => {
            assert!(document.starts_with("subscription"), "{document}: {refused:?}");
            vec![document.split(['{', '(', ' ']).filter(|word| !word.is_empty()).nth(1).unwrap().to_owned()]
        }
    }
}

#[tokio::test]
async fn each_guarded_field_is_refused_without_its_scope_and_with_it_is_not() {
    let schema = served();
    let options = PipelineOptions { introspection: true, suggestions: true };
    let pipeline = Pipeline::new(&schema::sdl(), schema::facts(), LimitsConfig::default(), options).unwrap();
    for (ty, field, scope) in FIELDS {
        let document = way_to(&schema, ty, field);
        assert_eq!(planned(&pipeline, &document, Scopes::all()).await, Vec::<String>::new(), "{document}");
        let refused = planned(&pipeline, &document, all_but(*scope)).await;
        // Where the way leads through another field of the same scope, that one is refused, and all below it.
        assert_eq!(refused.len(), 1, "{document}: {refused:?}");
        let only: Scopes = [*scope].into_iter().collect();
        assert!(!planned(&pipeline, &document, only).await.contains(&(*field).to_owned()), "{document}");
        if refused[0] != *field {
            let direct = format!("{{ node(id: \"x\") {{ ... on {ty} {{ {field} {{ __typename }} }} }} }}");
            assert_eq!(planned(&pipeline, &direct, all_but(*scope)).await, [*field], "{direct}");
        }
    }
}

/// An application, and tokens for it.
struct World {
    app: TestApp,
    config: Config,
}

impl World {
    async fn new() -> Self {
        Self::with(config()).await
    }

    async fn with(config: Config) -> Self {
        let app = TestApp::with(config.clone()).await;
        let config = Config { data_dir: app.data_dir().to_owned(), ..config };
        Self { app, config }
    }

    async fn answer(&self, document: &str, scopes: Scopes) -> Value {
        let grant = Grant {
            subject: "ann".into(),
            name: None,
            scopes,
            tenant: "default".into(),
            team: None,
            lifetime: std::time::Duration::from_secs(600),
        };
        let token = auth::mint(&self.config, &grant, &Clock::system()).unwrap();
        let request = Request::query(document).header("authorization", format!("Bearer {token}"));
        self.app.send(request).await.json()
    }
}

fn forbidden(scope: Scope, path: Value) -> Value {
    json!({
        "message": format!("This needs the scope \"{scope}\"."),
        "path": path,
        "extensions": { "code": "FORBIDDEN" },
    })
}

fn without_places(answer: &Value) -> Vec<Value> {
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    errors
        .into_iter()
        .map(|mut error| {
            assert!(error.as_object_mut().unwrap().shift_remove("locations").is_some());
            error
        })
        .collect()
}

#[tokio::test]
async fn a_forbidden_root_field_is_null_its_neighbours_live_and_nobody_is_asked() {
    let world = World::new().await;
    let schema = served();
    for (ty, field, scope) in FIELDS.iter().filter(|(ty, ..)| ["Query", "Mutation"].contains(ty)) {
        let ExtendedType::Object(root) = &schema.types[*ty] else { panic!("no {ty}") };
        let selected = selection(&schema, field, &root.fields[*field]);
        let operation = ty.to_lowercase();
        let document = format!("{operation} {{ neighbour: __typename it: {selected} {{ __typename }} }}");
        let answer = world.answer(&document, all_but(*scope)).await;
        assert_eq!(answer["data"], json!({ "neighbour": ty, "it": null }), "{document}");
        assert_eq!(without_places(&answer), [forbidden(*scope, json!(["it"]))], "{document}");
        let answer = world.answer(&document, Scopes::all()).await;
        assert!(without_places(&answer).iter().all(|error| error["extensions"]["code"] != "FORBIDDEN"), "{answer}");
    }
    world.app.forget_calls().await;
    let nothing =
        "{ search(query: \"fox\") { totalCount } licenses { id } invoices { totalCount } viewer { account { id } } }";
    let answer = world.answer(nothing, Scopes::default()).await;
    let expected = json!({ "search": null, "licenses": null, "invoices": null, "viewer": { "account": null } });
    assert_eq!(answer["data"], expected);
    assert_eq!((without_places(&answer).len(), world.app.calls().await.len()), (4, 0));
    world.app.shutdown().await;
}

#[tokio::test]
async fn inside_lists_each_forbidden_field_is_null_by_itself() {
    let world = World::new().await;
    let document =
        "{ search(query: \"fox\", first: 2) { nodes { id mine: ownership { owned } licenses { id } title } } }";
    let answer = world.answer(document, [Scope::ItemsRead].into_iter().collect()).await;
    for node in answer["data"]["search"]["nodes"].as_array().unwrap() {
        assert_eq!((&node["mine"], &node["licenses"]), (&Value::Null, &Value::Null));
        assert!(node["id"].is_string() && node["title"].is_string());
    }
    let at = |index: usize, key: &str| forbidden(Scope::LicensesRead, json!(["search", "nodes", index, key]));
    assert_eq!(without_places(&answer), [at(0, "licenses"), at(0, "mine"), at(1, "licenses"), at(1, "mine")]);
    assert_eq!(world.app.commands().await, ["search"]);
    let document = "{ transactions(first: 2) { nodes { id item { title } invoice { number } } } }";
    let answer = world.answer(document, [Scope::LicensesRead].into_iter().collect()).await;
    let nodes = answer["data"]["transactions"]["nodes"].as_array().unwrap();
    assert!(nodes.iter().all(|node| node["id"].is_string() && node["item"].is_null() && node["invoice"].is_null()));
    assert_eq!(without_places(&answer).len(), 4);
    world.app.shutdown().await;
}

#[tokio::test]
async fn an_id_opens_nothing_that_its_type_does_not() {
    let world = World::new().await;
    let document =
        "{ search(query: \"fox\", first: 1) { nodes { id } } licenses { id } invoices(first: 1) { nodes { id } }
        transactions(first: 1) { nodes { id } } viewer { account { id user { id } } } }";
    let data = world.answer(document, Scopes::all()).await["data"].take();
    let ids = ["/search/nodes/0/id", "/licenses/0/id", "/invoices/nodes/0/id", "/transactions/nodes/0/id"];
    let ids = ids.into_iter().chain(["/viewer/account/id", "/viewer/account/user/id"]);
    for id in ids.map(|place| data.pointer(place).and_then(Value::as_str).unwrap_or_else(|| panic!("{place}"))) {
        let ty = NodeId::decode(id).unwrap().type_name();
        let scope = NODES.iter().find(|(name, _)| *name == ty).unwrap().1;
        let document =
            format!("{{ node(id: \"{id}\") {{ id }} nodes(ids: [\"{id}\"]) {{ id }} viewer {{ subject }} }}");
        let answer = world.answer(&document, all_but(scope)).await;
        assert_eq!(answer["data"], json!({ "node": null, "nodes": [null], "viewer": { "subject": "ann" } }), "{ty}");
        let expected = [forbidden(scope, json!(["node"])), forbidden(scope, json!(["nodes", 0]))];
        assert_eq!(without_places(&answer), expected, "{ty}");
        let answer = world.answer(&document, [scope].into_iter().collect()).await;
        assert_eq!(answer["data"]["node"]["id"], Value::from(id), "{answer}");
    }
    world.app.shutdown().await;
}

#[tokio::test]
async fn a_gateway_reaches_no_more_than_its_viewer() {
    let mut config = config();
    config.graphql.federation = true;
    let world = World::with(config).await;
    let item = world.answer("{ search(query: \"fox\", first: 1) { nodes { id } } }", Scopes::all()).await;
    let id = item["data"]["search"]["nodes"][0]["id"].as_str().unwrap();
    let entity = format!("{{ __typename: \"Item\", id: \"{id}\" }}");
    let document = format!(
        "{{ _entities(representations: [{entity}]) {{ ... on Item {{ id licenses {{ id }} }} }} licenses {{ id }} }}"
    );
    let answer = world.answer(&document, all_but(Scope::ItemsRead)).await;
    assert_eq!(answer["data"]["_entities"], json!([null]));
    assert_eq!(without_places(&answer), [forbidden(Scope::ItemsRead, json!(["_entities", 0]))]);
    let answer = world.answer(&document, all_but(Scope::LicensesRead)).await;
    assert_eq!(answer["data"], json!({ "_entities": [{ "id": id, "licenses": null }], "licenses": null }));
    assert_eq!(without_places(&answer).len(), 2);
    world.app.shutdown().await;
}

#[tokio::test]
async fn whoever_has_no_token_may_do_what_is_configured() {
    let mut config = config();
    config.auth.anonymous_scopes = Some(vec!["account:read".to_owned()]);
    let app = TestApp::with(config).await;
    let answer = app.answer("{ viewer { subject scopes } licenses { id } }", json!({})).await;
    let expected = json!({ "viewer": { "subject": "developer", "scopes": ["account:read"] }, "licenses": null });
    assert_eq!(answer["data"], expected);
    assert_eq!(without_places(&answer), [forbidden(Scope::LicensesRead, json!(["licenses"]))]);
    app.shutdown().await;
}

/// Literals are compared as the schema's parser reads them.
#[test]
fn the_directive_is_defined_as_it_is_used() {
    let schema = served();
    let definition = &schema.directive_definitions["requiresScopes"];
    assert_eq!(definition.arguments[0].ty.to_string(), "[[String!]!]!");
    let lists: Vec<&Node<Literal>> = fields(&schema)
        .iter()
        .filter_map(|(_, _, field)| field.directives.get("requiresScopes")?.specified_argument_by_name("scopes"))
        .collect();
    assert!(lists.iter().all(|list| list.as_list().is_some_and(|outer| outer.len() == 1)));
}
