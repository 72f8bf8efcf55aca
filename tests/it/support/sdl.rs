//! Documents made from the schema, so that a field that is added is asked for too.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{FieldDefinition, InputValueDefinition},
    schema::{Component, ExtendedType},
};

/// How many objects deep selections go, the root's included.
const DEPTH: usize = 4;
/// How many of a list are asked for.
const FIRST: &str = "2";
/// The argument by which a provider is chosen.
const PROVIDER: &str = "Provider";

/// The schema that is printed.
pub(crate) struct Sdl(Schema);

/// A root field.
pub(crate) struct RootField {
    pub(crate) name: String,
    /// The required arguments, which the caller knows how to fill.
    pub(crate) arguments: Vec<String>,
    /// Each way to choose a provider by what is optional: an argument and its value; none where there is no choice.
    pub(crate) choices: Vec<(String, String)>,
    ty: Name,
}

impl Sdl {
    pub(crate) fn new() -> Self {
        Self(Schema::parse(portico::graphql::schema::sdl(), "schema.graphql").unwrap())
    }

    /// The fields of `Query` or `Subscription`.
    pub(crate) fn roots(&self, root: &str) -> Vec<RootField> {
        let fields = &self.0.get_object(root).unwrap().fields;
        let root_field = |(name, field): (&Name, &Component<FieldDefinition>)| RootField {
            name: name.to_string(),
            arguments: required(field).map(|argument| argument.name.to_string()).collect(),
            choices: self.choices(field),
            ty: field.ty.inner_named_type().clone(),
        };
        fields.iter().map(root_field).collect()
    }

    /// An operation that asks for everything in a root field, with these values for its arguments; of an interface for one
    /// `member`, where it is named.
    pub(crate) fn document(
        &self,
        operation: &str,
        field: &RootField,
        values: &[(String, String)],
        member: Option<&str>,
    ) -> String {
        let mut path = vec![operation.to_owned()];
        let selection = match member {
            Some(member) => format!("{{ __typename ... on {member} {} }}", self.selection(member, &mut path)),
            None => self.selection(&field.ty, &mut path),
        };
        format!("{operation} {{ {}{} {selection} }}", field.name, listed(values))
    }

    /// Everything in a type that can be had without going round in circles; empty for a scalar.
    fn selection(&self, type_name: &str, path: &mut Vec<String>) -> String {
        let fields = match &self.0.types[type_name] {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(_) | ExtendedType::Union(_) => return self.each_of(type_name, path),
            _ => return String::new(),
        };
        path.push(type_name.to_owned());
        let mut selected = vec!["__typename".to_owned()];
        for (name, field) in fields {
            // The nodes are the same.
            if name == "edges" && fields.contains_key("nodes") {
                continue;
            }
            let inner = field.ty.inner_named_type();
            let is_leaf = matches!(self.0.types[inner], ExtendedType::Scalar(_) | ExtendedType::Enum(_));
            if !is_leaf && (path.len() > DEPTH || path.iter().any(|passed| passed == inner.as_str())) {
                continue;
            }
            let inside = self.selection(inner, path);
            let filled = self.filled(field);
            let choices = self.choices(field);
            // The same field may be of another type in another member, so each gets a name of its own.
            if choices.is_empty() {
                selected.push(format!("{type_name}_{name}: {name}{} {inside}", listed(&filled)));
            }
            for (nth, choice) in choices.into_iter().enumerate() {
                let values = [filled.as_slice(), &[choice]].concat();
                selected.push(format!("{type_name}_{name}_{nth}: {name}{} {inside}", listed(&values)));
            }
        }
        path.pop();
        format!("{{ {} }}", selected.join(" "))
    }

    fn each_of(&self, type_name: &str, path: &[String]) -> String {
        let members: Vec<String> = match &self.0.types[type_name] {
            ExtendedType::Union(union) => union.members.iter().map(ToString::to_string).collect(),
            _ => self.0.implementers_map()[type_name].objects.iter().map(ToString::to_string).collect(),
        };
        let each = members.iter().filter(|member| !path.contains(member));
        let each: Vec<_> =
            each.map(|member| format!("... on {member} {}", self.selection(member, &mut path.to_vec()))).collect();
        format!("{{ __typename {} }}", each.join(" "))
    }

    /// The arguments of a field inside: what must be said, and short lists.
    fn filled(&self, field: &FieldDefinition) -> Vec<(String, String)> {
        let short = field.arguments.iter().filter(|argument| argument.name == "first");
        let mut values: Vec<_> = short.map(|_| ("first".to_owned(), FIRST.to_owned())).collect();
        for argument in required(field) {
            let value = self.values(argument.ty.inner_named_type()).first().cloned();
            let value = value.unwrap_or_else(|| {
                panic!("say in tests/it/support/sdl.rs what `{}({}:)` is asked with", field.name, argument.name)
            });
            values.push((argument.name.to_string(), value));
        }
        values
    }

    /// Each way to choose a provider, by an optional argument or in one.
    fn choices(&self, field: &FieldDefinition) -> Vec<(String, String)> {
        let optional = field.arguments.iter().filter(|argument| !argument.is_required());
        let by_argument = optional.flat_map(|argument| {
            let ty = argument.ty.inner_named_type();
            let chosen: Vec<String> = match &self.0.types[ty] {
                _ if ty == PROVIDER && argument.ty.is_list() => self.each_provider(|name| format!("[{name}]")),
                _ if ty == PROVIDER => self.each_provider(str::to_owned),
                ExtendedType::InputObject(input) => {
                    let by = input.fields.values().find(|field| field.ty.inner_named_type() == PROVIDER);
                    by.map_or_else(Vec::new, |by| self.each_provider(|name| format!("{{ {}: {name} }}", by.name)))
                }
                _ => Vec::new(),
            };
            chosen.into_iter().map(|value| (argument.name.to_string(), value))
        });
        by_argument.collect()
    }

    fn each_provider(&self, say: impl Fn(&str) -> String) -> Vec<String> {
        self.values(PROVIDER).iter().map(|name| say(name)).collect()
    }

    /// The values of an enum.
    fn values(&self, ty: &str) -> Vec<String> {
        let ExtendedType::Enum(choices) = &self.0.types[ty] else { return Vec::new() };
        choices.values.keys().map(ToString::to_string).collect()
    }
}

fn listed(values: &[(String, String)]) -> String {
    let values: Vec<_> = values.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) }
}

fn required(field: &FieldDefinition) -> impl Iterator<Item = &Node<InputValueDefinition>> {
    field.arguments.iter().filter(|argument| argument.is_required())
}
