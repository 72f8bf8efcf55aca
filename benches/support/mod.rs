//! What the benchmarks share.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, ChildStdout, Command, Stdio},
};

/// A sandbox in a process of its own, so that only the façade is measured.
pub(crate) struct Sandbox {
    process: Child,
    /// Kept open: a process that cannot print ends.
    _said: BufReader<ChildStdout>,
    /// Where Depositphotos is on it.
    pub(crate) url: String,
}

impl Sandbox {
    pub(crate) fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_portico"))
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut said = BufReader::new(process.stdout.take().expect("its output"));
        let url = said
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_whitespace().find(|word| word.ends_with("/depositphotos")).map(str::to_owned))
            .expect("a start line with the sandbox's URL");
        Self { process, _said: said, url }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
