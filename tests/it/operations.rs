//! Every operation of `operations/` fits the schema and the limits, and is named as its file.

use std::{fs, path::Path};

use portico::{
    auth::Scopes,
    config::limits::LimitsConfig,
    graphql::{
        document::{Pipeline, PipelineOptions},
        schema,
    },
};
use serde_json::{Map, Value};

use crate::support::app::TestApp;

/// Name, document and variables of each.
fn operations() -> Vec<(String, String, Map<String, Value>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("operations");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let documents = paths.filter(|path| path.extension().is_some_and(|extension| extension == "graphql"));
    documents
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let variables = fs::read_to_string(path.with_extension("json"))
                .map_or_else(|_| Map::new(), |json| serde_json::from_str(&json).unwrap());
            (name, fs::read_to_string(&path).unwrap(), variables)
        })
        .collect()
}

#[tokio::test]
async fn every_operation_runs_without_an_error() {
    let app = TestApp::start().await;
    let bought = app.data("{ transactions(first: 1) { nodes { id } } }").await;
    let transaction = bought["transactions"]["nodes"][0]["id"].as_str().unwrap();
    // A subscription needs a transport that streams, and a job.
    for (name, text, variables) in operations().into_iter().filter(|(_, text, _)| !text.contains("\nsubscription ")) {
        // What people put in by hand.
        let variables = Value::Object(variables).to_string().replace("the id of a transaction", transaction);
        let answer = app.answer(&text, serde_json::from_str(&variables).unwrap()).await;
        assert!(answer.get("errors").is_none(), "{name}: {answer:.600}");
        assert!(answer["extensions"]["cost"]["upstreamCalls"].as_u64().is_some(), "{name}");
        // Nothing waits for approval where nobody has to approve, and nobody has asked for anything yet.
        let may_be_empty = ["AwaitingApproval", "AuditLog"].contains(&&*name);
        let empty = answer["data"].to_string().contains("\"nodes\":[]") && !may_be_empty;
        assert!(!empty, "{name} shows nothing: {answer:.600}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn every_operation_fits() {
    let options = PipelineOptions { introspection: true, suggestions: true };
    let pipeline = Pipeline::new(&schema::sdl(), schema::facts(), LimitsConfig::default(), options).unwrap();
    let mut count = 0;
    for (name, text, variables) in operations() {
        assert!(text.starts_with("# "), "{name} does not say what it is for");
        let prepared = pipeline.prepare(&text).await.unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        let operation = prepared.operation(Some(&name)).unwrap_or_else(|_| panic!("{name} is not named as its file"));
        pipeline
            .plan(&prepared, operation, &variables, Scopes::all())
            .unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        count += 1;
    }
    assert!(count >= 10, "only {count} operations");
}
