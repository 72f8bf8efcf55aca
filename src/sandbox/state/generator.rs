//! The image generator: jobs that go through their states in time.
//!
//! A job is `new`, then `processing` (previews appear half-way), then `completed` and paid. What a job looks like is a
//! function of its record and the clock; only its end is written down, since it charges the plan (see `book`).

use std::{collections::VecDeque, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Actor, AspectRatio, Change, FIRST_GENERATED_ITEM, GroupId, ItemId, Medium, Record, Refusal, Token, UserId, World,
    derive, records::State, world::Inner,
};

/// The longest prompt, in Unicode characters.
pub const MAX_PROMPT: usize = 400;
/// The longest callback URL, in characters.
const MAX_CALLBACK: usize = 2_000;
/// The pictures of a job.
pub const PICTURES: usize = 4;
/// The most jobs one group may have running.
const MAX_RUNNING: usize = 1_000;
/// A preview's address is good for this long, in seconds, and at most for twice as long.
const PREVIEW_LIFE: i64 = 600;
/// The most courses that wait for their jobs.
const MAX_COURSES: usize = 1_000;

/// How a job will end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// With its pictures.
    #[default]
    Completes,
    /// With its pictures, the last of which has another UUID than at first, as in the documentation's sample.
    Rerolls,
    /// Without pictures and without a charge.
    Fails,
    /// Never: it stays in progress.
    Stalls,
}

/// What becomes of the report of a job's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// It is sent.
    #[default]
    Sent,
    /// It is lost on its way.
    Lost,
    /// It is sent, after two forged ones: one about another job, and one to an address that nobody gave out.
    Forged,
}

/// What becomes of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// How it ends.
    pub fate: Fate,
    /// What is heard of that.
    pub report: Report,
}

impl From<Fate> for Course {
    fn from(fate: Fate) -> Self {
        Self { fate, ..Self::default() }
    }
}

/// What is asked of the generator (`imageGenerator.generate`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GenerationRequest {
    /// What to draw.
    pub prompt: String,
    /// In which shape.
    pub aspect_ratio: AspectRatio,
    /// In which manner.
    pub medium: Medium,
    /// Where the result is to be sent.
    pub callback_url: Option<String>,
}

/// A job as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) uuid: Uuid,
    pub(super) user: UserId,
    pub(super) group: GroupId,
    pub(super) prompt: String,
    pub(super) aspect_ratio: AspectRatio,
    pub(super) medium: Medium,
    pub(super) callback_url: Option<String>,
    pub(super) asked: Timestamp,
    /// When it ends, unless it stalls.
    pub(super) due: Timestamp,
    pub(super) fate: Fate,
    #[serde(default)]
    pub(super) report: Report,
    /// The pictures' UUIDs as first told, then the re-rolled last one.
    pub(super) pictures: [Uuid; PICTURES],
    pub(super) rerolled: Uuid,
    /// The first picture's item; the others follow it.
    pub(super) first_item: ItemId,
    /// Whether its end is written down.
    pub(super) ended: bool,
    /// Whether the callback was handed out.
    pub(super) called_back: bool,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum GenerationStatus {
    New,
    Processing,
    Completed,
    Failed,
}

impl GenerationStatus {
    /// As the wire spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// A job as it looks now (`imageGenerator.get`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// The job's key, the prompt's UUID.
    pub uuid: Uuid,
    /// What was asked for.
    pub prompt: String,
    /// How far it has come.
    pub status: GenerationStatus,
    /// Charged: `paid` on the wire, else `deferred`.
    pub paid: bool,
    /// The pictures.
    pub pictures: [Picture; PICTURES],
}

/// A picture of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its key; the last one's may change once.
    pub uuid: Uuid,
    /// The item it became, once the job is completed.
    pub item: Option<ItemId>,
    /// A picture to look at, from half-way on.
    pub preview: Option<Preview>,
}

/// A picture to look at before it is an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The number in its URL: the item it will be.
    pub number: ItemId,
    /// The secret in its URL.
    pub token: Token,
}

/// A generated picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedItem {
    /// Its item id.
    pub id: ItemId,
    /// Its key at the generator.
    pub uuid: Uuid,
    /// Its job.
    pub job: Uuid,
    /// Which of the job's pictures, from 0.
    pub position: usize,
    /// What was asked for.
    pub prompt: String,
    /// Its shape.
    pub aspect_ratio: AspectRatio,
    /// Its manner.
    pub medium: Medium,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// When it was finished; for a preview, when it will be.
    pub at: Timestamp,
    /// Who asked for it.
    pub user: UserId,
    /// For which group.
    pub group: GroupId,
}

/// A result that is to be sent to a callback URL; handed out once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Where to.
    pub url: String,
    /// What `imageGenerator.get` would answer.
    pub generation: Generation,
    /// What becomes of it.
    pub report: Report,
    /// Another job of the group, if there is one.
    pub other: Option<Uuid>,
}

