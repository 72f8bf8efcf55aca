//! A small graph with subscriptions behind the real transport, on a free port: what the JavaScript clients are tried on.
//! Prints its address; ends when it is terminated.

#[expect(dead_code, reason = "the tests watch more of it")]
#[path = "../tests/it/support/ticker.rs"]
mod ticker;

use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use portico::config::{
    auth::AuthConfig,
    http::{HttpConfig, StreamsConfig},
    log::LogConfig,
};
use ticker::{Settings, Streaming};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> io::Result<()> {
    portico::telemetry::init(&LogConfig::default()).map_err(|problem| io::Error::other(problem.message))?;
    let mut terminated = signal(SignalKind::terminate())?;
    // The port may be given, so that a client can be seen to come back after a restart.
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(0);
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let streams = StreamsConfig { keep_alive: Duration::from_millis(250), ..StreamsConfig::default() };
    let http = HttpConfig { streams, shutdown_grace: Duration::from_secs(5), ..HttpConfig::default() };
    let settings = Settings { http, auth: AuthConfig::default(), graphiql: true, ..Settings::default() };
    let streaming = Streaming::start(listen, settings).await?;
    let token = streaming.auth.development_token().map_err(io::Error::other)?.unwrap_or_default();
    println!("GraphQL http://{}/graphql", streaming.addr);
    println!("GraphiQL http://{}/graphiql", streaming.addr);
    println!("Token {token}");
    io::stdout().flush()?;
    terminated.recv().await;
    streaming.server.stop().await;
    Ok(())
}
