use std::collections::BTreeSet;

use secrecy::ExposeSecret;
use serde::{Deserialize, de};

use super::*;

fn toml(text: &str) -> Result<Config, ConfigError> {
    let source = config::File::from_str(text, config::FileFormat::Toml);
    read(config::Config::builder().add_source(source).build().map_err(|e| ConfigError::Unreadable(e.to_string()))?)
}

/// The default file with its examples switched on: `#key = value` is an example, `# text` a comment.
fn with_examples() -> String {
    let lines = DEFAULT_TOML.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_lowercase() || first == '[') => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn environment(variables: &[(&str, &str)]) -> Sources {
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    // No such file is read: the working folder of a test is the repository, whose `portico.toml` says the defaults.
    Sources { environment, ..Sources::default() }
}

/// The names of a section's fields, as serde knows them.
fn fields<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    struct Names<'a>(&'a mut &'static [&'static str]);
    impl<'de> de::Deserializer<'de> for Names<'_> {
        type Error = de::value::Error;

        fn deserialize_any<V: de::Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(de::Error::custom("not a section"))
        }

        fn deserialize_struct<V: de::Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0 = fields;
            Err(de::Error::custom("only the names are wanted"))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }
    let mut names: &'static [&'static str] = &[];
    assert!(T::deserialize(Names(&mut names)).is_err());
    assert!(!names.is_empty(), "not a struct");
    names
}

#[test]
fn the_default_file_says_the_defaults() {
    assert_eq!(format!("{:#?}", toml(DEFAULT_TOML).unwrap()), format!("{:#?}", Config::default()));
}

#[test]
fn the_default_file_names_every_setting() {
    let table: serde_json::Value = config::Config::builder()
        .add_source(config::File::from_str(&with_examples(), config::FileFormat::Toml))
        .build()
        .unwrap()
        .try_deserialize()
        .unwrap();
    for (path, names) in [
        ("", fields::<Config>()),
        ("/http", fields::<http::HttpConfig>()),
        ("/http/streams", fields::<http::StreamsConfig>()),
        ("/log", fields::<log::LogConfig>()),
        ("/auth", fields::<auth::AuthConfig>()),
        ("/download", fields::<download::DownloadConfig>()),
        ("/graphql", fields::<graphql::GraphqlConfig>()),
        ("/limits", fields::<limits::LimitsConfig>()),
        ("/limits/rate", fields::<limits::RateConfig>()),
        ("/cache", fields::<cache::CacheConfig>()),
        ("/generation", fields::<generation::GenerationConfig>()),
        ("/ledger", fields::<ledger::LedgerConfig>()),
        ("/purchasing", fields::<purchasing::PurchasingConfig>()),
        ("/providers", fields::<providers::ProvidersConfig>()),
        ("/providers/depositphotos", fields::<providers::DepositphotosConfig>()),
        ("/providers/adobe_stock", fields::<providers::AdobeStockConfig>()),
        ("/tenants/acme", fields::<tenants::TenantConfig>()),
        ("/tenants/acme/providers", fields::<tenants::TenantProvidersConfig>()),
        ("/tenants/acme/providers/depositphotos", fields::<providers::DepositphotosAccount>()),
        ("/tenants/acme/providers/adobe_stock", fields::<providers::AdobeStockAccount>()),
        ("/sandbox", fields::<sandbox::SandboxConfig>()),
    ] {
        let section = table.pointer(path).unwrap_or_else(|| panic!("no section {path}")).as_object().unwrap();
        let written: BTreeSet<_> = section.keys().map(String::as_str).collect();
        assert_eq!(written, names.iter().copied().collect(), "in section `{path}`");
    }
}

#[test]
fn the_examples_of_the_default_file_are_valid() {
    toml(&with_examples()).unwrap();
}

