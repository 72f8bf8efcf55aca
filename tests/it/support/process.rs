//! The real binary.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
};

use tempfile::TempDir;

/// A running binary, ended with the test.
pub(crate) struct Process {
    pub(crate) child: Child,
    said: BufReader<ChildStdout>,
    /// Where it runs.
    pub(crate) folder: TempDir,
}

impl Process {
    /// Starts it on free ports, in an empty folder.
    pub(crate) fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_in(TempDir::new().unwrap(), arguments, variables)
    }

    /// Kills it, and starts it where it was.
    pub(crate) fn killed_and_started(self, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut dying = self;
        dying.child.kill().unwrap();
        dying.child.wait().unwrap();
        let folder = std::mem::replace(&mut dying.folder, TempDir::new().unwrap());
        Self::start_in(folder, arguments, variables)
    }

    fn start_in(folder: TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_portico"))
            .args(arguments)
            .env_clear()
            .env("PORTICO_HTTP__LISTEN", "127.0.0.1:0")
            .env("PORTICO_SANDBOX__LISTEN", "127.0.0.1:0")
            .envs(variables.iter().copied())
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said, folder }
    }

    /// Reads what it says until a line holds `label`, and gives what follows that.
    pub(crate) fn line(&mut self, label: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "`{label}` was not said: {}", self.complaint());
            if let Some((_, rest)) = line.split_once(label) {
                return rest.trim().to_owned();
            }
        }
    }

    /// All that it logs until it ends.
    pub(crate) fn complaint(&mut self) -> String {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }

    /// Sends a signal and waits for the end: whether it was a success, and what was logged.
    pub(crate) fn stop(mut self, signal: &str) -> (bool, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let success = self.child.wait().unwrap().success();
        (success, self.complaint())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `http://127.0.0.1:4000/graphql` → the address in it.
pub(crate) fn addr(url: &str) -> SocketAddr {
    url::Url::parse(url).unwrap().socket_addrs(|| None).unwrap()[0]
}
