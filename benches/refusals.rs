//! How long it takes to refuse what is hostile: the slowest of ten times each, in milliseconds. `cargo bench --bench refusals`.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on should stop here")]

use std::{fmt::Write as _, sync::Arc, time::Duration};

use portico::{
    auth::Viewer,
    clock::Clock,
    config::{cache::CacheConfig, download::DownloadConfig, limits::LimitsConfig},
    domain::tenant::PerTenant,
    download::Links,
    graphql::{
        document::PipelineOptions,
        endpoint::{Endpoint, Services},
        operation::{Answer, OperationContext, OperationRequest},
        schema,
    },
    loaders::Caches,
    providers::Providers,
};
use serde_json::json;
use tokio::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the design allows.
const ALLOWED: Duration = Duration::from_millis(50);
const TIMES: u32 = 10;

fn repeat(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect::<Vec<_>>().join(" ")
}

/// 2^`levels` fields in under a kilobyte.
fn bomb(levels: usize) -> String {
    let mut text = "{ item(id: \"x\") { ...F0 } } ".to_owned();
    for level in 0..levels {
        let next = level + 1;
        let fields = format!("a: similar {{ ...F{next} }} b: similar {{ ...F{next} }}");
        write!(text, "fragment F{level} on Item {{ {fields} }} ").expect("a string takes everything");
    }
    text + &format!("fragment F{levels} on Item {{ id }}")
}

fn documents() -> Vec<(&'static str, String)> {
    let nested =
        |depth: usize| format!("{{ item(id: \"x\") {{ {}id{} }} }}", "similar { ".repeat(depth), " }".repeat(depth));
    let lists = "{ search(query: \"x\", first: 100) { nodes { similar(first: 100) { similar(first: 100) { id } } } } }";
    vec![
        ("1,000 aliases", format!("{{ {} }}", repeat(1_000, |n| format!("a{n}: __typename")))),
        (
            "200 root fields",
            format!("{{ {} }}", repeat(200, |n| format!("a{n}: search(query: \"x\") {{ totalCount }}"))),
        ),
        ("10,000 copies of a field", format!("{{ viewer {{ {} }} }}", repeat(10_000, |_| "name".to_owned()))),
        ("depth 60", nested(60)),
        ("fragment bomb 2^14", bomb(14)),
        ("fragment bomb 2^25", bomb(25)),
        ("3,000 overlapping selections", format!("{{ {} }}", repeat(3_000, |_| "viewer{name}".to_owned()))),
        ("100 x 100 x 100", lists.to_owned()),
        ("50,000 tokens", format!("{{ {} }}", "x,".repeat(25_000))),
        ("2,000 operations", repeat(2_000, |n| format!("query Q{n} {{ __typename }}"))),
        (
            "2,000 fragments",
            format!("{{ __typename }} {}", repeat(2_000, |n| format!("fragment F{n} on Item {{ id }}"))),
        ),
        ("1.5 MB string", format!("{{ search(query: \"{}\") {{ totalCount }} }}", "x".repeat(1_500_000))),
        ("2 MB of comments", format!("{{ __typename }} {}", "# a comment\n".repeat(166_000))),
        ("first: 2147483647", "{ search(query: \"x\", first: 2147483647) { nodes { id } } }".to_owned()),
        ("list literal 5,000 deep", format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(5_000), "]".repeat(5_000))),
        ("500 directives", format!("{{ __typename {} }}", repeat(500, |_| "@skip(if: false)".to_owned()))),
    ]
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let services = Services {
        providers: Arc::new(Providers::default()),
        caches: PerTenant::Shared(Arc::new(Caches::new(&CacheConfig::default()))),
        purchases: None,
        generations: None,
        links: Arc::new(Links::new(&DownloadConfig::default(), "http://portico.example", Clock::system())),
    };
    let options = PipelineOptions { introspection: true, suggestions: true };
    let (graph, sdl) = (schema::build(), schema::sdl());
    let endpoint = Endpoint::new(graph, &sdl, schema::facts(), &LimitsConfig::default(), options, services);
    let endpoint = endpoint.expect("the schema is valid");
    let mut slow = 0;
    let mut cases: Vec<_> = documents().into_iter().map(|(name, text)| (name, text, json!({}))).collect();
    let many = json!({ "unused": vec![0; 200_000] });
    cases.push(("200,000 items in an unused variable", "{ __typename }".to_owned(), many));
    for (name, text, variables) in cases {
        let mut worst = Duration::ZERO;
        for _ in 0..TIMES {
            let request = OperationRequest {
                query: Some(text.clone()),
                variables: variables.as_object().cloned().unwrap_or_default(),
                ..OperationRequest::default()
            };
            let context = OperationContext {
                request_id: "bench".into(),
                viewer: Viewer::development(),
                address: None,
                read_only: false,
                from_gateway: false,
                streams: false,
            };
            let begun = Instant::now();
            let answer = runtime.block_on(endpoint.answer(request, context));
            worst = worst.max(begun.elapsed());
            assert!(matches!(answer, Answer::Refused(_)), "{name} was executed");
        }
        slow += u32::from(worst > ALLOWED);
        println!("| {name} | {:.2} |", worst.as_secs_f64() * 1_000.0);
    }
    assert_eq!(slow, 0, "{slow} took longer than {ALLOWED:?}");
}
