//! Fields that may fail without blanking their neighbours.

use std::{borrow::Cow, fmt};

use async_graphql::{
    ContextSelectionSet, Error, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry,
};

/// The outcome of a nullable field: a value, nothing, or an error that nulls this field alone.
///
/// A resolver that returns `Result<Option<T>>` fails its whole parent in async-graphql 7.0, against the specification.
pub struct Nullable<T>(Result<Option<T>, Error>);

impl<T, E: Into<Error>> From<Result<Option<T>, E>> for Nullable<T> {
    fn from(outcome: Result<Option<T>, E>) -> Self {
        Self(outcome.map_err(Into::into))
    }
}

impl<T> Nullable<T> {
    /// A value that could be had, or not, for sure.
    pub fn ok(value: Option<T>) -> Self {
        Self(Ok(value))
    }

    /// The outcome itself.
    pub(super) fn into_inner(self) -> Result<Option<T>, Error> {
        self.0
    }

    /// The outcome of a read that always gives a value where it succeeds.
    pub fn some<E: Into<Error>>(outcome: Result<T, E>) -> Self {
        Self(outcome.map(Some).map_err(Into::into))
    }
}

impl<T: fmt::Debug> fmt::Debug for Nullable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: OutputType> OutputType for Nullable<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::type_name().to_string()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        T::type_name().to_string()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let resolved = match &self.0 {
            Ok(None) => return Ok(Value::Null),
            Ok(Some(value)) => value.resolve(ctx, field).await,
            Err(error) => Err(ctx.set_error_path(error.clone().into_server_error(field.pos))),
        };
        resolved.or_else(|error| {
            ctx.add_error(error);
            Ok(Value::Null)
        })
    }
}
