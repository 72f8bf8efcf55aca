//! The parameters of a GraphQL request, wherever they stand.

use serde_json::{Map, Value};

use super::Problem;
use crate::graphql::operation::OperationRequest;

/// What a parameter holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Object,
}

const PARAMETERS: [(&str, Kind); 5] = [
    ("query", Kind::Text),
    ("operationName", Kind::Text),
    ("documentId", Kind::Text),
    ("variables", Kind::Object),
    ("extensions", Kind::Object),
];

/// Parameters as they were found, each at most once.
#[derive(Default)]
pub(super) struct Parameters(Map<String, Value>);

impl From<Map<String, Value>> for Parameters {
    /// The parameters among these members; others are ignored, as the specification asks.
    fn from(mut members: Map<String, Value>) -> Self {
        members.retain(|name, _| Self::is_known(name));
        Self(members)
    }
}

impl Parameters {
    /// Whether `name` is a parameter; others are ignored, as the specification asks.
    pub(super) fn is_known(name: &str) -> bool {
        PARAMETERS.iter().any(|(known, _)| *known == name)
    }

    /// Whether `name` is to hold an object.
    pub(super) fn is_object(name: &str) -> bool {
        PARAMETERS.iter().any(|(known, kind)| *known == name && matches!(kind, Kind::Object))
    }

    /// Adds a known parameter; `false` when it stands there already.
    pub(super) fn add(&mut self, name: String, value: Value) -> bool {
        self.0.insert(name, value).is_none()
    }

    /// The request, if every parameter has its type and there is something to run.
    pub(super) fn into_request(mut self) -> Result<OperationRequest, Problem> {
        let request = OperationRequest {
            query: self.text("query")?,
            operation_name: self.text("operationName")?,
            document_id: self.text("documentId")?,
            variables: self.object("variables")?,
            extensions: self.object("extensions")?,
        };
        let stored = request.document_id.is_some() || request.extensions.contains_key("persistedQuery");
        if request.query.is_none() && !stored {
            return Err(Problem::bad_request("The request has no `query`: send a GraphQL document."));
        }
        Ok(request)
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Problem::bad_request(format!("`{name}` must be a string."))),
        }
    }

    fn object(&mut self, name: &str) -> Result<Map<String, Value>, Problem> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(object)) => Ok(object),
            Some(_) => Err(Problem::bad_request(format!("`{name}` must be an object."))),
        }
    }
}
