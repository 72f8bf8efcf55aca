//! Who may know whom: the rules of ARCHITECTURE.md, read off every `crate::…` path and every dependency named in `src`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::visit::Visit;

/// A room, the rooms of ours it may name (`room` or `room::part`), and the dependencies that it alone may name.
struct Rule {
    room: &'static str,
    may_know: &'static [&'static str],
}

/// What every room but the sandbox may know besides its own list.
const COMMON: &[&str] = &["clock", "domain", "config", "telemetry"];

const RULES: &[Rule] = &[
    Rule { room: "clock", may_know: &[] },
    Rule { room: "domain", may_know: &[] },
    Rule { room: "config", may_know: &[] },
    Rule { room: "telemetry", may_know: &["config"] },
    Rule { room: "auth", may_know: COMMON },
    Rule { room: "cache", may_know: COMMON },
    Rule { room: "providers", may_know: COMMON },
    Rule { room: "ledger", may_know: COMMON },
    Rule { room: "purchase", may_know: &["clock", "domain", "config", "telemetry", "ledger", "providers"] },
    Rule { room: "generation", may_know: &["clock", "domain", "config", "telemetry", "ledger", "providers"] },
    Rule { room: "rates", may_know: &["clock", "domain", "config", "telemetry", "auth", "providers"] },
    Rule { room: "loaders", may_know: &["clock", "domain", "config", "telemetry", "cache", "providers"] },
    Rule { room: "download", may_know: &["clock", "domain", "config", "telemetry", "auth", "cache", "providers"] },
    Rule {
        room: "graphql",
        may_know: &[
            "clock",
            "domain",
            "config",
            "telemetry",
            "auth",
            "download",
            "generation",
            "loaders",
            "providers",
            "purchase",
            "rates",
        ],
    },
    Rule { room: "http", may_know: &["clock", "domain", "config", "telemetry", "auth", "download", "graphql"] },
    Rule { room: "sandbox", may_know: &["clock", "config::sandbox", "telemetry"] },
];

/// The rooms that assemble the others and are known by none.
const ASSEMBLY: &[&str] = &["app", "lib", "main"];

/// Dependencies, and the rooms that may name them.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("axum", &["http", "sandbox", "app"]),
    ("hyper", &["http", "sandbox"]),
    ("tokio_tungstenite", &["http"]),
    ("tokio_io_timeout", &["http"]),
    ("reqwest", &["auth", "providers", "sandbox", "main"]),
    ("dataloader", &["loaders"]),
    ("moka", &["cache", "graphql", "rates"]),
    ("governor", &["rates"]),
    ("apollo_compiler", &["graphql"]),
    ("jsonwebtoken", &["auth", "download"]),
    ("resvg", &["sandbox"]),
    ("sqlx", &["ledger"]),
];

/// A provider's own module may be named by its siblings and the assembly alone.
const PROVIDER_MODULES: &[&str] = &["providers::depositphotos", "providers::adobe_stock"];

#[derive(Default)]
struct Paths {
    /// `a::b::c` for every path that starts at the crate's root or a dependency.
    found: Vec<String>,
}

impl Paths {
    fn tree(&mut self, prefix: &str, tree: &syn::UseTree) {
        let join = |name: &syn::Ident| if prefix.is_empty() { name.to_string() } else { format!("{prefix}::{name}") };
        match tree {
            syn::UseTree::Path(path) => self.tree(&join(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.found.push(join(&name.ident)),
            syn::UseTree::Rename(rename) => self.found.push(join(&rename.ident)),
            syn::UseTree::Glob(_) => self.found.push(format!("{prefix}::*")),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(prefix, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree("", &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.found.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::"));
        syn::visit::visit_path(self, path);
    }
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The room that a source file stands in.
fn room(file: &Path) -> String {
    let first = file.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Whether `path` (without `crate::`) is `allowed` or stands below it.
fn within(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Why `file` may not name `path`, if it may not.
fn breach(file: &Path, path: &str) -> Option<String> {
    let room = room(file);
    if ASSEMBLY.contains(&room.as_str()) {
        return None;
    }
    if let Some(ours) = path.strip_prefix("crate::") {
        if within(ours, &room) {
            return None;
        }
        let rule = RULES.iter().find(|rule| rule.room == room);
        let Some(rule) = rule else { return Some(format!("the room `{room}` has no rule")) };
        let known = rule.may_know.iter().any(|allowed| within(ours, allowed));
        let by_name = PROVIDER_MODULES.iter().any(|module| within(ours, module));
        return (!known || by_name).then(|| format!("`{room}` may not know `{ours}`"));
    }
    let dependency = path.split("::").next().unwrap_or_default();
    let (_, rooms) = DEPENDENCIES.iter().find(|(name, _)| *name == dependency)?;
    (!rooms.contains(&room.as_str())).then(|| format!("`{room}` may not use `{dependency}`"))
}

#[test]
fn every_room_knows_only_whom_it_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut breaches = Vec::new();
    for file in &files {
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap());
        let name = file.strip_prefix(&root).unwrap();
        breaches.extend(
            paths.found.iter().filter_map(|path| Some(format!("{}: {} ({path})", name.display(), breach(name, path)?))),
        );
    }
    breaches.sort();
    breaches.dedup();
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_rules_can_be_broken() {
    for (file, path) in [
        ("sandbox/state/mod.rs", "crate::providers::Provider"),
        ("sandbox/server.rs", "crate::config::http"),
        ("providers/depositphotos/mod.rs", "crate::cache::PublicCache"),
        ("graphql/item.rs", "crate::providers::depositphotos::Depositphotos"),
        ("graphql/item.rs", "axum::Router"),
        ("domain/item.rs", "crate::graphql::scalar"),
        ("newroom.rs", "crate::domain::item"),
    ] {
        assert!(breach(Path::new(file), path).is_some(), "{file} must not name {path}");
    }
    assert_eq!(breach(Path::new("app.rs"), "crate::providers::depositphotos::Depositphotos"), None);
    assert_eq!(breach(Path::new("graphql/item.rs"), "crate::providers::Provider"), None);
}
