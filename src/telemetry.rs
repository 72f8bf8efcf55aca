//! Logs, to the standard error stream: standard output is for what the command was asked to say.

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use tracing_subscriber::{layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{
    Problem,
    log::{LogConfig, LogFormat},
};

/// A time as a field of a line, in milliseconds. In JSON a wider number would be written as a text.
pub fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Starts logging for the whole process.
///
/// # Errors
/// When the level cannot be read. A process that logs already keeps its way of logging.
pub fn init(config: &LogConfig) -> Result<(), Problem> {
    let registry = tracing_subscriber::registry().with(config.filter()?);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let started = match config.format {
        LogFormat::Text => registry.with(lines.with_ansi(io::stderr().is_terminal()).with_target(false)).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true).with_current_span(false)).try_init(),
    };
    if started.is_err() {
        tracing::debug!("this process logs already");
    }
    Ok(())
}
