//! What a run is made of: its seed, its length, and the figures that it comes to.

use std::{fmt::Write as _, fs, ops::AddAssign, path::PathBuf};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What all scenarios of one round buy together, about: `CHAOS_PURCHASES` is divided by it.
const PURCHASES_OF_A_ROUND: u64 = 600;

fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "how long to run and where to note it is no setting of Portico")]
    let value = std::env::var(name);
    value.ok().filter(|value| !value.is_empty())
}

/// The rounds that a scenario of purchases runs, each with its seed. `CHAOS_SEED` sets the first, `CHAOS_PURCHASES` how
/// many there are.
pub(crate) fn rounds(scenario: &str) -> impl Iterator<Item = u64> {
    rounds_for(scenario, "CHAOS_PURCHASES", PURCHASES_OF_A_ROUND)
}

/// The same, where this variable says how many things all rounds are to come to, and each comes to `of_a_round`.
pub(crate) fn rounds_for(scenario: &str, wanted: &str, of_a_round: u64) -> impl Iterator<Item = u64> + use<> {
    let number = |name| variable(name).map(|value| value.parse::<u64>().unwrap());
    let first = number("CHAOS_SEED").unwrap_or(1);
    let many = number(wanted).map_or(1, |wanted| wanted.div_ceil(of_a_round).max(1));
    let scenario = scenario.to_owned();
    (first..first + many).inspect(move |seed| println!("{scenario}: CHAOS_SEED={seed} does this round again"))
}

/// Prints figures, and notes them in a folder of `CHAOS_FIGURES`; gives what was printed.
pub(crate) fn note(table: &str, scenario: &str, head: &[&str], values: &[u64]) -> String {
    let mut text = String::new();
    for (name, value) in head.iter().zip(values) {
        writeln!(text, "  {value:>7}  {name}").unwrap();
    }
    println!("{scenario}\n{text}");
    if let Some(folder) = variable("CHAOS_FIGURES").map(PathBuf::from) {
        let cells = values.iter().map(u64::to_string).collect::<Vec<_>>().join(" | ");
        let folder = folder.join(table);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("head"), format!("| scenario | {} |\n", head.join(" | "))).unwrap();
        fs::write(folder.join(format!("{scenario}.row")), format!("| {scenario} | {cells} |\n")).unwrap();
    }
    text
}

/// What chance is drawn from: the same for the same seed and purpose.
pub(crate) fn chance(seed: u64, purpose: &str) -> ChaCha8Rng {
    let salt = purpose.bytes().fold(0_u64, |salt, byte| salt.wrapping_mul(131).wrapping_add(byte.into()));
    ChaCha8Rng::seed_from_u64(seed ^ salt)
}

/// What a scenario came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    /// Lines that were to buy something, in the ledger.
    pub(crate) purchases: u64,
    /// Requests that clients sent for them.
    pub(crate) requests: u64,
    /// Charges in the sandbox's book.
    pub(crate) charges: u64,
    /// Kills by SIGKILL.
    pub(crate) kills: u64,
    /// Times that the chain was verified.
    pub(crate) verified: u64,
    /// Lines whose outcome was unknown for a while.
    pub(crate) unknown: u64,
    /// Of these, those that needed more than two looks after the window, or a person.
    pub(crate) slow: u64,
    /// Lines that were left to a person (without a marker this may be).
    pub(crate) review: u64,
    /// Lines with more than one charge.
    pub(crate) doubles: u64,
    /// Charges without exactly one SETTLED line, but for those left to a person.
    pub(crate) strays: u64,
    /// SETTLED lines without a charge.
    pub(crate) phantoms: u64,
    /// Lines that never came to an end.
    pub(crate) unended: u64,
    /// Spends that reached the sandbox while the store could not be written.
    pub(crate) unrecorded: u64,
}

impl Figures {
    const HEAD: [&str; 13] = [
        "purchases",
        "requests",
        "charges",
        "SIGKILL",
        "chain verified",
        "unknown",
        "of these not settled in 2 looks",
        "left to a person",
        "charged twice",
        "charges without their row",
        "rows without a charge",
        "without an end",
        "sent without a store",
    ];

    fn columns(&self) -> [u64; 13] {
        [
            self.purchases,
            self.requests,
            self.charges,
            self.kills,
            self.verified,
            self.unknown,
            self.slow,
            self.review,
            self.doubles,
            self.strays,
            self.phantoms,
            self.unended,
            self.unrecorded,
        ]
    }

    /// Prints them, notes them in the folder `CHAOS_FIGURES`, and holds them against the aims.
    pub(crate) fn judge(&self, scenario: &str) {
        let text = note("purchases", scenario, &Self::HEAD, &self.columns());
        let wrong = [self.slow, self.doubles, self.strays, self.phantoms, self.unended, self.unrecorded];
        assert_eq!(wrong, [0; 6], "{scenario}\n{text}");
    }
}

/// The figures of several worlds that are played at the same time: most of what they do is waiting.
pub(crate) async fn together(
    worlds: impl IntoIterator<Item = impl Future<Output = Figures> + Send + 'static>,
) -> Figures {
    let worlds: Vec<_> = worlds.into_iter().map(tokio::spawn).collect();
    let mut figures = Figures::default();
    for world in worlds {
        figures += world.await.unwrap();
    }
    figures
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.purchases += other.purchases;
        self.requests += other.requests;
        self.charges += other.charges;
        self.kills += other.kills;
        self.verified += other.verified;
        self.unknown += other.unknown;
        self.slow += other.slow;
        self.review += other.review;
        self.doubles += other.doubles;
        self.strays += other.strays;
        self.phantoms += other.phantoms;
        self.unended += other.unended;
        self.unrecorded += other.unrecorded;
    }
}
