//! The command line.

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, Subcommand};
use portico::{
    app,
    config::{self, Config, ConfigError, Sources},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
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
    /// The configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Ask a running façade whether it is alive; exits with 0 if so
    Healthcheck,
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
    let sources = Sources { file: cli.config, ..Sources::from_environment() };
    match cli.command {
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

/// What a configuration comes to, without its secrets.
fn summary(config: &Config) -> String {
    let upstream = config
        .providers
        .depositphotos
        .url
        .as_ref()
        .map_or_else(|| format!("the built-in sandbox, on {}", config.sandbox.listen), ToString::to_string);
    let on = |on| if on { "on" } else { "off" };
    format!(
        "The configuration is valid.\n  mode            {}\n  façade          {}\n  Depositphotos   {upstream}\n  data folder     \
         {}\n  introspection   {}\n  GraphiQL        {}\n  without token   {}",
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
