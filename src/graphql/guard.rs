//! Which field needs which scope: one table, from which the schema prints `@requiresScopes` and the planner takes what
//! it hands to the executor. A field that the viewer may not read is planned with that directive, which answers in the
//! resolver's place: the field is null, its error says `FORBIDDEN`, its neighbours live, and nothing is asked upstream.

use std::borrow::Cow;

use async_graphql::{
    Context, ContextDirective, CustomDirective, CustomDirectiveFactory, Result, ServerResult, Value,
    extensions::ResolveFut,
    indexmap::IndexMap,
    parser::types::Directive,
    registry::{
        __DirectiveLocation, Deprecation, MetaDirective, MetaDirectiveInvocation, MetaInputValue, MetaType, Registry,
    },
};

use super::{
    context::viewer,
    error::{ErrorCode, coded},
};
use crate::auth::Scope;

/// The directive, in the schema and in the executor's documents.
pub(super) const DIRECTIVE: &str = "requiresScopes";
const ARGUMENT: &str = "scopes";

/// The scope of each field that needs one, by type and field. Such a field must be nullable.
pub const FIELDS: &[(&str, &str, Scope)] = &[
    ("Query", "providers", Scope::ItemsRead),
    ("Query", "item", Scope::ItemsRead),
    ("Query", "search", Scope::ItemsRead),
    ("Query", "licenses", Scope::LicensesRead),
    ("Query", "transactions", Scope::LicensesRead),
    ("Query", "transaction", Scope::LicensesRead),
    ("Query", "transfers", Scope::LicensesRead),
    ("Query", "compDownloads", Scope::LicensesRead),
    ("Query", "quote", Scope::LicensesRead),
    ("Query", "purchase", Scope::LicensesRead),
    ("Query", "purchaseByIdempotencyKey", Scope::LicensesRead),
    ("Query", "purchases", Scope::LicensesRead),
    ("Query", "budget", Scope::AccountRead),
    ("Query", "budgets", Scope::AccountRead),
    ("Query", "auditLog", Scope::LedgerRead),
    ("Query", "invoices", Scope::InvoicesRead),
    ("Query", "invoice", Scope::InvoicesRead),
    ("Query", "generation", Scope::GenerationsCreate),
    ("Query", "generations", Scope::GenerationsCreate),
    ("Mutation", "licenseItem", Scope::LicensesBuy),
    ("Mutation", "licenseItems", Scope::LicensesBuy),
    ("Mutation", "approvePurchase", Scope::LicensesApprove),
    ("Mutation", "declinePurchase", Scope::LicensesApprove),
    ("Mutation", "transferLicense", Scope::TransfersWrite),
    ("Mutation", "createInvoice", Scope::InvoicesWrite),
    ("Mutation", "downloadComp", Scope::DownloadsComp),
    ("Mutation", "generateImage", Scope::GenerationsCreate),
    ("Subscription", "generationProgress", Scope::GenerationsCreate),
    ("Subscription", "purchaseProgress", Scope::LicensesRead),
    ("Viewer", "account", Scope::AccountRead),
    // From one part of the graph into another: who may be here may not yet be there.
    ("Item", "licenses", Scope::LicensesRead),
    ("Item", "ownership", Scope::LicensesRead),
    ("Transaction", "item", Scope::ItemsRead),
    ("Transaction", "invoice", Scope::InvoicesRead),
    ("PurchaseLine", "item", Scope::ItemsRead),
    ("PurchaseLine", "invoice", Scope::InvoicesRead),
    ("PurchaseLine", "generation", Scope::GenerationsCreate),
    ("QuoteLine", "item", Scope::ItemsRead),
    ("AuditEntry", "purchase", Scope::LicensesRead),
    ("AuditEntry", "item", Scope::ItemsRead),
    ("CompDownload", "item", Scope::ItemsRead),
    ("InvoiceItemLine", "item", Scope::ItemsRead),
    ("InvoiceItemLine", "license", Scope::LicensesRead),
    ("GeneratedImage", "item", Scope::ItemsRead),
    ("ItemUsage", "item", Scope::ItemsRead),
];

/// The scope of each type that `node` can reach. Not printed on the types: composed with other subgraphs, `Node` would
/// come to need all of them at once.
pub const NODES: &[(&str, Scope)] = &[
    ("Item", Scope::ItemsRead),
    ("License", Scope::LicensesRead),
    ("Transaction", Scope::LicensesRead),
    ("Transfer", Scope::LicensesRead),
    ("Purchase", Scope::LicensesRead),
    ("Invoice", Scope::InvoicesRead),
    ("CompDownload", Scope::LicensesRead),
    ("Generation", Scope::GenerationsCreate),
    ("User", Scope::AccountRead),
    ("Account", Scope::AccountRead),
];

