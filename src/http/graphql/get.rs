//! A query in an address.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Problem, json, parameters::Parameters};
use crate::graphql::operation::OperationRequest;

/// Reads the part of an address after `?`, whose JSON may have so many values. An empty parameter is as good as none: forms and
/// some clients send them.
pub(super) fn parse(query: &str, most_values: usize) -> Result<OperationRequest, Problem> {
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Problem::bad_request("The address is not UTF-8."));
    }
    let mut parameters = Parameters::default();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        if text.is_empty() || !Parameters::is_known(&name) {
            continue;
        }
        let value = if Parameters::is_object(&name) {
            json::read(&text, most_values).map_err(|unread| unread.problem(&format!("`{name}`")))?
        } else {
            Value::String(text.into_owned())
        };
        let name = name.into_owned();
        if !parameters.add(name.clone(), value) {
            return Err(Problem::bad_request(format!("`{name}` stands twice in the address.")));
        }
    }
    parameters.into_request()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read() {
        let request =
            parse("query=%7B+a+%7D&operationName=A&variables=%7B%22x%22%3A1%7D&extensions=&other=1", 2).unwrap();
        assert_eq!(request.query.as_deref(), Some("{ a }"));
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.variables.get("x"), Some(&Value::from(1)));
        assert!(request.extensions.is_empty());
        let empty = parse("query={a}&operationName=&variables=&extensions=&documentId=", 2).unwrap();
        assert_eq!((empty.operation_name, empty.document_id), (None, None));
        assert_eq!(parse("documentId=abc", 2).unwrap().document_id.as_deref(), Some("abc"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for query in [
            "",
            "query=",
            "query={a}&query={b}",
            "query={a}&variables=%7B",
            "query={a}&variables=[1]",
            "query={a}&variables=%221%22",
            "query=%ff",
            "query={a}&variables=%7B%22x%22%3A[1]%7D",
            "query={a}&variables=%7B%22x%22%3A1,%22x%22%3A1%7D",
        ] {
            assert!(parse(query, 2).is_err(), "{query}");
        }
    }
}
