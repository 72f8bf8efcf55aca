//! The whole application on free ports: façade, client, sandbox.

use std::{net::SocketAddr, path::Path, time::Duration};

use portico::{
    app::{self, App},
    auth::{self, Grant, Scopes},
    clock::Clock,
    config::Config,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::raw::{Reply, Request};

/// A running application.
pub(crate) struct TestApp {
    app: App,
    folder: TempDir,
    config: Config,
}

/// A configuration that takes free ports; it writes to a folder of its own.
pub(crate) fn config() -> Config {
    let mut config = Config::default();
    config.http.listen = "127.0.0.1:0".parse().unwrap();
    config.sandbox.listen = "127.0.0.1:0".parse().unwrap();
    config
}

impl TestApp {
    /// With the default configuration.
    pub(crate) async fn start() -> Self {
        Self::with(config()).await
    }

    /// With this one; start from [`config`].
    pub(crate) async fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config;
        config.data_dir = folder.path().to_owned();
        Self { app: app::start(config.clone()).await.unwrap(), folder, config }
    }

    /// Stops everything, and starts it again on the same folder. The sandbox remembers what its `state` holds.
    pub(crate) async fn restart(self) -> Self {
        let Self { app, folder, config } = self;
        app.shutdown().await;
        Self { app: app::start(config.clone()).await.unwrap(), folder, config }
    }

    /// A token with every scope, of this person and team.
    pub(crate) fn token_of(&self, subject: &str, team: Option<&str>) -> String {
        let grant = Grant {
            subject: subject.into(),
            name: None,
            scopes: Scopes::all(),
            tenant: "default".into(),
            team: team.map(Into::into),
            lifetime: Duration::from_secs(600),
        };
        auth::mint(&self.config, &grant, &Clock::system()).unwrap()
    }

    /// Runs a document as whoever this token names, and gives the whole answer.
    pub(crate) async fn answer_as(&self, token: &str, document: &str, variables: Value) -> Value {
        let body = json!({ "query": document, "variables": variables });
        let request = Request::post(body.to_string()).header("authorization", format!("Bearer {token}"));
        self.send(request).await.json()
    }

    /// The folder it writes to.
    pub(crate) fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// Sends a request to the façade.
    pub(crate) async fn send(&self, request: Request) -> Reply {
        request.send(self.app.addr()).await
    }

    /// Runs a document and gives the whole answer, whatever it is.
    pub(crate) async fn answer(&self, document: &str, variables: Value) -> Value {
        let body = json!({ "query": document, "variables": variables });
        self.send(Request::post(body.to_string())).await.json()
    }

    /// Runs a document that must succeed and gives its data.
    pub(crate) async fn data(&self, document: &str) -> Value {
        let mut answer = self.answer(document, json!({})).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].take()
    }

    /// What the upstream was asked since the last [`Self::forget_calls`].
    pub(crate) async fn calls(&self) -> Vec<Value> {
        let calls = self.control(Request::new("GET", "/_sandbox/calls")).await.json();
        calls.as_array().unwrap().clone()
    }

    /// The commands of [`Self::calls`], without the login that the first call brings.
    pub(crate) async fn commands(&self) -> Vec<String> {
        let calls = self.calls().await;
        let commands = calls.iter().map(|call| call["command"].as_str().unwrap().to_owned());
        commands.filter(|command| !matches!(command.as_str(), "loginEnterprise" | "renewSession")).collect()
    }

    /// What the upstream charged for, by its own book.
    pub(crate) async fn book(&self) -> Vec<Value> {
        let book = self.control(Request::new("GET", "/_sandbox/book")).await.json();
        book.as_array().unwrap().clone()
    }

    /// Empties the list of calls.
    pub(crate) async fn forget_calls(&self) {
        self.control(Request::new("DELETE", "/_sandbox/calls")).await;
    }

    /// Moves the sandbox's clock, and not ours.
    pub(crate) async fn advance(&self, seconds: u64) {
        self.command("/_sandbox/clock", &json!({ "advanceSeconds": seconds })).await;
    }

    /// Makes the upstream fail: `provider command nth times kind seconds`.
    pub(crate) async fn fault(&self, fault: &Value) {
        self.command("/_sandbox/faults", fault).await;
    }

    /// What becomes of the generator's next job: how it ends, and what becomes of the report of that.
    pub(crate) async fn next_generation(&self, ends: &str, report: &str) {
        self.command("/_sandbox/generations", &json!({ "next": ends, "report": report })).await;
    }

    /// From now on the upstream is well again.
    pub(crate) async fn clear_faults(&self) {
        self.control(Request::new("DELETE", "/_sandbox/faults")).await;
    }

    /// Where the façade is.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.app.addr()
    }

    /// Where the upstream is.
    pub(crate) fn sandbox(&self) -> SocketAddr {
        self.app.sandbox.as_ref().unwrap().addr()
    }

    /// A token of the development viewer.
    pub(crate) fn token(&self) -> &str {
        self.app.development_token().unwrap()
    }

    async fn command(&self, path: &str, body: &Value) {
        let request = Request::new("POST", path).header("content-type", "application/json").body(body.to_string());
        let reply = self.control(request).await;
        assert!((200..300).contains(&reply.status), "{reply:?}");
    }

    async fn control(&self, request: Request) -> Reply {
        request.send(self.sandbox()).await
    }

    /// Stops everything, in order.
    pub(crate) async fn shutdown(self) {
        self.app.shutdown().await;
    }
}
