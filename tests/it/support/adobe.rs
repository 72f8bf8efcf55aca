//! Adobe Stock's wire, as a client of the sandbox knows it.

use std::time::Duration;

use portico::{clock::Clock, config::sandbox::SandboxConfig, sandbox};
use reqwest::{Method, Response, header};
use serde_json::{Value, json};

/// Assets of every sort, as docs/sandbox.md lists them.
pub(crate) const PHOTO: u64 = 796_731_884;
pub(crate) const ILLUSTRATION: u64 = 202_822_927;
pub(crate) const GENERATED: u64 = 505_712_602;
pub(crate) const SVG: u64 = 875_421_901;
pub(crate) const ZIP: u64 = 146_557_123;
pub(crate) const CLIP_HD: u64 = 763_322_072;
pub(crate) const CLIP_4K: u64 = 771_674_525;
pub(crate) const PREMIUM: u64 = 376_907_867;
pub(crate) const PREMIUM_WITHOUT_M: u64 = 816_954_730;
pub(crate) const TEMPLATE: u64 = 778_710_405;
pub(crate) const MODEL: u64 = 220_844_406;
pub(crate) const FREE: u64 = 182_600_081;
pub(crate) const EDITORIAL: u64 = 566_381_140;
pub(crate) const AUDIO: u64 = 597_589_585;
pub(crate) const WITHDRAWN: u64 = 169_413_115;
pub(crate) const LARGE: u64 = 9_007_199_254_740_881;

pub(crate) const LIBRARIES: &str = "Rest/Libraries/1";

/// A sandbox, and somebody who asks it.
pub(crate) struct Wire {
    pub(crate) sandbox: sandbox::Sandbox,
    pub(crate) client: reqwest::Client,
}

/// An account with a token.
pub(crate) struct Buyer<'a> {
    wire: &'a Wire,
    account: &'static str,
    pub(crate) token: String,
}

impl Wire {
    pub(crate) async fn start() -> Self {
        Self::with(SandboxConfig { listen: "127.0.0.1:0".parse().unwrap(), ..SandboxConfig::default() }).await
    }

    pub(crate) async fn with(config: SandboxConfig) -> Self {
        let sandbox = sandbox::start(config, Clock::system()).await.unwrap();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(120))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { sandbox, client }
    }

    /// An address of the sandbox.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.sandbox.address_of("adobe_stock").unwrap())
    }

    pub(crate) async fn buyer(&self, account: &'static str) -> Buyer<'_> {
        let (status, body) = self.token(&format!("grant_type=client_credentials&client_id={account}")).await;
        assert_eq!(status, 200, "{body}");
        Buyer { wire: self, account, token: body["access_token"].as_str().unwrap().to_owned() }
    }

    /// A form to the token endpoint, with the secret.
    pub(crate) async fn token(&self, form: &str) -> (u16, Value) {
        let request = self.client.post(self.url("ims/token/v3")).body(format!("{form}&client_secret=sandbox-secret"));
        read(request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap()).await
    }

    pub(crate) async fn control(&self, method: Method, path: &str, body: &Value) -> Value {
        let url = format!("http://{}/_sandbox/{path}", self.sandbox.addr());
        let response = self.client.request(method, url).body(body.to_string()).send().await.unwrap();
        assert!(response.status().is_success(), "{path} {body}");
        serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default()
    }

    pub(crate) async fn book(&self) -> Vec<Value> {
        self.control(Method::GET, "book", &Value::Null).await.as_array().unwrap().clone()
    }

    pub(crate) async fn calls(&self) -> Vec<Value> {
        self.control(Method::GET, "calls", &Value::Null).await.as_array().unwrap().clone()
    }

    pub(crate) async fn switches(&self, switches: &Value) {
        self.control(Method::POST, "adobe_stock/switches", switches).await;
    }

    pub(crate) async fn fault(&self, command: &str, kind: &str, seconds: f64) {
        let fault = json!({ "provider": "adobe_stock", "command": command, "kind": kind, "seconds": seconds });
        self.control(Method::POST, "faults", &fault).await;
    }

    pub(crate) async fn advance(&self, seconds: u64) {
        self.control(Method::POST, "clock", &json!({ "advanceSeconds": seconds })).await;
    }
}

/// Status and body, as text where it is no JSON.
pub(crate) async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap_or_default();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

impl Buyer<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.wire.client.request(method, self.wire.url(path));
        request.header("x-api-key", self.account).header("X-Product", "Test/1.0").bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn ok(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) async fn license(&self, id: u64, rest: &str) -> Value {
        let body = self.ok(&format!("{LIBRARIES}/Content/License?content_id={id}&{rest}")).await;
        body["contents"][id.to_string()]["purchase_details"].clone()
    }

    pub(crate) async fn info(&self, id: u64, rest: &str) -> Value {
        self.ok(&format!("{LIBRARIES}/Content/Info?content_id={id}&{rest}")).await["contents"][id.to_string()].clone()
    }

    pub(crate) async fn profile(&self, id: u64, rest: &str) -> Value {
        self.ok(&format!("{LIBRARIES}/Member/Profile?content_id={id}&{rest}")).await
    }

    pub(crate) async fn quota(&self) -> Value {
        self.profile(0, "").await["available_entitlement"]["quota"].clone()
    }

    pub(crate) async fn history(&self, rest: &str) -> Value {
        self.ok(&format!("{LIBRARIES}/Member/LicenseHistory?{rest}")).await
    }

    /// What an address answers to whoever has nothing but it.
    pub(crate) async fn plain(&self, url: &str) -> Response {
        self.wire.client.get(url).send().await.unwrap()
    }

    /// What an address that the sandbox gave answers without redirects: status, `Location`.
    pub(crate) async fn fetch(&self, url: &str) -> (u16, String) {
        let response = self.plain(url).await;
        let location = response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), location.unwrap_or_default())
    }
}