impl World {
    /// Asks for pictures (`imageGenerator.generate`).
    pub fn generate(&self, actor: Actor, request: &GenerationRequest) -> Result<Generation, Refusal> {
        let mut world = self.settled();
        check(request)?;
        let running = world.state.jobs.iter().filter(|job| job.group == actor.group() && !job.ended);
        if running.count() >= MAX_RUNNING {
            return Err(Refusal::invalid("prompt", "too many jobs are running"));
        }
        let course = world.courses.front().copied().unwrap_or_default();
        let job = new_job(&world.state, actor, request, course, self.clock.now(), self.settings.generation_time);
        let generation = job.look(world.state.seed, self.clock.now());
        world.commit(Change::GenerationAsked { job })?;
        world.courses.pop_front();
        Ok(generation)
    }

    /// A job of the group as it looks now (`imageGenerator.get`).
    pub fn generation(&self, actor: Actor, uuid: Uuid) -> Result<Generation, Refusal> {
        let world = self.settled();
        let job = world.state.jobs.iter().find(|job| job.uuid == uuid && job.group == actor.group());
        let job = job.ok_or(Refusal::Missing(Record::Generation))?;
        Ok(job.look(world.state.seed, self.clock.now()))
    }

    /// Every job of anybody, oldest first: its UUID, and what was asked for.
    pub fn prompts(&self) -> Vec<(Uuid, String)> {
        self.lock().state.jobs.iter().map(|job| (job.uuid, job.prompt.clone())).collect()
    }

    /// A finished picture of the group by its own UUID (`imageGenerator.getMediaData`).
    pub fn generated_media(&self, actor: Actor, picture: Uuid) -> Result<GeneratedItem, Refusal> {
        let world = self.settled();
        let own = world.state.jobs.iter().filter(|job| job.group == actor.group() && job.completed());
        let mut items = own.flat_map(Job::items);
        items.find(|item| item.uuid == picture).ok_or(Refusal::ItemNotFound)
    }

    /// A finished picture by its item id; anybody may look, as at any item.
    pub fn generated_item(&self, id: ItemId) -> Option<GeneratedItem> {
        self.settled().state.generated_item(id)
    }

    /// What a preview's number and token stand for, from half-way on and while the token is good.
    pub fn preview(&self, number: ItemId, token: &str) -> Option<GeneratedItem> {
        let world = self.settled();
        let (seed, now) = (world.state.seed, self.clock.now());
        let job = world.state.job_of_item(number)?;
        let mut shown = job.look(seed, now).pictures.into_iter().filter_map(|picture| picture.preview);
        shown.find(|preview| preview.number == number)?;
        let age = now.as_second() / PREVIEW_LIFE;
        let good = [age, age - 1].map(|age| preview_token(seed, number, age));
        good.iter().find(|good| good.as_str() == token)?;
        job.items().into_iter().find(|item| item.id == number)
    }

    /// Decides what becomes of the next job of which that is not decided yet; later calls queue up behind it.
    pub fn next_generation(&self, course: impl Into<Course>) -> Result<(), Refusal> {
        let mut world = self.lock();
        if world.courses.len() >= MAX_COURSES {
            return Err(Refusal::invalid("next", "too many are waiting"));
        }
        world.courses.push_back(course.into());
        Ok(())
    }

    /// When the next job ends, if one is running or its callback waits: the time to call [`World::advance`].
    pub fn next_due(&self) -> Option<Timestamp> {
        let world = self.lock();
        let waiting = world.state.jobs.iter().filter(|job| match job.ended {
            true => job.callback_url.is_some() && !job.called_back,
            false => job.fate != Fate::Stalls,
        });
        waiting.map(|job| job.due).min()
    }

    /// Ends and charges the jobs that are due, and hands out their callbacks, each once.
    pub fn advance(&self) -> Result<Vec<Callback>, Refusal> {
        let mut world = self.lock();
        let now = self.clock.now();
        world.settle(now)?;
        let jobs: Vec<Uuid> = world.state.jobs.iter().filter(|job| job.owes_callback()).map(|job| job.uuid).collect();
        let seed = world.state.seed;
        let mut callbacks = Vec::with_capacity(jobs.len());
        for uuid in jobs {
            world.commit(Change::CalledBack { uuid })?;
            let jobs = &world.state.jobs;
            callbacks.extend(jobs.iter().find(|job| job.uuid == uuid).and_then(|job| {
                let url = job.callback_url.clone()?;
                let other = jobs.iter().rev().find(|other| other.group == job.group && other.uuid != uuid);
                let other = other.map(|other| other.uuid);
                Some(Callback { url, generation: job.look(seed, now), report: job.report, other })
            }));
        }
        Ok(callbacks)
    }
}

impl Inner {
    /// Writes down the end of every job that is due, in the order of their ends.
    pub(super) fn settle(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let mut due: Vec<(Timestamp, Uuid)> =
            self.state.jobs.iter().filter(|job| job.is_due(now)).map(|job| (job.due, job.uuid)).collect();
        due.sort_unstable();
        for (_, uuid) in due {
            self.commit(Change::GenerationEnded { uuid })?;
        }
        Ok(())
    }
}

