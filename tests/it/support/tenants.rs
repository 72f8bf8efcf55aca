//! An application with two tenants, each with accounts of its own, and viewers of them.

use std::time::Duration;

use portico::{
    auth::{self, Grant, Scopes},
    clock::Clock,
    config::{
        Config,
        providers::{AdobeStockAccount, DepositphotosAccount},
        tenants::{TenantConfig, TenantProvidersConfig},
    },
};
use serde_json::{Value, json};

use super::{
    app::{self, TestApp},
    raw::{Reply, Request},
};

/// The tenants' names, and the users and clients that they are at the providers.
pub(crate) const ACME: &str = "acme";
pub(crate) const GLOBEX: &str = "globex";
pub(crate) const USERS: [(&str, &str); 2] = [(ACME, "buyer"), (GLOBEX, "finance")];
pub(crate) const CLIENTS: [(&str, &str); 2] = [(ACME, "sandbox-client"), (GLOBEX, "sandbox-alternatives")];

/// What a tenant is at the providers.
pub(crate) fn account(user: &str, client: &str) -> TenantConfig {
    TenantConfig {
        providers: TenantProvidersConfig {
            depositphotos: Some(DepositphotosAccount {
                api_key: "sandbox-key".into(),
                username: user.to_owned(),
                password: "sandbox".into(),
            }),
            adobe_stock: Some(AdobeStockAccount {
                client_id: client.to_owned(),
                client_secret: "sandbox-secret".into(),
            }),
        },
    }
}

/// A configuration with both tenants, on free ports.
pub(crate) fn config() -> Config {
    let mut config = app::config();
    for ((tenant, user), (_, client)) in USERS.into_iter().zip(CLIENTS) {
        config.tenants.insert(tenant.to_owned(), account(user, client));
    }
    // Nobody's; were they used, no call would succeed.
    config.providers.depositphotos.username = "nobody".to_owned();
    config.providers.adobe_stock.client_id = "nobody".to_owned();
    config
}

/// An application, and tokens for its tenants.
pub(crate) struct Companies {
    pub(crate) app: TestApp,
    config: Config,
}

impl Companies {
    pub(crate) async fn start() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let app = TestApp::with(config.clone()).await;
        let config = Config { data_dir: app.data_dir().to_owned(), ..config };
        Self { app, config }
    }

    /// A token of somebody of this tenant, who may do everything.
    pub(crate) fn token(&self, tenant: &str) -> String {
        self.token_of(tenant, None)
    }

    /// The same, of somebody of this team.
    pub(crate) fn token_of(&self, tenant: &str, team: Option<&str>) -> String {
        let grant = Grant {
            // The same in every company: nothing may depend on subjects being different.
            subject: "ann".into(),
            name: None,
            scopes: Scopes::all(),
            tenant: tenant.into(),
            team: team.map(Into::into),
            lifetime: Duration::from_secs(600),
        };
        auth::mint(&self.config, &grant, &Clock::system()).unwrap()
    }

    /// A request in the name of somebody of this tenant.
    pub(crate) fn by(&self, tenant: &str, request: Request) -> Request {
        request.header("authorization", format!("Bearer {}", self.token(tenant)))
    }

    /// A document that is posted in the name of somebody of this tenant.
    pub(crate) fn post(&self, tenant: &str, document: &str, variables: &Value) -> Request {
        self.by(tenant, Request::post(json!({ "query": document, "variables": variables }).to_string()))
    }

    pub(crate) async fn send(&self, tenant: &str, document: &str, variables: Value) -> Reply {
        self.app.send(self.post(tenant, document, &variables)).await
    }

    /// The data of a document that must succeed.
    pub(crate) async fn data(&self, tenant: &str, document: &str, variables: Value) -> Value {
        let mut answer = self.send(tenant, document, variables).await.json();
        assert!(answer.get("errors").is_none(), "{tenant}: {answer}");
        answer["data"].take()
    }
}