/// The scope that a field needs.
pub fn scope(parent_type: &str, field: &str) -> Option<Scope> {
    FIELDS.iter().find(|(ty, name, _)| *ty == parent_type && *name == field).map(|(_, _, scope)| *scope)
}

/// Whether the viewer may have a thing of this type by its id. A type that is in no table is nobody's.
pub(super) fn may_reach(ctx: &Context<'_>, type_name: &str) -> Result<()> {
    match NODES.iter().find(|(ty, _)| *ty == type_name) {
        Some((_, scope)) if viewer(ctx).scopes.contains(*scope) => Ok(()),
        Some((_, scope)) => Err(coded(ErrorCode::Forbidden, forbidden(scope.as_str()))),
        None => Err(coded(ErrorCode::Forbidden, "This cannot be reached by its id.")),
    }
}

/// What is said of a field that needs a scope which the viewer has not.
pub(super) fn forbidden(scope: &str) -> String {
    format!("This needs the scope \"{scope}\".")
}

/// The directive's arguments.
pub(super) fn arguments(scope: Scope) -> (&'static str, Value) {
    (ARGUMENT, Value::List(vec![Value::List(vec![scope.as_str().into()])]))
}

/// `@requiresScopes`: printed on what needs a scope, and answering for it where it was refused.
pub(super) struct RequiresScopes;

impl CustomDirectiveFactory for RequiresScopes {
    fn name(&self) -> Cow<'static, str> {
        DIRECTIVE.into()
    }

    fn register(&self, registry: &mut Registry) {
        registry.add_directive(definition());
        for (ty, name, scope) in FIELDS {
            if let Some(MetaType::Object { fields, .. }) = registry.types.get_mut(*ty)
                && let Some(field) = fields.get_mut(*name)
            {
                field.directive_invocations.push(invocation(*scope));
            }
        }
    }

    fn create(&self, _: &ContextDirective<'_>, directive: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        let scopes = directive.get_argument(ARGUMENT).map(|value| value.node.to_string()).unwrap_or_default();
        Ok(Box::new(Refused { scope: scopes.trim_matches(['[', ']', '"']).to_owned() }))
    }
}

struct Refused {
    scope: String,
}

#[async_trait::async_trait]
impl CustomDirective for Refused {
    /// The resolver is not asked.
    async fn resolve_field(&self, ctx: &Context<'_>, _: ResolveFut<'_>) -> ServerResult<Option<Value>> {
        let error = coded(ErrorCode::Forbidden, forbidden(&self.scope)).into_server_error(ctx.item.pos);
        ctx.add_error(ctx.set_error_path(error));
        Ok(Some(Value::Null))
    }
}

fn invocation(scope: Scope) -> MetaDirectiveInvocation {
    let (name, value) = arguments(scope);
    MetaDirectiveInvocation { name: DIRECTIVE.to_owned(), args: IndexMap::from([(name.to_owned(), value)]) }
}

fn definition() -> MetaDirective {
    let argument = MetaInputValue {
        name: ARGUMENT.to_owned(),
        // The SDL has no place for it in the executor's printer, and must say what introspection says.
        description: None,
        ty: "[[String!]!]!".to_owned(),
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    };
    MetaDirective {
        name: DIRECTIVE.to_owned(),
        description: Some(
            "What a viewer's token must grant: one of these lists as a whole. Without it the field is null, with the error \
             `FORBIDDEN`."
                .to_owned(),
        ),
        locations: vec![__DirectiveLocation::FIELD_DEFINITION],
        args: IndexMap::from([(ARGUMENT.to_owned(), argument)]),
        is_repeatable: false,
        visible: None,
        composable: None,
    }
}

/// `docs/scopes.md`.
pub fn table() -> String {
    let mut table = "# Scopes\n\nWhat a token must grant, by field; `@requiresScopes` in the schema says the same. \
        A field without its scope is null, with\nthe error `FORBIDDEN`; its neighbours live. What is in no table needs no \
        scope of its own: whoever got that far may read on.\n\n| scope | lets a viewer |\n|---|---|\n"
        .to_owned();
    for scope in Scope::ALL {
        table.push_str(&format!("| `{scope}` | {} |\n", scope.meaning()));
    }
    table.push_str("\n| field | scope |\n|---|---|\n");
    for (ty, field, scope) in FIELDS {
        table.push_str(&format!("| `{ty}.{field}` | `{scope}` |\n"));
    }
    table.push_str("\n| by `node` and `nodes` | scope |\n|---|---|\n");
    for (ty, scope) in NODES {
        table.push_str(&format!("| `{ty}` | `{scope}` |\n"));
    }
    table
}
