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
    app::{self, App, StartError},
    config::{self, Config, ConfigError, Sources},
    graphql::schema,
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
    /// Ask a running façade whether it is alive; exits with 0 if so
    Healthcheck,
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
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Where the sandbox listens; port 0 picks a free one [sandbox.listen]
    #[arg(long, value_name = "ADDRESS:PORT")]
    sandbox_listen: Option<SocketAddr>,
    /// The one folder that is written to [data_dir]
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<String>,
}

#[derive(Args)]
struct SandboxArgs {
    /// Where it listens; port 0 picks a free one [sandbox.listen]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Keeps users, licences and money across restarts [sandbox.state]
    #[arg(long, value_name = "FILE")]
    state: Option<String>,
    /// Which reading of the wire is played: superset, sdk, doc, php [sandbox.quirks]
    #[arg(long, value_name = "NAME")]
    quirks: Option<String>,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print every setting with its default and what it is for
    Default,
    /// Read the configuration as `serve` would, and say what it comes to
    Check,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the configuration cannot be used\n{0}")]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Unwell(String),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
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
        Command::Config(ConfigCommand::Check) => Ok(say(&summary(&sources.load()?))?),
        Command::Healthcheck => runtime()?.block_on(healthcheck(sources.load()?.http.listen)),
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
        lines.push(format!("  Sandbox   {}", sandbox.depositphotos_url()));
        lines.push(format!(
            "            what it was asked: http://{}/_sandbox/calls",
            app::reachable_addr(sandbox.addr())
        ));
    }
    if let Some(token) = app.development_token() {
        lines.push(format!("  Token     {token}"));
        lines.push("            of the development viewer; a request without one is answered as well".to_owned());
    }
    lines.join("\n")
}

async fn sandbox(config: Config) -> Result<(), Failure> {
    telemetry::init(&config.log).map_err(|problem| ConfigError::Invalid(vec![problem]))?;
    let stop = stop_signal()?;
    let sandbox = app::start_sandbox(config.sandbox).await?;
    let control = app::reachable_addr(sandbox.addr());
    say(&format!(
        "The sandbox is ready. Ctrl-C stops it.\n  Depositphotos  {}\n  Adobe Stock    {}\n  Control        \
         http://{control}/_sandbox/calls",
        sandbox.depositphotos_url(),
        sandbox.adobe_stock_url(),
    ))?;
    stop.await;
    sandbox.shutdown().await;
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

/// What a configuration comes to, without its secrets.
fn summary(config: &Config) -> String {
    let providers = &config.providers;
    let upstream = |url: &Option<url::Url>| match url {
        Some(url) => url.to_string(),
        None if providers.on_the_sandbox() => format!("the built-in sandbox, on {}", config.sandbox.listen),
        None => "not there".to_owned(),
    };
    let (depositphotos, adobe_stock) = (upstream(&providers.depositphotos.url), upstream(&providers.adobe_stock.url));
    let on = |on| if on { "on" } else { "off" };
    format!(
        "The configuration is valid.\n  mode            {}\n  façade          {}\n  Depositphotos   {depositphotos}\n  \
         Adobe Stock     {adobe_stock}\n  data folder     {}\n  introspection   {}\n  GraphiQL        {}\n  without token   {}",
        config.mode,
        config.http.listen,
        config.data_dir.display(),
        on(config.graphql.introspection(config.mode)),
        on(config.graphql.graphiql(config.mode)),
        if config.auth.anonymous { "answered as the fixed viewer" } else { "refused" },
    )
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
