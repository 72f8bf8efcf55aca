//! Where a call goes, and what every call has.

use std::sync::Arc;

use reqwest::{Client, RequestBuilder, header};
use url::Url;

use crate::config::providers::AdobeStockConfig;
use crate::providers::ticket::Ticket as Token;

/// One call: its path below the API's address, and its query.
#[derive(Clone, Debug)]
pub(super) struct Call {
    path: &'static str,
    query: Vec<(String, String)>,
    body: Option<String>,
}

impl Call {
    /// A call without parameters.
    pub(super) fn new(path: &'static str) -> Self {
        Self { path, query: Vec::new(), body: None }
    }

    /// Adds a parameter.
    pub(super) fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a parameter where there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds `search_parameters[name]`.
    pub(super) fn search(self, name: &str, value: impl ToString) -> Self {
        self.with(format!("search_parameters[{name}]"), value)
    }

    /// Adds `search_parameters[filters][name]`.
    pub(super) fn filter(self, name: &str, value: impl ToString) -> Self {
        self.with(format!("search_parameters[filters][{name}]"), value)
    }

    /// Says which columns the answer shall have.
    pub(super) fn columns<'a>(self, columns: impl IntoIterator<Item = &'a &'a str>) -> Self {
        columns.into_iter().fold(self, |call, column| call.with("result_columns[]", column))
    }

    /// Makes it a POST of this JSON.
    pub(super) fn posting(mut self, json: String) -> Self {
        self.body = Some(json);
        self
    }
}

/// Where the provider is, and who asks.
pub(super) struct Address {
    base: Url,
    client_id: String,
    product: String,
}

impl Address {
    pub(super) fn new(config: &AdobeStockConfig, base: &Url) -> Self {
        Self { base: base.clone(), client_id: config.client_id.clone(), product: config.product.clone() }
    }

    /// The request of a call; with the token where it acts in the profile's name.
    pub(super) fn request(
        self: &Arc<Self>,
        call: &Call,
        token: Option<&Token>,
        request_id: &str,
    ) -> impl Fn(&Client) -> RequestBuilder + use<> {
        let mut url = below(&self.base, call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let (this, token, body, request_id) = (self.clone(), token.cloned(), call.body.clone(), request_id.to_owned());
        move |client| {
            let request = match &body {
                None => client.get(url.clone()),
                Some(json) => {
                    client.post(url.clone()).header(header::CONTENT_TYPE, "application/json").body(json.clone())
                }
            };
            let request = request
                .header(header::ACCEPT, "application/json")
                .header("x-api-key", &this.client_id)
                .header("x-product", &this.product)
                .header("x-request-id", &request_id);
            match &token {
                Some(token) => request.bearer_auth(token.expose()),
                None => request,
            }
        }
    }
}

/// An address below another one, whatever path that has.
pub(super) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}
