//! Listeners: they hang up, are cut off, come back, and want to hear the end.

use std::time::Duration;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::{
    process::{LOOK, PATIENCE},
    world::World,
};

const PROGRESS: &str = "subscription ($id: ID!) { generationProgress(id: $id) {
    status purchaseStatus failure images { uuid previewUrl } } }";

/// A state of a job, as far as it is compared: status, whether it is paid, why it failed, the pictures and how many of
/// them can be looked at.
pub(crate) type State = (String, String, Option<String>, Vec<String>, usize);

/// What a listener heard.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// What it heard on each of its connections.
    pub(crate) connections: Vec<Vec<State>>,
    /// A stream said that it was complete before the job had ended.
    pub(crate) ended_early: bool,
}

impl Heard {
    /// What it heard last.
    pub(crate) fn last(&self) -> Option<&State> {
        self.connections.iter().rev().find_map(|states| states.last())
    }
}

/// Listens to a job until a stream is complete, however often it has to come back for that.
pub(crate) async fn listen(world: &World, job: &Value, mut chance: ChaCha8Rng) -> Heard {
    let deadline = Instant::now() + PATIENCE;
    let mut heard = Heard::default();
    if chance.random_ratio(1, 4) {
        // One who comes late.
        tokio::time::sleep(Duration::from_millis(chance.random_range(0..3_000))).await;
    }
    loop {
        assert!(Instant::now() < deadline, "{job} has no end: {heard:?}\n{}", world.log());
        let Some(mut stream) = world.stream(PROGRESS, &json!({ "id": job })).await else {
            tokio::time::sleep(LOOK).await;
            continue;
        };
        let mut states = Vec::new();
        let patience = if chance.random_bool(0.5) { chance.random_range(0..1_500) } else { 60_000 };
        let complete = timeout(Duration::from_millis(patience), read(&mut stream, &mut states)).await;
        heard.connections.push(states);
        if complete == Ok(true) {
            heard.ended_early = !heard.last().is_some_and(|(status, ..)| status == "COMPLETED" || status == "FAILED");
            return heard;
        }
    }
}

/// Reads events to the end; whether that was said, or the connection just ended.
async fn read(stream: &mut reqwest::Response, states: &mut Vec<State>) -> bool {
    let mut text = String::new();
    while let Ok(Some(chunk)) = stream.chunk().await {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            if event.starts_with("event: complete") {
                return true;
            }
            let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) else { continue };
            let data: Value = serde_json::from_str(data).unwrap();
            if data.get("errors").is_some() {
                // The store may fail; whatever else is said is wrong of a job that is recorded.
                assert!(data.to_string().contains("INTERNAL"), "{data}");
                return false;
            }
            states.push(state(&data["data"]["generationProgress"]));
        }
    }
    false
}

fn state(job: &Value) -> State {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let images = job["images"].as_array().unwrap();
    (
        text(&job["status"]).unwrap(),
        text(&job["purchaseStatus"]).unwrap(),
        text(&job["failure"]),
        images.iter().filter_map(|image| text(&image["uuid"])).collect(),
        images.iter().filter(|image| image["previewUrl"].is_string()).count(),
    )
}
