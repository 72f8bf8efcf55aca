//! The command line.

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Parser, Subcommand};
use portico::{
    app::{
        self, App, StartError,
        ledger::{ExportFormat, LedgerCommandError, Said},
    },
    auth::{self, AuthError, Grant, Scopes},
    clock::Clock,
    config::{self, Config, ConfigError, Sources},
    graphql::schema,
    sandbox::PLAYED,
    telemetry,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    signal::unix::{SignalKind, signal},
    time::timeout,
};

/// A quarter of the work is memory: this allocator takes the least time for it (figures in docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long the process itself may take to say that it is well.
const HEALTHCHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest name or reason of a person, in characters.
const MAX_SAID: usize = 500;

/// One GraphQL graph in front of a company's stock-media providers.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    /// The configuration file; without one, `portico.toml` of the working folder is read if it is there.
    #[arg(short, long, global = true, value_name = "FILE", env = config::FILE_VARIABLE)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the façade, and the sandbox where no provider is configured
    #[command(after_help = SERVE_HELP)]
    Serve(ServeArgs),
    /// Start the sandbox alone
    Sandbox(SandboxArgs),
    /// Print the schema
    Schema,
    /// The configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// The record of every purchase
    Ledger(LedgerArgs),
    /// Print a token for development mode; a running façade of the same data folder accepts it
    Token(TokenArgs),
    /// Ask a running façade whether it is alive; exits with 0 if so
    Healthcheck {
        /// Where the façade listens [http.listen]
        #[arg(long, value_name = "ADDRESS:PORT")]
        listen: Option<SocketAddr>,
    },
}

const SERVE_HELP: &str = "\
Without any flag or file everything runs on the built-in sandbox: open the address that is printed.

A real provider instead (any setting can stand in portico.toml or in the environment):
  PORTICO_PROVIDERS__DEPOSITPHOTOS__URL=https://api.depositphotos.com \\
  PORTICO_PROVIDERS__DEPOSITPHOTOS__API_KEY=… \\
  PORTICO_PROVIDERS__DEPOSITPHOTOS__USERNAME=… \\
  PORTICO_PROVIDERS__DEPOSITPHOTOS__PASSWORD=… portico serve

Every setting, with its default:  portico config default";

#[derive(Args)]
struct ServeArgs {
    /// Where the façade listens; port 0 picks a free one [http.listen]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = config::listen_address)]
    listen: Option<SocketAddr>,
    /// Where the sandbox listens; port 0 picks a free one [sandbox.listen]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = config::listen_address)]
    sandbox_listen: Option<SocketAddr>,
    /// The one folder that is written to [data_dir]
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<String>,
}

#[derive(Args)]
struct SandboxArgs {
    /// Where it listens; port 0 picks a free one [sandbox.listen]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = config::listen_address)]
    listen: Option<SocketAddr>,
    /// Keeps users, licences and money across restarts [sandbox.state]
    #[arg(long, value_name = "FILE")]
    state: Option<String>,
    /// Which reading of the wire is played: superset, sdk, doc, php [sandbox.quirks]
    #[arg(long, value_name = "NAME")]
    quirks: Option<String>,
}

#[derive(Args)]
struct TokenArgs {
    /// What it allows, with commas; everything unless given
    #[arg(long, value_name = "SCOPES", value_delimiter = ',')]
    scopes: Vec<String>,
    /// How long it is good: 15m, 1h, 7d
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = humantime)]
    ttl: Duration,
    /// Whom it names
    #[arg(long, value_name = "NAME", default_value = "developer")]
    subject: String,
    /// The company that one belongs to
    #[arg(long, value_name = "NAME", default_value = "default")]
    tenant: String,
    /// The team within it
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// The folder that the façade writes to [data_dir]
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<String>,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print every setting with its default and what it is for
    Default,
    /// Read the configuration as `serve` would, and say what it comes to
    Check,
}

#[derive(Args)]
struct LedgerArgs {
    /// The folder that the façade writes to [data_dir]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Where the façade's sandbox listens, if it runs on that [sandbox.listen]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    sandbox_listen: Option<SocketAddr>,
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// List the newest purchases, or show one with its entries
    Show {
        /// A purchase: its id in the graph, or its ULID
        id: Option<String>,
        /// Those that wait for a person, the longest waiting first
        #[arg(long, conflicts_with = "id")]
        review: bool,
    },
    /// Recompute the hash chain; exits with 1 if anything is wrong
    Verify,
    /// Look up every unclear outcome now (`serve` does so by itself)
    Reconcile,
    /// Settle by hand a line that is NEEDS_REVIEW; a running `serve` need not stop
    Settle(SettleArgs),
    /// Print every entry
    Export {
        /// How; CSV has an apostrophe before what a spreadsheet would take for a formula
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
        /// Entries of what
        #[arg(long, value_enum, default_value_t = Log::Ledger)]
        log: Log,
    },
    /// Print the proof of a purchase
    Proof {
        /// The purchase: its id in the graph, or its ULID
        id: String,
        /// A page that can be printed, instead of JSON
        #[arg(long)]
        html: bool,
    },
}

