//! One operation, from request to answer. Every transport calls this.

use std::sync::Arc;

use async_graphql::{ObjectType, PathSegment, Request, Response, Schema, ServerError, SubscriptionType, Value};
use futures::StreamExt;

use super::{
    document::{Pipeline, PipelineOptions, Places, Plan, Points, Prepared, SchemaFacts, is_query, is_subscription},
    error::ErrorCode,
    federation::FromGateway,
    operation::{
        Answer, Answers, OperationContext, OperationRequest, Refused, RefusedReason, RequestError, TRANSPORT_NEEDED,
        Throttle,
    },
    persisted::PersistedDocuments,
};
use crate::{
    config::limits::LimitsConfig,
    domain::tenant::PerTenant,
    download::Links,
    generation::Generations,
    loaders::{Caches, Loaders},
    providers::{CallContext, CallMeter, Providers},
    purchase::Purchases,
    rates::{Exhausted, Rates, Whose},
};

/// What operations are answered from.
#[derive(Clone)]
pub struct Services {
    /// The configured providers.
    pub providers: Arc<Providers>,
    /// What is kept between operations, for each account; a tenant that has none is refused as a whole.
    pub caches: PerTenant<Arc<Caches>>,
    /// What makes purchases, where the ledger is open.
    pub purchases: Option<Purchases>,
    /// What follows jobs of the image generator, likewise.
    pub generations: Option<Generations>,
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
    rates: Rates,
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
        let (limits, persisted, rates) = (limits.clone(), PersistedDocuments::default(), Rates::default());
        Ok(Self { schema, pipeline, limits, services, persisted, rates })
    }

    /// The same, for viewers and tenants that may not ask as often as they like.
    #[must_use]
    pub fn with_rates(self, rates: Rates) -> Self {
        Self { rates, ..self }
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

    /// Runs one operation, or says why not. A subscription is begun when its answers are first asked for.
    pub async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer {
        let request_id = context.request_id.clone();
        let name = request.operation_name.as_deref().unwrap_or_default();
        match self.prepare(&request, &context).await {
            Err(refused) => {
                let code = refused.errors.first().map_or("", |error| error.code.as_str());
                tracing::info!(request_id = &*request_id, operation = name, code, "operation refused");
                Answer::Refused(refused)
            }
            Ok((ready, _)) if ready.plan.is_subscription() => Answer::Stream(self.stream(ready, context)),
            Ok((ready, throttle)) => {
                let (request, run) = self.begin(ready, throttle, context);
                let (response, upstream_calls) = run.finish(self.schema.execute(request).await);
                tracing::info!(
                    request_id = &*request_id,
                    operation = run.name,
                    points = run.points,
                    upstream_calls,
                    errors = response.errors.len(),
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
    ) -> Result<(Ready, Option<Throttle>), Refused> {
        let tenant = &context.viewer.tenant;
        let caches = self.services.caches.get(tenant).cloned().ok_or_else(|| {
            let message = format!("The tenant \"{tenant}\" has no account here.");
            refuse(RefusedReason::Forbidden, ErrorCode::Forbidden, &message)
        })?;
        let document = self.persisted.find(request)?;
        let prepared = self.pipeline.prepare(&document.text).await?;
        self.persisted.keep(&document);
        let operation = prepared.operation(request.operation_name.as_deref())?;
        if is_subscription(operation) && !context.streams {
            return Err(refuse(RefusedReason::Invalid, ErrorCode::BadUserInput, TRANSPORT_NEEDED));
        }
        if context.read_only && !is_query(operation) && !is_subscription(operation) {
            let message = "Only queries can be run by GET.";
            return Err(refuse(RefusedReason::OperationNotAllowed, ErrorCode::BadUserInput, message));
        }
        let plan = self.pipeline.plan(&prepared, operation, &request.variables, context.viewer.scopes)?;
        let Points(points) = plan.points;
        // Last: what is refused for any other reason costs nothing.
        let throttle =
            self.rates.take(&context.viewer, context.address, points).map_err(|empty| too_often(points, empty))?;
        Ok((Ready { prepared, plan, caches }, throttle))
    }

    fn begin(&self, ready: Ready, throttle: Option<Throttle>, context: OperationContext) -> (Request, Run) {
        let Ready { prepared, plan, caches } = ready;
        let tenant = context.viewer.tenant.clone();
        let meter = CallMeter::paced(self.limits.upstream_calls, self.rates.upstream(&tenant));
        let call = CallContext { request_id: context.request_id.clone(), tenant, meter: meter.clone() };
        let Services { providers, caches: _, purchases, generations, links } = self.services.clone();
        let loaders = Loaders::new(providers, caches, call);
        let mut request = Request::new(String::new())
            .data(loaders.clone())
            .data(links)
            .data(context.viewer)
            .data(FromGateway(context.from_gateway));
        if let Some(purchases) = purchases {
            request = request.data(purchases);
        }
        if let Some(generations) = generations {
            request = request.data(generations);
        }
        request.set_parsed_query(plan.document);
        let Points(points) = plan.points;
        let run = Run {
            prepared,
            places: plan.places,
            name: plan.name.unwrap_or_default(),
            points,
            throttle,
            request_id: context.request_id,
            most_errors: self.limits.errors,
            meter,
            loaders,
        };
        (request, run)
    }

    /// Each event is executed as an operation of its own: with its own upstream calls, and loaders that know nothing yet.
    /// Points were taken once, for the subscription.
    fn stream(&self, ready: Ready, context: OperationContext) -> Answers {
        let (request, run) = self.begin(ready, None, context);
        let events = self.schema.execute_stream(request);
        let subscription = Subscription { run, events: 0 };
        let answers = futures::stream::unfold((events, subscription), |(mut events, mut subscription)| async {
            let event = events.next().await?;
            subscription.events += 1;
            let (response, _) = subscription.run.finish(event);
            subscription.run.renew().await;
            Some((response, (events, subscription)))
        });
        answers.boxed()
    }
}

/// An operation that may run.
struct Ready {
    prepared: Arc<Prepared>,
    plan: Plan,
    /// Of the viewer's account.
    caches: Arc<Caches>,
}

/// What an operation's answers are finished with.
struct Run {
    prepared: Arc<Prepared>,
    places: Places,
    name: String,
    points: u64,
    throttle: Option<Throttle>,
    request_id: Arc<str>,
    most_errors: usize,
    meter: Arc<CallMeter>,
    loaders: Loaders,
}

impl Run {
    /// The response as clients see it, and the upstream calls that it took.
    fn finish(&self, mut response: Response) -> (Response, u32) {
        response.errors.truncate(self.most_errors);
        for error in &mut response.errors {
            self.places.locate(&self.prepared, error);
            mask(error, &self.request_id);
        }
        response.errors.sort_by(|a, b| path_of(a).cmp(&path_of(b)));
        let (points, calls) = (self.points, self.meter.made());
        let cost = match self.throttle {
            None => async_graphql::value!({ "points": points, "upstreamCalls": calls }),
            Some(Throttle { maximum_available, currently_available, restore_rate }) => async_graphql::value!({
                "points": points,
                "upstreamCalls": calls,
                "throttle": {
                    "maximumAvailable": maximum_available,
                    "currentlyAvailable": currently_available,
                    "restoreRate": restore_rate,
                },
            }),
        };
        response.extensions.insert("cost".to_owned(), cost);
        (response, calls)
    }

    /// Makes ready for the next event.
    async fn renew(&self) {
        self.meter.reset();
        self.loaders.forget().await;
    }
}

/// A subscription under way. Its line is written when it is dropped, so that one that is given up leaves its line too.
struct Subscription {
    run: Run,
    events: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let Run { name, points, request_id, .. } = &self.run;
        let events = self.events;
        tracing::info!(request_id = &**request_id, operation = name, points, events, "subscription ended");
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

fn too_often(points: u64, empty: Exhausted) -> Refused {
    let whose = match empty.whose {
        Whose::Viewer => "you have",
        Whose::Tenant => "your company has",
    };
    let left = empty.throttle.currently_available;
    let message = format!("The operation costs {points} points, and {whose} {left} left just now; ask more slowly.");
    refuse(RefusedReason::RateLimited(empty), ErrorCode::RateLimited, &message)
}

fn refuse(reason: RefusedReason, code: ErrorCode, message: &str) -> Refused {
    Refused { reason, errors: vec![RequestError { message: message.to_owned(), code, locations: Vec::new() }] }
}
