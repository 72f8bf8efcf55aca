//! Configuration: one section per file, defaults in one place (`Default`), unknown keys refused.
//!
//! Later sources win: the defaults, `portico.toml`, the environment (`PORTICO_HTTP__LISTEN` is `http.listen`), flags.

pub mod auth;
pub mod cache;
pub mod download;
pub mod generation;
pub mod graphql;
pub mod http;
pub mod ledger;
pub mod limits;
pub mod log;
pub mod providers;
pub mod purchasing;
pub mod sandbox;
mod secret;
pub mod tenants;

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

/// The commented default configuration, as `portico config default` prints it.
pub const DEFAULT_TOML: &str = include_str!("../../portico.toml");

/// The file that is read when none is named, if it is there.
const DEFAULT_FILE: &str = "portico.toml";

/// Names the configuration file; every other variable of this prefix is a setting.
pub const FILE_VARIABLE: &str = "PORTICO_CONFIG";

/// Every setting.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Friendly or strict defaults.
    pub mode: Mode,
    /// The one folder that is written to.
    pub data_dir: PathBuf,
    /// The façade's own server.
    pub http: http::HttpConfig,
    /// What is logged.
    pub log: log::LogConfig,
    /// Who may ask.
    pub auth: auth::AuthConfig,
    /// Files that are passed on.
    pub download: download::DownloadConfig,
    /// What the graph shows of itself.
    pub graphql: graphql::GraphqlConfig,
    /// What one operation may cost.
    pub limits: limits::LimitsConfig,
    /// What is kept between requests.
    pub cache: cache::CacheConfig,
    /// Where purchases are recorded.
    pub ledger: ledger::LedgerConfig,
    /// How jobs of the image generator are followed.
    pub generation: generation::GenerationConfig,
    /// What may be spent.
    pub purchasing: purchasing::PurchasingConfig,
    /// Where the providers are.
    pub providers: providers::ProvidersConfig,
    /// Accounts of their own, by the tenants' names.
    pub tenants: tenants::TenantsConfig,
    /// The upstreams that the binary carries.
    pub sandbox: sandbox::SandboxConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            data_dir: "./portico-data".into(),
            http: http::HttpConfig::default(),
            log: log::LogConfig::default(),
            auth: auth::AuthConfig::default(),
            download: download::DownloadConfig::default(),
            graphql: graphql::GraphqlConfig::default(),
            limits: limits::LimitsConfig::default(),
            cache: cache::CacheConfig::default(),
            generation: generation::GenerationConfig::default(),
            ledger: ledger::LedgerConfig::default(),
            purchasing: purchasing::PurchasingConfig::default(),
            providers: providers::ProvidersConfig::default(),
            tenants: tenants::TenantsConfig::default(),
            sandbox: sandbox::SandboxConfig::default(),
        }
    }
}

/// Whom the defaults are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A developer: introspection, suggestions, GraphiQL, a minted token, the built-in sandbox.
    #[default]
    Development,
    /// The public: none of these, and no start with development secrets.
    Production,
}

impl Mode {
    /// Whether this is development mode.
    pub fn is_development(self) -> bool {
        self == Self::Development
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Development => "development",
            Self::Production => "production",
        })
    }
}

/// Why there is no usable configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A source cannot be read, or a key is unknown or of the wrong type.
    #[error("{0}")]
    Unreadable(String),
    /// Every value can be read, and these are not allowed.
    #[error("{}", list(.0))]
    Invalid(Vec<Problem>),
}

/// A setting that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `http.listen`
    pub path: Cow<'static, str>,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Problem {
    /// A problem at `path`.
    pub fn new(path: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    /// The same, of a setting below this path.
    fn below(self, path: &str) -> Self {
        Self { path: format!("{path}.{}", self.path).into(), ..self }
    }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect::<Vec<_>>().join("\n")
}

/// Where settings come from besides the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A file that must be there; without one `portico.toml` of the working folder is read if it is there.
    pub file: Option<PathBuf>,
    /// `PORTICO_…` variables.
    pub environment: HashMap<String, String>,
    /// Settings of the command line, by path (`http.listen`).
    pub flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// The process's environment, and nothing else yet.
    pub fn from_environment() -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| is_setting(name))
            .collect();
        Self { environment, ..Self::default() }
    }

    /// Adds a setting of the command line, if it was given.
    pub fn flag(&mut self, path: &'static str, value: Option<impl ToString>) {
        self.flags.extend(value.map(|value| (path, value.to_string())));
    }

    /// Reads and checks the configuration.
    ///
    /// # Errors
    /// [`ConfigError`], which names the setting by its path.
    pub fn load(&self) -> Result<Config, ConfigError> {
        let unreadable = |error: config::ConfigError| ConfigError::Unreadable(error.to_string());
        let mut builder = config::Config::builder();
        builder = match &self.file {
            Some(file) => builder.add_source(toml_file(file, true)),
            None => builder.add_source(toml_file(Path::new(DEFAULT_FILE), false)),
        };
        let environment = config::Environment::with_prefix("PORTICO")
            .prefix_separator("_")
            .separator("__")
            .ignore_empty(true)
            .source(Some(self.environment.clone()));
        builder = builder.add_source(environment);
        for (path, value) in &self.flags {
            builder = builder.set_override(*path, value.as_str()).map_err(unreadable)?;
        }
        read(builder.build().map_err(unreadable)?)
    }
}

/// Whether a variable is meant as a setting: Kubernetes, for one, sets `PORTICO_PORT` beside a service of that name.
fn is_setting(name: &str) -> bool {
    const TOP_LEVEL: [&str; 2] = ["MODE", "DATA_DIR"];
    let setting = name.strip_prefix("PORTICO_");
    setting.is_some_and(|setting| setting.contains("__") || TOP_LEVEL.contains(&setting))
}

fn toml_file(path: &Path, required: bool) -> impl config::Source + Send + Sync + 'static {
    config::File::from(path).format(config::FileFormat::Toml).required(required)
}

fn read(settings: config::Config) -> Result<Config, ConfigError> {
    let config: Config = serde_path_to_error::deserialize(settings).map_err(|error| {
        let path = error.path().to_string();
        ConfigError::Unreadable(if path == "." {
            error.inner().to_string()
        } else {
            format!("{path}: {}", error.inner())
        })
    })?;
    let problems = config.problems();
    if problems.is_empty() { Ok(config) } else { Err(ConfigError::Invalid(problems)) }
}

impl Config {
    /// What is not allowed, in every section.
    fn problems(&self) -> Vec<Problem> {
        [
            self.http.problems(),
            self.log.problems(),
            self.auth.problems(self.mode),
            self.download.problems(),
            self.graphql.problems(self.mode),
            self.limits.problems(),
            self.generation.problems(),
            self.purchasing.problems(),
            self.providers.problems(self.mode, self.sandbox.allowed_in_production, self.tenants.is_empty()),
            tenants::problems(&self.tenants, &self.providers, self.mode),
        ]
        .concat()
    }
}

/// The address to listen on that a text means.
///
/// # Errors
/// What is expected: a host's name may mean several addresses, so it is none.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("`{text}` is not an IP address and a port, like 127.0.0.1:4000"))
}

pub(crate) fn listen<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    listen_address(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

/// A list that may also be one string with commas, as an environment variable must be.
pub(crate) fn comma_separated<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::List(list) => list,
        Form::Text(text) => {
            text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
        }
    })
}

#[cfg(test)]
mod tests;