impl State {
    /// A finished picture by its item id.
    pub(super) fn generated_item(&self, id: ItemId) -> Option<GeneratedItem> {
        let job = self.job_of_item(id).filter(|job| job.completed())?;
        job.items().into_iter().find(|item| item.id == id)
    }

    /// The job that draws, or drew, an item. Jobs take their ids in the order they are asked for.
    fn job_of_item(&self, id: ItemId) -> Option<&Job> {
        let nth = id.checked_sub(FIRST_GENERATED_ITEM)? / PICTURES as u64;
        self.jobs.get(usize::try_from(nth).ok()?)
    }
}

impl Job {
    fn is_due(&self, now: Timestamp) -> bool {
        !self.ended && self.fate != Fate::Stalls && self.due <= now
    }

    fn owes_callback(&self) -> bool {
        self.ended && self.callback_url.is_some() && !self.called_back
    }

    pub(super) fn completed(&self) -> bool {
        self.ended && matches!(self.fate, Fate::Completes | Fate::Rerolls)
    }

    /// The pictures' items, whether finished or not.
    pub(super) fn items(&self) -> Vec<GeneratedItem> {
        let (width, height) = self.aspect_ratio.pixels();
        let items = self.final_uuids().into_iter().zip(self.first_item..).enumerate();
        items
            .map(|(position, (uuid, id))| GeneratedItem {
                id,
                uuid,
                job: self.uuid,
                position,
                prompt: self.prompt.clone(),
                aspect_ratio: self.aspect_ratio,
                medium: self.medium,
                width,
                height,
                at: self.due,
                user: self.user,
                group: self.group,
            })
            .collect()
    }

    fn final_uuids(&self) -> [Uuid; PICTURES] {
        let [first, second, third, last] = self.pictures;
        [first, second, third, if self.fate == Fate::Rerolls { self.rerolled } else { last }]
    }

    /// The job at a time. Until its end is written down it is in progress, however late it is.
    fn look(&self, seed: u64, now: Timestamp) -> Generation {
        let life = self.due.duration_since(self.asked);
        let age = now.duration_since(self.asked);
        let status = match (self.ended, self.completed()) {
            (true, true) => GenerationStatus::Completed,
            (true, false) => GenerationStatus::Failed,
            (false, _) if age * 6 < life => GenerationStatus::New,
            (false, _) => GenerationStatus::Processing,
        };
        let shows_previews = status == GenerationStatus::Completed
            || (status == GenerationStatus::Processing && age * 2 >= life && self.fate != Fate::Fails);
        let uuids = if self.completed() { self.final_uuids() } else { self.pictures };
        let mut number = self.first_item;
        let pictures = uuids.map(|uuid| {
            let item = number;
            number += 1;
            let token = preview_token(seed, item, now.as_second() / PREVIEW_LIFE);
            Picture {
                uuid,
                item: self.completed().then_some(item),
                preview: shows_previews.then_some(Preview { number: item, token }),
            }
        });
        Generation { uuid: self.uuid, prompt: self.prompt.clone(), status, paid: self.completed(), pictures }
    }
}

/// What waits for the next jobs; forgotten on a restart.
pub(super) type Courses = VecDeque<Course>;

/// The secret in a preview's address, which is another one from time to time.
fn preview_token(seed: u64, item: ItemId, age: i64) -> Token {
    Token::new(derive::hex(seed, &format!("preview {age}"), item))
}

/// The record of a new job.
pub(super) fn new_job(
    state: &State,
    actor: Actor,
    request: &GenerationRequest,
    course: Course,
    at: Timestamp,
    life: Duration,
) -> Job {
    let nth = state.jobs.len() as u64;
    let first = nth * PICTURES as u64;
    let due = at.checked_add(SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX);
    Job {
        uuid: derive::uuid(state.seed, "job", nth),
        user: actor.user(),
        group: actor.group(),
        prompt: request.prompt.clone(),
        aspect_ratio: request.aspect_ratio,
        medium: request.medium,
        callback_url: request.callback_url.clone(),
        asked: at,
        due,
        fate: course.fate,
        report: course.report,
        pictures: [0, 1, 2, 3].map(|position| derive::uuid(state.seed, "picture", first + position)),
        rerolled: derive::uuid(state.seed, "re-rolled picture", nth),
        first_item: FIRST_GENERATED_ITEM + first,
        ended: false,
        called_back: false,
    }
}

fn check(request: &GenerationRequest) -> Result<(), Refusal> {
    if request.prompt.trim().is_empty() {
        return Err(Refusal::invalid("prompt", "must not be empty"));
    }
    if request.prompt.chars().count() > MAX_PROMPT {
        return Err(Refusal::invalid("prompt", "must have 400 characters at most"));
    }
    if request.callback_url.as_ref().is_some_and(|url| url.chars().count() > MAX_CALLBACK) {
        return Err(Refusal::invalid("callback_url", "too long"));
    }
    Ok(())
}