#[test]
fn the_environment_wins_over_the_file_and_flags_over_both() {
    let mut sources = environment(&[
        ("PORTICO_HTTP__LISTEN", "127.0.0.1:1"),
        ("PORTICO_HTTP__BODY_LIMIT", "1000"),
        ("PORTICO_HTTP__ALLOWED_ORIGINS", "https://a.example, https://b.example"),
        ("PORTICO_DATA_DIR", "/elsewhere"),
        ("PORTICO_GRAPHQL__INTROSPECTION", "false"),
        ("PORTICO_LOG__LEVEL", ""),
    ]);
    sources.flags = vec![("http.listen", "127.0.0.1:2".to_owned())];
    let config = sources.load().unwrap();
    assert_eq!(config.http.listen.port(), 2);
    assert_eq!(config.http.body_limit, 1000);
    assert_eq!(config.http.allowed_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(config.data_dir, PathBuf::from("/elsewhere"));
    assert!(!config.graphql.introspection(config.mode));
    assert_eq!(config.log.level, "info", "an empty variable is as good as none");
}

#[test]
fn what_is_wrong_is_named_by_its_path() {
    for (text, expected) in [
        ("[http]\nlisten = \"nowhere\"", "http.listen"),
        ("[http]\nlisten_on = 1", "http"),
        ("[http]\nbody_timeout = 3", "http.body_timeout"),
        ("[http]\nallowed_origins = [\"*\"]", "http.allowed_origins"),
        ("[http]\nallowed_origins = [\"https://a.example/\"]", "http.allowed_origins"),
        ("[http]\nmax_operations = 0", "http.max_operations"),
        ("[limits.rate]\nviewer_burst = 49999", "limits.rate.viewer_burst"),
        ("[limits.rate]\ntenant_points_per_second = 2000000", "limits.rate.tenant_points_per_second"),
        ("[limits.rate]\nupstream_burst = 0", "limits.rate.upstream_burst"),
        ("[limits.rate]\nkeys = 0", "limits.rate.keys"),
        ("[http.streams]\nqueue = 0", "http.streams.queue"),
        ("[http.streams]\nkeep_alive = \"0s\"", "http.streams.keep_alive"),
        ("[http]\npublic_url = \"ftp://a.example\"", "http.public_url"),
        ("[http]\npublic_url = \"https://a.example/?x\"", "http.public_url"),
        ("[download]\nsecret = \"short\"", "download.secret"),
        ("[download]\nlifetime = \"2days\"", "download.lifetime"),
        ("[download]\nstall_timeout = \"0s\"", "download.stall_timeout"),
        ("[providers.depositphotos]\ndownload_hosts = [\"*\"]", "providers.depositphotos.download_hosts"),
        ("[providers.depositphotos]\nmax_downloads = 0", "providers.depositphotos.max_downloads"),
        ("[log]\nlevel = \"portico=loud\"", "log.level"),
        ("mode = \"prod\"", "mode"),
        ("surprise = 1", "surprise"),
        ("[auth]\nsecret = \"one that everybody shares\"", "auth"),
        ("[auth]\nalgorithms = [\"none\"]", "auth.algorithms"),
        ("[auth]\nalgorithms = [\"HS256\"]", "auth.algorithms"),
        ("[auth]\nalgorithms = []", "auth.algorithms"),
        ("[auth]\nleeway = \"1h\"", "auth.leeway"),
        ("[auth]\nissuer = \"https://a.example\"", "auth.audience"),
        ("[auth]\nissuer = \"somebody\"\naudience = [\"a\"]", "auth.issuer"),
        ("[auth]\njwks = \"keys.json\"\naudience = [\"a\"]", "auth.issuer"),
        ("mode = \"production\"", "auth.issuer"),
        ("mode = \"production\"\n[auth]\nanonymous = false", "auth.issuer"),
        ("mode = \"production\"\n[auth]\nissuer = \"http://a.example\"\naudience = [\"a\"]", "auth.issuer"),
        (
            "mode = \"production\"\n[auth]\nissuer = \"us\"\njwks = \"http://a.example/keys\"\naudience = [\"a\"]",
            "auth.jwks",
        ),
        ("[providers.adobe_stock]\nbatch_size = 111", "providers.adobe_stock.batch_size"),
        ("[providers.depositphotos]\npassword = 7", "providers.depositphotos.password"),
        ("[providers.depositphotos]\npassword = { path = \"x\" }", "providers.depositphotos.password"),
        (
            "[providers.depositphotos]\npassword = { file = \"/nowhere\" }",
            "providers.depositphotos.password: /nowhere: No such file",
        ),
        ("[download]\nsecret = { file = \"/nowhere\" }", "download.secret: /nowhere: No such file"),
        ("[tenants.acme]\nsurprise = 1", "tenants.acme"),
        ("[tenants.acme]", "tenants.acme.providers: a tenant has an account"),
        ("[tenants.acme.providers.depositphotos]\nusername = \"a\"", "tenants.acme.providers.depositphotos"),
        (
            "[tenants.acme.providers.adobe_stock]\nclient_id = \"a\\nb\"\nclient_secret = \"s\"",
            "tenants.acme.providers.adobe_stock.client_id",
        ),
        (
            "[tenants.acme.providers.adobe_stock]\nclient_id = \"a\"\nclient_secret = { file = \"/nowhere\" }",
            "tenants.acme.providers.adobe_stock.client_secret: /nowhere",
        ),
        (
            "[tenants.a.providers.adobe_stock]\nclient_id = \"x\"\nclient_secret = \"s\"\n\
             [tenants.b.providers.adobe_stock]\nclient_id = \"x\"\nclient_secret = \"s\"",
            "tenants.b.providers.adobe_stock: is the account of the tenant `a`",
        ),
        (
            "[providers.depositphotos]\nurl = \"https://a.example\"\n\
             [tenants.a.providers.adobe_stock]\nclient_id = \"x\"\nclient_secret = \"s\"",
            "tenants.a.providers.adobe_stock: `providers.adobe_stock.url` is missing",
        ),
        ("[[purchasing.budgets]]\ncurrency = \"USD\"\nper_month = 12.5", "purchasing.budgets"),
        ("[[purchasing.budgets]]\ncurrency = \"USD\"\nper_month = \"-1\"", "is negative"),
        ("[[purchasing.budgets]]\ncurrency = \"dollars\"\nper_month = 1", "ISO 4217"),
        ("[[purchasing.budgets]]\ncurrency = \"USD\"", "limits nothing"),
        (
            "[purchasing]\nbudgets = [{ currency = \"USD\", per_month = 1 }, { currency = \"EUR\", per_month = 1 }]",
            "two budgets",
        ),
        ("[purchasing]\napproval_lifetime = \"0s\"", "purchasing.approval_lifetime"),
        ("[providers.adobe_stock]\nproduct = \"a\\nb\"", "providers.adobe_stock.product"),
    ] {
        let error = toml(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}\n→ {error}");
    }
}

#[test]
fn unknown_variables_are_refused() {
    let error = environment(&[("PORTICO_HTTP__LISTNE", "127.0.0.1:1")]).load().unwrap_err().to_string();
    assert!(error.contains("listne"), "{error}");
    let error = environment(&[("PORTICO_HTPP__LISTEN", "127.0.0.1:1")]).load().unwrap_err().to_string();
    assert!(error.contains("htpp"), "{error}");
}

#[test]
fn production_refuses_what_anybody_knows() {
    let with = |rest: &[(&str, &str)]| {
        let production = [("PORTICO_MODE", "production")];
        environment(&[&production[..], rest].concat()).load().map_err(|error| error.to_string())
    };
    let url = ("PORTICO_PROVIDERS__DEPOSITPHOTOS__URL", "https://api.example");
    let key = ("PORTICO_PROVIDERS__DEPOSITPHOTOS__API_KEY", "a key");
    let password = ("PORTICO_PROVIDERS__DEPOSITPHOTOS__PASSWORD", "a password");
    assert!(with(&[]).unwrap_err().contains("providers.depositphotos.url"));
    assert!(with(&[url, password]).unwrap_err().contains("providers.depositphotos.api_key"));
    assert!(with(&[url, key]).unwrap_err().contains("providers.depositphotos.password"));
    assert!(with(&[url, key, password]).unwrap_err().contains("auth.issuer"));
    let anonymous = ("PORTICO_AUTH__ANONYMOUS", "true");
    let config = with(&[url, key, password, anonymous]).unwrap();
    assert!(!config.graphql.introspection(config.mode) && !config.graphql.graphiql(config.mode));
    let url = ("PORTICO_PROVIDERS__ADOBE_STOCK__URL", "https://stock.example");
    let id = ("PORTICO_PROVIDERS__ADOBE_STOCK__CLIENT_ID", "an id");
    let secret = ("PORTICO_PROVIDERS__ADOBE_STOCK__CLIENT_SECRET", "a secret");
    assert!(with(&[url, secret, anonymous]).unwrap_err().contains("providers.adobe_stock.client_id"));
    assert!(with(&[url, id, anonymous]).unwrap_err().contains("providers.adobe_stock.client_secret"));
    assert!(!with(&[url, id, secret, anonymous]).unwrap().providers.on_the_sandbox());
    with(&[("PORTICO_SANDBOX__ALLOWED_IN_PRODUCTION", "true"), anonymous]).unwrap();
}

#[test]
fn production_calls_no_provider_in_the_clear() {
    let with = |path: &str, url: &str| {
        let (section, key) = path.rsplit_once('.').unwrap();
        // With accounts of tenants as without: it is the address that matters.
        let tenant = "[tenants.acme.providers.adobe_stock]\nclient_id = \"acme\"\nclient_secret = \"a secret\"";
        let adobe = if path == "providers.adobe_stock.url" { "" } else { "url = \"https://b.example\"\n" };
        let adobe = format!("[providers.adobe_stock]\n{adobe}");
        let address = format!("{key} = \"{url}\"");
        let providers = match section {
            "providers.adobe_stock" => format!("{adobe}{address}"),
            _ => format!("{adobe}[{section}]\n{address}"),
        };
        let text = |mode: &str| format!("mode = \"{mode}\"\n[auth]\nanonymous = true\n{providers}\n{tenant}\n");
        toml(&text("development")).unwrap();
        toml(&text("production")).map(drop).map_err(|error| error.to_string())
    };
    for path in [
        "providers.depositphotos.url",
        "providers.adobe_stock.url",
        "providers.adobe_stock.token_url",
        "providers.adobe_stock.download_url",
    ] {
        for clear in
            ["http://a.example", "http://10.0.0.7:4010", "http://localhost.example", "http://127.0.0.1.a.example"]
        {
            let expected = format!("{path}: must be https in production mode, unless it is on this machine");
            assert_eq!(with(path, clear), Err(expected), "{clear}");
        }
        for good in ["https://a.example", "http://127.0.0.1:4010/x", "http://[::1]:4010", "http://localhost:4010"] {
            assert_eq!(with(path, good), Ok(()), "{path} {good}");
        }
    }
}

#[test]
fn tenants_have_accounts_of_their_own_and_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "from a file\n").unwrap();
    let depositphotos = |name: &str, rest: &str| {
        format!("[tenants.{name}.providers.depositphotos]\napi_key = \"{name}'s key\"\nusername = \"{name}\"\n{rest}\n")
    };
    let url = "[providers.depositphotos]\nurl = \"https://a.example\"\n\
               [providers.adobe_stock]\nurl = \"https://b.example\"\n";
    let acme = depositphotos("Acme", &format!("password = {{ file = {file:?} }}"));
    let globex = depositphotos("\"globex.com\"", "password = \"a password\"").replace("\"globex.com\"'s", "globex's");
    let globex = globex.replace("username = \"\"globex.com\"\"", "username = \"globex\"");
    let text = format!("mode = \"production\"\n[auth]\nanonymous = true\n{url}{acme}{globex}");
    // In production mode too: the credentials that anybody knows are nobody's.
    let config = toml(&text).unwrap();
    assert_eq!(config.tenants.keys().collect::<Vec<_>>(), ["Acme", "globex.com"]);
    let acme = config.tenants["Acme"].upstreams(&config.providers);
    assert_eq!(acme.depositphotos.password.expose_secret(), "from a file");
    assert_eq!((acme.depositphotos.username.as_str(), acme.adobe_stock.url), ("Acme", None));
    let known = text.replace("\"a password\"", "\"sandbox\"");
    let error = toml(&known).unwrap_err().to_string();
    assert!(error.contains("tenants.globex.com.providers.depositphotos.password: is the sandbox's"), "{error}");
}

