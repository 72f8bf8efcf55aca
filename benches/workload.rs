//! What one operation costs the façade: a search for 50 items with author, tags, and 4 similar items each.
//!
//! `cargo bench --bench workload` prints CPU time per operation; `-- --instructions` runs itself under
//! `valgrind --tool=callgrind` and prints instructions per operation, which do not depend on what else the machine does.
//! The sandbox runs in a process of its own, so that only the façade is measured.
#![expect(
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a measurement that cannot go on should stop here"
)]

mod support;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::Command,
    time::Duration,
};

use portico::{
    app,
    config::{Config, limits::RateConfig},
};

use self::support::Sandbox;

/// The allocator of the binary, which a benchmark has to bring itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Operations that are run before anything is measured.
const WARM_UP: u32 = 3;
/// Operations per measurement of time.
const TIMED: u32 = 200;
/// Operations under callgrind; the difference of two runs leaves start-up out.
const COUNTED: [u32; 2] = [4, 14];

const QUERY: &str = "query Workload {
  search(query: \"fox\", first: 50) {
    nodes { id title author { username } tags similar(first: 4) { id title preview(size: SMALL) { url } } }
  }
}";

const MODES: [&str; 2] = ["cold", "hot"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--run", mode, count, upstream] => run(mode, count.parse().expect("a count"), upstream),
        ["--instructions"] => instructions(),
        [] => cpu_time(),
        other => panic!("unknown arguments {other:?}; none, or --instructions"),
    }
}

/// CPU milliseconds per operation, start-up left out.
fn cpu_time() {
    let sandbox = Sandbox::start();
    for mode in MODES {
        let [few, many] = [WARM_UP, WARM_UP + TIMED].map(|count| {
            let output = this_program().args(["--run", mode, &count.to_string(), &sandbox.url]).output();
            let output = output.expect("this program runs itself");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let ticks: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("CPU time in ticks");
            // Linux counts in hundredths of a second.
            ticks * 10
        });
        println!("{mode}: {:.3} ms CPU per operation", (many - few) as f64 / f64::from(TIMED));
    }
}

/// Instructions per operation, start-up left out.
fn instructions() {
    let sandbox = Sandbox::start();
    for mode in MODES {
        let [few, many] = COUNTED.map(|count| {
            let myself = std::env::current_exe().expect("the path of this program");
            let output = Command::new("valgrind")
                .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
                .arg(myself)
                .args(["--run", mode, &count.to_string(), &sandbox.url])
                .output()
                .expect("valgrind is installed");
            let report = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{report}");
            let line = report.lines().find(|line| line.contains("Collected :")).expect("callgrind's total");
            line.rsplit(' ').next().and_then(|total| total.parse::<u64>().ok()).expect("a number of instructions")
        });
        let each = (many - few) / u64::from(COUNTED[1] - COUNTED[0]);
        println!("{mode}: {:.2} M instructions per operation", each as f64 / 1e6);
    }
}

fn this_program() -> Command {
    Command::new(std::env::current_exe().expect("the path of this program"))
}

/// Runs `count` operations against the sandbox at `upstream`; prints the CPU time used, in ticks.
fn run(mode: &str, count: u32, upstream: &str) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let app = runtime.block_on(app::start(config(mode, upstream))).expect("Portico starts");
    let mut connection = Connection::open(&app.addr().to_string());
    let mut bytes = 0;
    for _ in 0..count {
        bytes = connection.query();
    }
    assert!(bytes > 10_000, "an answer of {bytes} bytes is not the workload's");
    let stat = std::fs::read_to_string("/proc/self/stat").expect("this process's statistics");
    let after_name = stat.rsplit(')').next().expect("fields after the name");
    let ticks = |field: usize| after_name.split_whitespace().nth(field).and_then(|ticks| ticks.parse::<u64>().ok());
    println!("{}", ticks(11).zip(ticks(12)).map(|(user, system)| user + system).expect("user and system time"));
    runtime.block_on(app.shutdown());
}

fn config(mode: &str, upstream: &str) -> Config {
    let mut config = Config::default();
    config.http.listen = "127.0.0.1:0".parse().expect("an address");
    config.providers.depositphotos.url = Some(upstream.parse().expect("the sandbox's URL"));
    config.limits.rate = RateConfig::off();
    if mode == "cold" {
        config.cache.items_ttl = Duration::ZERO;
        config.cache.searches_ttl = Duration::ZERO;
    } else {
        config.cache.items_ttl = Duration::from_secs(3600);
        config.cache.searches_ttl = Duration::from_secs(3600);
    }
    config
}

/// A client that costs next to nothing: one connection, one buffer.
struct Connection {
    stream: BufReader<TcpStream>,
    request: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    fn open(address: &str) -> Self {
        let body = serde_json::json!({ "query": QUERY }).to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let stream = TcpStream::connect(address).expect("Portico listens");
        Self { stream: BufReader::new(stream), request: request.into_bytes(), body: Vec::new() }
    }

    /// Sends the workload once; how many bytes came back.
    fn query(&mut self) -> usize {
        self.stream.get_mut().write_all(&self.request).expect("the request is sent");
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("an answer");
            let header = line.trim_end().to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length: ") {
                length = value.parse().expect("a length");
            }
            if header.is_empty() {
                break;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).expect("the body");
        length
    }
}
