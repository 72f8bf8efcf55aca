//! One operation, from request to answer. Every transport calls this.

use std::sync::Arc;

use async_graphql::{ObjectType, PathSegment, Request, Response, Schema, ServerError, SubscriptionType, Value};

use super::{
    document::{Pipeline, PipelineOptions, Plan, Points, Prepared, SchemaFacts, is_query, is_subscription},
    error::ErrorCode,
    federation::FromGateway,
    operation::{Answer, OperationContext, OperationRequest, Refused, RefusedReason, RequestError},
    persisted::PersistedDocuments,
};
use crate::{
    cache::Tenant,
    config::limits::LimitsConfig,
    download::Links,
    loaders::{Caches, Loaders},
    providers::{CallContext, CallMeter, Providers},
    purchase::Purchases,
};

/// What operations are answered from.
#[derive(Clone)]
pub struct Services {
    /// The configured providers.
    pub providers: Arc<Providers>,
    /// What is kept between operations.
    pub caches: Arc<Caches>,
    /// What makes purchases, where the ledger is open.
    pub purchases: Option<Purchases>,
    /// Makes links to files.
    pub links: Arc<Links>,
}

/// Answers operations on a schema.
pub struct Endpoint<Q, M, S> {
    schema: Schema<Q, M, S>,
    pipeline: Pipeline,
    limits: LimitsConfig,
    services: Services,
    persisted: PersistedDocuments,
}

impl<Q, M, S> Endpoint<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// An endpoint for `schema`, whose documents are checked against `sdl`.
    ///
    /// # Errors
    /// When `sdl` is not a valid schema.
    pub fn new(
        schema: Schema<Q, M, S>,
        sdl: &str,
        facts: SchemaFacts,
        limits: &LimitsConfig,
        options: PipelineOptions,
        services: Services,
    ) -> Result<Self, String> {
        let pipeline = Pipeline::new(sdl, facts, limits.clone(), options)?;
        Ok(Self { schema, pipeline, limits: limits.clone(), services, persisted: PersistedDocuments::default() })
    }

    /// The same, with documents that requests may name. The trusted ones are prepared here and now; one that does not
    /// fit the schema any more is logged, and refused whenever it is asked for.
    pub async fn with_persisted(mut self, persisted: PersistedDocuments) -> Self {
        for text in persisted.trusted().texts() {
            if let Err(refused) = self.pipeline.prepare(text).await {
                let reason = refused.errors.first().map_or("", |error| &error.message);
                tracing::warn!(document = %text.chars().take(200).collect::<String>(), "a trusted document does not fit: {reason}");
            }
        }
        self.persisted = persisted;
        self
    }

    /// Runs one operation, or says why not.
    pub async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer {
        let request_id = context.request_id.clone();
        let name = request.operation_name.as_deref().unwrap_or_default();
        match self.prepare(&request, &context).await {
            Err(refused) => {
                let code = refused.errors.first().map_or("", |error| error.code.as_str());
                tracing::info!(request_id = &*request_id, operation = name, code, "operation refused");
                Answer::Refused(refused)
            }
            Ok((prepared, plan)) => {
                let name = plan.name.clone().unwrap_or_default();
                let Points(points) = plan.points;
                let (response, calls) = self.execute(&prepared, plan, context).await;
                let errors = response.errors.len();
                tracing::info!(
                    request_id = &*request_id,
                    operation = name,
                    points,
                    upstream_calls = calls,
                    errors,
                    "operation executed"
                );
                Answer::Executed(response)
            }
        }
    }

    async fn prepare(
        &self,
        request: &OperationRequest,
        context: &OperationContext,
    ) -> Result<(Arc<Prepared>, Plan), Refused> {
        let document = self.persisted.find(request)?;
        let prepared = self.pipeline.prepare(&document.text).await?;
        self.persisted.keep(&document);
        let operation = prepared.operation(request.operation_name.as_deref())?;
        if is_subscription(operation) {
            let message = "Subscriptions need a transport that streams.";
            return Err(refuse(RefusedReason::Invalid, ErrorCode::BadUserInput, message));
        }
        if context.read_only && !is_query(operation) {
            let message = "Only queries can be run by GET.";
            return Err(refuse(RefusedReason::OperationNotAllowed, ErrorCode::BadUserInput, message));
        }
        let plan = self.pipeline.plan(&prepared, operation, &request.variables)?;
        Ok((prepared, plan))
    }

    async fn execute(&self, prepared: &Prepared, plan: Plan, context: OperationContext) -> (Response, u32) {
        let meter = CallMeter::new(self.limits.upstream_calls);
        let call = CallContext { request_id: context.request_id.clone(), meter: meter.clone() };
        let Services { providers, caches, purchases, links } = self.services.clone();
        let loaders = Loaders::new(providers, caches, call, Tenant(context.viewer.tenant.clone()));
        let mut request = Request::new(String::new())
            .data(loaders)
            .data(links)
            .data(context.viewer)
            .data(FromGateway(context.from_gateway));
        if let Some(purchases) = purchases {
            request = request.data(purchases);
        }
        request.set_parsed_query(plan.document);
        let mut response = self.schema.execute(request).await;
        response.errors.truncate(self.limits.errors);
        for error in &mut response.errors {
            plan.places.locate(prepared, error);
            mask(error, &context.request_id);
        }
        response.errors.sort_by(|a, b| path_of(a).cmp(&path_of(b)));
        let Points(points) = plan.points;
        let calls = meter.made();
        let cost = async_graphql::value!({ "points": points, "upstreamCalls": calls });
        response.extensions.insert("cost".to_owned(), cost);
        (response, calls)
    }
}

/// Errors come in the order in which fields happened to fail; a client shall get them in an order that repeats itself.
fn path_of(error: &ServerError) -> Vec<(usize, &str)> {
    let step = |segment| match segment {
        &PathSegment::Index(index) => (index, ""),
        PathSegment::Field(key) => (0, key.as_str()),
    };
    error.path.iter().map(step).collect()
}

/// An error without a code of ours is a fault of ours: what it says is for the log alone.
fn mask(error: &mut ServerError, request_id: &str) {
    let coded = error.extensions.as_ref().and_then(|values| values.get("code")).is_some();
    if coded {
        return;
    }
    tracing::error!(request_id, error = %error.message, path = ?error.path, "a field failed for an internal reason");
    "Internal error.".clone_into(&mut error.message);
    let mut values = extensions_with(ErrorCode::Internal);
    std::mem::swap(error.extensions.get_or_insert_default(), &mut values);
}

fn extensions_with(code: ErrorCode) -> async_graphql::ErrorExtensionValues {
    let mut values = async_graphql::ErrorExtensionValues::default();
    values.set("code", Value::from(code.as_str()));
    values
}

fn refuse(reason: RefusedReason, code: ErrorCode, message: &str) -> Refused {
    Refused { reason, errors: vec![RequestError { message: message.to_owned(), code, locations: Vec::new() }] }
}