#[test]
fn a_secret_may_stand_in_a_file_that_the_environment_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "a key\n").unwrap();
    let file = file.to_str().unwrap();
    let config = environment(&[
        ("PORTICO_PROVIDERS__DEPOSITPHOTOS__API_KEY__FILE", file),
        ("PORTICO_TENANTS__ACME__PROVIDERS__ADOBE_STOCK__CLIENT_ID", "acme"),
        ("PORTICO_TENANTS__ACME__PROVIDERS__ADOBE_STOCK__CLIENT_SECRET__FILE", file),
    ]);
    let config = config.load().unwrap();
    assert_eq!(config.providers.depositphotos.api_key.expose_secret(), "a key");
    let account = config.tenants["acme"].providers.adobe_stock.as_ref().unwrap();
    assert_eq!((account.client_id.as_str(), account.client_secret.expose_secret()), ("acme", "a key"));
}

#[test]
fn whoever_has_no_token_is_answered_where_nobody_else_is_named() {
    let issuer = [("PORTICO_AUTH__ISSUER", "https://login.example/"), ("PORTICO_AUTH__AUDIENCE", "portico, graph")];
    let named = environment(&issuer).load().unwrap().auth;
    assert!(!named.anonymous(Mode::Development) && !named.anonymous(Mode::Production));
    assert_eq!(named.audience, ["portico", "graph"]);
    assert_eq!(named.key_source(), Some(auth::KeySource::Issuer("https://login.example/".to_owned())));
    let nobody = environment(&[("PORTICO_AUTH__ALGORITHMS", "ES384,EdDSA")]).load().unwrap().auth;
    assert!(nobody.anonymous(Mode::Development) && !nobody.anonymous(Mode::Production));
    assert_eq!(nobody.algorithms, [auth::SignatureAlgorithm::ES384, auth::SignatureAlgorithm::EdDSA]);
    let file = auth::AuthConfig { jwks: Some("/etc/portico/keys.json".to_owned()), ..named };
    assert_eq!(file.key_source(), Some(auth::KeySource::File("/etc/portico/keys.json".into())));
}