#[derive(Args)]
struct SettleArgs {
    /// The purchase: its id in the graph, or its ULID
    id: String,
    /// Which of its lines
    #[arg(long, value_name = "N", default_value_t = 0)]
    line: u32,
    #[command(flatten)]
    found: FoundArgs,
    /// Who says so; kept in the ledger
    #[arg(long, value_name = "NAME", env = "USER", hide_env_values = true, value_parser = said)]
    by: String,
    /// Why; kept in the ledger
    #[arg(long, value_name = "TEXT", value_parser = said)]
    reason: String,
}

/// What was found: an id in the graph, or the provider's own number.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct FoundArgs {
    /// What the line bought, or passed on; may be repeated
    #[arg(long = "transaction", value_name = "ID")]
    transactions: Vec<String>,
    /// The invoice that it made
    #[arg(long, value_name = "ID")]
    invoice: Option<String>,
    /// The job of the image generator that it started
    #[arg(long, value_name = "ID")]
    generation: Option<String>,
    /// Nothing was done
    #[arg(long)]
    not_bought: bool,
}

impl From<FoundArgs> for Said {
    fn from(found: FoundArgs) -> Self {
        match found {
            FoundArgs { invoice: Some(id), .. } => Self::Invoice(id),
            FoundArgs { generation: Some(id), .. } => Self::Generation(id),
            FoundArgs { not_bought: true, .. } => Self::NotBought,
            FoundArgs { transactions, .. } => Self::Transactions(transactions),
        }
    }
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Log {
    /// State changes of purchases
    Ledger,
    /// Who asked for what
    Audit,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the configuration cannot be used\n{0}")]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error("{0}")]
    Argument(String),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Unwell(String),
    #[error(transparent)]
    Ledger(#[from] LedgerCommandError),
}

fn main() -> ExitCode {
    arm_crash_point();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // `portico ledger export | head`: whoever read has enough.
        Err(Failure::Io(error) | Failure::Ledger(LedgerCommandError::Output(error)))
            if error.kind() == io::ErrorKind::BrokenPipe =>
        {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            // Nothing can be done about a closed stream.
            let _ = writeln!(io::stderr(), "portico: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let mut sources = Sources { file: cli.config, ..Sources::from_environment() };
    match cli.command {
        Command::Serve(args) => {
            sources.flag("http.listen", args.listen);
            sources.flag("sandbox.listen", args.sandbox_listen);
            sources.flag("data_dir", args.data_dir);
            runtime()?.block_on(serve(sources.load()?))
        }
        Command::Sandbox(args) => {
            sources.flag("sandbox.listen", args.listen);
            sources.flag("sandbox.state", args.state);
            sources.flag("sandbox.quirks", args.quirks);
            runtime()?.block_on(sandbox(sources.load()?))
        }
        Command::Schema => Ok(say(&schema::sdl())?),
        Command::Config(ConfigCommand::Default) => Ok(say(config::DEFAULT_TOML)?),
        Command::Ledger(LedgerArgs { data_dir, sandbox_listen, command }) => {
            sources.flag("data_dir", data_dir);
            sources.flag("sandbox.listen", sandbox_listen);
            runtime()?.block_on(ledger(command, &sources.load()?))
        }
        Command::Config(ConfigCommand::Check) => Ok(say(&summary(&sources.load()?)?)?),
        Command::Token(args) => {
            sources.flag("data_dir", args.data_dir.as_deref());
            Ok(say(&token(&sources.load()?, args)?)?)
        }
        Command::Healthcheck { listen } => {
            sources.flag("http.listen", listen);
            runtime()?.block_on(healthcheck(sources.load()?.http.listen))
        }
    }
}

/// Where tests want the process killed (`docs/ledger.md`); a release build does not look.
fn arm_crash_point() {
    if cfg!(debug_assertions) {
        #[expect(clippy::disallowed_methods, reason = "no setting: `config` must not know it")]
        let point = std::env::var("PORTICO_CRASH_POINT");
        if let Ok(point) = point {
            portico::purchase::crash::arm(&point);
        }
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Writes to the standard output at once: whoever started us may be waiting for the line.
fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    out.flush()
}

async fn serve(config: Config) -> Result<(), Failure> {
    telemetry::init(&config.log).map_err(|problem| ConfigError::Invalid(vec![problem]))?;
    let mode = config.mode;
    // Before anything starts, so that a stop that comes early is not lost.
    let stop = stop_signal()?;
    let app = app::start(config).await?;
    say(&welcome(&app, mode))?;
    stop.await;
    tracing::info!("stopping: requests under way may end");
    app.shutdown().await;
    tracing::info!("stopped");
    Ok(())
}

fn welcome(app: &App, mode: config::Mode) -> String {
    let mut lines = vec![format!("Portico {} is ready, in {mode} mode. Ctrl-C stops it.", env!("CARGO_PKG_VERSION"))];
    if let Some(url) = app.graphiql_url() {
        lines.push(format!("  GraphiQL  {url}"));
    }
    lines.push(format!("  GraphQL   {}", app.graphql_url()));
    if let Some(sandbox) = &app.sandbox {
        let addr = app::reachable_addr(sandbox.addr());
        let addresses = PLAYED.iter().filter_map(|played| Some(played.address(addr)?.to_string()));
        for (at, line) in addresses.chain([format!("what it was asked: http://{addr}/_sandbox/calls")]).enumerate() {
            lines.push(format!("  {:<9} {line}", if at == 0 { "Sandbox" } else { "" }));
        }
    }
    if let Some(token) = app.development_token() {
        lines.push(format!("  Token     {token}"));
        lines.push("            of the development viewer, with every scope; `portico token` makes others".to_owned());
    }
    lines.join("\n")
}

async fn sandbox(config: Config) -> Result<(), Failure> {
    telemetry::init(&config.log).map_err(|problem| ConfigError::Invalid(vec![problem]))?;
    let stop = stop_signal()?;
    let sandbox = app::start_sandbox(config.sandbox).await?;
    let control = app::reachable_addr(sandbox.addr());
    let mut lines = vec!["The sandbox is ready. Ctrl-C stops it.".to_owned()];
    lines.extend(
        PLAYED.iter().filter_map(|played| Some(format!("  {:<14} {}", played.title, played.address(control)?))),
    );
    lines.push(format!("  {:<14} http://{control}/_sandbox/calls", "Control"));
    say(&lines.join("\n"))?;
    stop.await;
    sandbox.shutdown().await;
    Ok(())
}

async fn ledger(command: LedgerCommand, config: &Config) -> Result<(), Failure> {
    telemetry::init(&config.log).map_err(|problem| ConfigError::Invalid(vec![problem]))?;
    let mut out = io::stdout();
    match command {
        LedgerCommand::Show { id: Some(id), .. } => app::ledger::show(config, &id, &mut out).await?,
        LedgerCommand::Show { review: true, .. } => app::ledger::show_under_review(config, &mut out).await?,
        LedgerCommand::Show { .. } => app::ledger::show_newest(config, &mut out).await?,
        LedgerCommand::Export { format, log } => {
            let format = match format {
                Format::Jsonl => ExportFormat::JsonLines,
                Format::Csv => ExportFormat::Csv,
            };
            match log {
                Log::Ledger => app::ledger::export(config, format, &mut out).await?,
                Log::Audit => app::ledger::export_audit(config, format, &mut out).await?,
            }
        }
        LedgerCommand::Verify => {
            let (flaws, (last, hash)) = app::ledger::verify(config).await?;
            if flaws.is_empty() {
                let end = if last == 0 { "no entries".to_owned() } else { format!("entry {last}, hash {hash}") };
                return Ok(say(&format!("The ledger is whole. It ends with {end}."))?);
            }
            let entry = |seq: Option<u64>| seq.map(|seq| format!("entry {seq} ")).unwrap_or_default();
            let flaws: Vec<_> = flaws.into_iter().map(|flaw| format!("{}{}", entry(flaw.seq), flaw.what)).collect();
            return Err(Failure::Unwell(format!("the ledger is not whole\n{}", flaws.join("\n"))));
        }
        LedgerCommand::Reconcile => {
            let came = app::ledger::reconcile(config).await?;
            say(&format!(
                "{} looked up: {} settled, {} not bought, {} to be reviewed",
                came.looked_up, came.settled, came.released, came.for_review
            ))?;
        }
        LedgerCommand::Settle(SettleArgs { id, line, found, by, reason }) => {
            let state = app::ledger::settle(config, &id, line, &found.into(), &by, &reason).await?;
            say(&format!("Line {line} is {} now.", state.as_str()))?;
        }
        LedgerCommand::Proof { id, html } => {
            let proof = app::ledger::proof(config, &id).await?;
            let json = || serde_json::to_string_pretty(&proof).map_err(io::Error::other);
            say(&if html { proof.html() } else { json()? })?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Ends when the process is asked to stop.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// What stays in the ledger for ever: not nothing, on one line.
fn said(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_SAID || text.chars().any(char::is_control) {
        return Err(format!("1 to {MAX_SAID} characters, on one line"));
    }
    Ok(text.to_owned())
}

/// A length of time as people write it.
fn humantime(text: &str) -> Result<Duration, String> {
    let text = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(text);
    let length: Result<Duration, _> = humantime_serde::deserialize(text);
    length.ok().filter(|length| !length.is_zero()).ok_or_else(|| "a length of time, like 15m, 1h or 7d".to_owned())
}

fn token(config: &Config, args: TokenArgs) -> Result<String, Failure> {
    let names: Vec<_> = args.scopes.iter().flat_map(|names| names.split_whitespace()).collect();
    if names.is_empty() && !args.scopes.is_empty() {
        return Err(Failure::Argument(format!("--scopes: name one or more of {}", Scopes::all())));
    }
    if !config.data_dir.exists() {
        let note = "is new: a façade that is started on it accepts this token";
        writeln!(io::stderr(), "portico: {} {note}", config.data_dir.display())?;
    }
    let scopes = if args.scopes.is_empty() {
        Scopes::all()
    } else {
        Scopes::named(names).map_err(|name| {
            Failure::Argument(format!("--scopes: there is no scope `{name}`, only {}", Scopes::all()))
        })?
    };
    let grant = Grant {
        subject: args.subject.into(),
        name: None,
        scopes,
        tenant: args.tenant.into(),
        team: args.team.map(Into::into),
        lifetime: args.ttl,
    };
    Ok(auth::mint(config, &grant, &Clock::system())?)
}

/// What a configuration comes to, without its secrets.
fn summary(config: &Config) -> Result<String, AuthError> {
    let providers = &config.providers;
    let upstreams = providers.sections().map(|section| {
        let place = match section.url() {
            Some(url) => url.to_string(),
            None if providers.on_the_sandbox() => format!("the built-in sandbox, on {}", config.sandbox.listen),
            None => "not there".to_owned(),
        };
        format!("  {:<15} {place}\n", section.name())
    });
    let on = |on| if on { "on" } else { "off" };
    let tokens = match config.auth.key_source() {
        None if config.mode.is_development() => "of our own making".to_owned(),
        None => "none are believed".to_owned(),
        Some(_) => format!("of {}", config.auth.issuer.as_deref().unwrap_or_default()),
    };
    let tenants = match config.tenants.keys().map(String::as_str).collect::<Vec<_>>() {
        none if none.is_empty() => "share one account".to_owned(),
        names => format!("{}, and nobody else", names.join(", ")),
    };
    let anonymous = auth::anonymous_scopes(&config.auth, config.mode)?;
    Ok(format!(
        "The configuration is valid.\n  mode            {}\n  façade          {}\n{}  data folder     {}\n  introspection   {}\n  GraphiQL        {}\n  tokens          {tokens}\n  tenants         {tenants}\n  without token   {}",
        config.mode,
        config.http.listen,
        upstreams.concat(),
        config.data_dir.display(),
        on(config.graphql.introspection(config.mode)),
        on(config.graphql.graphiql(config.mode)),
        if config.auth.anonymous(config.mode) { format!("may {anonymous}") } else { "refused".to_owned() },
    ))
}

/// Asks `/healthz` of the façade that listens on `addr`.
async fn healthcheck(addr: SocketAddr) -> Result<(), Failure> {
    let addr = app::reachable_addr(addr);
    let ask = async {
        let mut stream = TcpStream::connect(addr).await?;
        stream
            .write_all(format!("GET /healthz HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n").as_bytes())
            .await?;
        let mut status = [0; 12];
        stream.read_exact(&mut status).await?;
        io::Result::Ok(status == *b"HTTP/1.1 200")
    };
    match timeout(HEALTHCHECK_TIMEOUT, ask).await {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) => Err(Failure::Unwell(format!("{addr} does not answer 200"))),
        Ok(Err(error)) => Err(Failure::Unwell(format!("{addr}: {error}"))),
        Err(_) => Err(Failure::Unwell(format!("{addr} does not answer in time"))),
    }
}
