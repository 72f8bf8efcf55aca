//! The real binary, in processes of its own.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::SocketAddr,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use tokio::time::Instant;

/// Longer than anything that is waited for; only a hang reaches it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at what is waited for.
pub(crate) const LOOK: Duration = Duration::from_millis(20);

/// A running binary, gone with the test.
pub(crate) struct Process {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Process {
    /// Starts it with nothing in its environment but `variables`; what it logs goes to the end of a file.
    pub(crate) fn start(command: &str, variables: &[(String, String)], folder: &Path, log: &Path) -> Self {
        let log = File::options().create(true).append(true).open(log).unwrap();
        // A limit on the length of files shall be an error and not a signal: the full disk of whoever cannot mount one.
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$1\"", env!("CARGO_BIN_EXE_portico"), command])
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The address behind `label` in what it says at its start; `None` when it ends before it has said that.
    pub(crate) fn address(&mut self, label: &str) -> Option<SocketAddr> {
        let mut line = String::new();
        while self.said.read_line(&mut line).unwrap() > 0 {
            if let Some((_, url)) = line.split_once(label) {
                let url = url.trim().strip_prefix("http://").unwrap();
                return Some(url.split('/').next().unwrap().parse().unwrap());
            }
            line.clear();
        }
        None
    }

    /// Kills it for real.
    pub(crate) fn kill(mut self) {
        // It may have died by itself a moment ago.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Waits until it has died; it must be by SIGKILL, and by its own hand.
    pub(crate) async fn killed_itself(mut self, at: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.signal(), Some(9), "at {at}: {status:?}");
                return;
            }
            assert!(Instant::now() < deadline, "{at} was not crossed");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