#[test]
fn adobe_is_at_three_addresses_and_a_stand_in_at_one() {
    let config = providers::AdobeStockConfig::default();
    let url = |text: &str| url::Url::parse(text).unwrap();
    let adobe = url("https://stock.adobe.io");
    assert_eq!(config.token_address(&adobe), url("https://ims-na1.adobelogin.com"));
    assert_eq!(config.download_address(&adobe), url("https://stock.adobe.com"));
    let other = url("http://127.0.0.1:4010/adobe");
    assert_eq!((config.token_address(&other), config.download_address(&other)), (other.clone(), other.clone()));
    let set = providers::AdobeStockConfig { token_url: Some(adobe.clone()), ..config };
    assert_eq!(set.token_address(&other), adobe);
}

#[test]
fn amounts_of_budgets_are_exact() {
    let config = toml(
        "[[purchasing.budgets]]\ncurrency = \"USD\"\nper_month = \"5000.10\"\napproval_above = 500\n\
         [[purchasing.budgets]]\ntenant = \"acme\"\nteam = \"design\"\ncurrency = \"USD\"\nper_purchase = 20",
    );
    let [company, team] = <[_; 2]>::try_from(config.unwrap().purchasing.budgets).unwrap();
    assert_eq!((&*company.tenant, company.team), ("default", None));
    assert_eq!(company.per_month.unwrap().to_string(), "5000.10");
    assert_eq!(company.approval_above.unwrap().to_string(), "500");
    assert_eq!((&*team.tenant, team.team.as_deref(), team.per_month), ("acme", Some("design"), None));
}

#[test]
fn secrets_do_not_print() {
    let config = toml(&with_examples()).unwrap();
    let printed = format!("{config:?}");
    for secret in ["sandbox-key", "\"sandbox\"", "sandbox-secret", "\"an example\""] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn what_kubernetes_sets_is_no_setting() {
    assert!(
        ["PORTICO_HTTP__LISTEN", "PORTICO_MODE", "PORTICO_DATA_DIR", "PORTICO_HTTP__TYPO"].into_iter().all(is_setting)
    );
    assert!(!["PORTICO_PORT", "PORTICO_SERVICE_HOST", "PORTICO_CONFIG", "PATH"].into_iter().any(is_setting));
}
