//! Every operation of `operations/` fits the schema and the limits, and is named as its file.

use std::{fs, path::Path};

use portico::{
    config::limits::LimitsConfig,
    graphql::{
        document::{Pipeline, PipelineOptions},
        schema,
    },
};
use serde_json::{Map, Value};

#[tokio::test]
async fn every_operation_fits() {
    let options = PipelineOptions { introspection: true, suggestions: true };
    let pipeline = Pipeline::new(&schema::sdl(), schema::facts(), LimitsConfig::default(), options).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("operations");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "graphql") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{name} does not say what it is for");
        let prepared = pipeline.prepare(&text).await.unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        let operation = prepared.operation(Some(name)).unwrap_or_else(|_| panic!("{name} is not named as its file"));
        let variables: Map<String, Value> = match fs::read_to_string(path.with_extension("json")) {
            Ok(json) => serde_json::from_str(&json).unwrap(),
            Err(_) => Map::new(),
        };
        pipeline.plan(&prepared, operation, &variables).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        count += 1;
    }
    assert!(count >= 10, "only {count} operations");
}
