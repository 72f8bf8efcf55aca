//! A private Postgres from Debian's packages, in a temporary folder, reached through a socket in it: no port is taken.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use tempfile::TempDir;

/// Runs the store's tests against Postgres too.
const VARIABLE: &str = "PORTICO_TEST_POSTGRES";
/// Longer than any start; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether tests shall run against Postgres too.
pub(crate) fn wanted() -> bool {
    #[expect(clippy::disallowed_methods, reason = "it decides which tests run; it is no setting")]
    let variable = std::env::var(VARIABLE);
    variable.is_ok_and(|value| !value.is_empty() && value != "0")
}

/// A running Postgres, gone with the test.
pub(crate) struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    /// Postgres refuses to run as root.
    account: Option<(u32, u32)>,
    server: Child,
}

impl Postgres {
    /// Makes a database and starts it.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let account = (fs::metadata(folder.path()).unwrap().uid() == 0).then(|| account("postgres"));
        if let Some((user, group)) = account {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let programs = programs();
        let mut initdb = command(&programs, "initdb", account);
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale", "-D"]);
        let made = initdb.arg(folder.path().join("data")).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let server = launch(&programs, account, folder.path());
        Self { folder, programs, account, server }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.path().display())
    }

    /// Ends it at once: connections break, what was not committed is lost.
    pub(crate) fn stop(&mut self) {
        let pid = self.server.id().to_string();
        assert!(Command::new("kill").args(["-QUIT", &pid]).status().unwrap().success());
        self.server.wait().unwrap();
    }

    /// Starts it again.
    pub(crate) fn go_on(&mut self) {
        self.server = launch(&self.programs, self.account, self.folder.path());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if matches!(self.server.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}

/// Starts the server, and waits until it says that it is ready.
fn launch(programs: &Path, account: Option<(u32, u32)>, folder: &Path) -> Child {
    let mut server = command(programs, "postgres", account);
    server.arg("-F").arg("-D").arg(folder.join("data")).arg("-k").arg(folder).args(["-c", "listen_addresses="]);
    let mut server = server.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (ready, told) = mpsc::channel();
    let log = BufReader::new(server.stderr.take().unwrap());
    // Read to its end: a full pipe would stop the server.
    std::thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            drop(ready.send(line));
        }
    });
    let mut said = Vec::new();
    while let Ok(line) = told.recv_timeout(PATIENCE) {
        if line.contains("ready to accept connections") {
            return server;
        }
        said.push(line);
    }
    let _ = server.kill();
    let status = server.wait().unwrap();
    panic!("Postgres did not start ({status}): {said:#?}");
}

fn command(programs: &Path, name: &str, account: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(programs.join(name));
    command.env_clear().current_dir("/");
    if let Some((user, group)) = account {
        command.uid(user).gid(group);
    }
    command
}

/// Where Debian puts them: not into the path, a folder for each version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    folders.sort();
    folders.pop().unwrap_or_else(|| panic!("Postgres is not installed: `apt-get install postgresql`"))
}

fn account(name: &str) -> (u32, u32) {
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let fields: Vec<&str> =
        accounts.lines().map(|line| line.split(':').collect()).find(|fields: &Vec<_>| fields[0] == name).unwrap();
    (fields[2].parse().unwrap(), fields[3].parse().unwrap())
}
