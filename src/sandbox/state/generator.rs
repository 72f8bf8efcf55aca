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
/// The most fates that wait for their jobs.
const MAX_FATES: usize = 1_000;

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
        let fate = world.fates.front().copied().unwrap_or_default();
        let job = new_job(&world.state, actor, request, fate, self.clock.now(), self.settings.generation_time);
        let generation = job.look(world.state.seed, self.clock.now());
        world.commit(Change::GenerationAsked { job })?;
        world.fates.pop_front();
        Ok(generation)
    }

    /// A job of the group as it looks now (`imageGenerator.get`).
    pub fn generation(&self, actor: Actor, uuid: Uuid) -> Result<Generation, Refusal> {
        let world = self.settled();
        let job = world.state.jobs.iter().find(|job| job.uuid == uuid && job.group == actor.group());
        let job = job.ok_or(Refusal::Missing(Record::Generation))?;
        Ok(job.look(world.state.seed, self.clock.now()))
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

    /// What a preview's number and token stand for, from half-way on.
    pub fn preview(&self, number: ItemId, token: &str) -> Option<GeneratedItem> {
        let world = self.settled();
        let job = world.state.job_of_item(number)?;
        let shown = job.look(world.state.seed, self.clock.now());
        let wanted = shown.pictures.iter().filter_map(|picture| picture.preview.as_ref());
        wanted.into_iter().find(|preview| preview.number == number && preview.token.as_str() == token)?;
        job.items().into_iter().find(|item| item.id == number)
    }

    /// Decides how the next job without a fate of its own will end; later calls queue up behind it.
    pub fn next_generation(&self, fate: Fate) -> Result<(), Refusal> {
        let mut world = self.lock();
        if world.fates.len() >= MAX_FATES {
            return Err(Refusal::invalid("fate", "too many are waiting"));
        }
        world.fates.push_back(fate);
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
            let job = world.state.jobs.iter().find(|job| job.uuid == uuid);
            callbacks.extend(job.and_then(|job| {
                let url = job.callback_url.clone()?;
                Some(Callback { url, generation: job.look(seed, now) })
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
            let token = Token::new(derive::hex(seed, "preview", item));
            Picture {
                uuid,
                item: self.completed().then_some(item),
                preview: shows_previews.then_some(Preview { number: item, token }),
            }
        });
        Generation { uuid: self.uuid, prompt: self.prompt.clone(), status, paid: self.completed(), pictures }
    }
}

/// The fates that wait for the next jobs; forgotten on a restart.
pub(super) type Fates = VecDeque<Fate>;

/// The record of a new job.
pub(super) fn new_job(
    state: &State,
    actor: Actor,
    request: &GenerationRequest,
    fate: Fate,
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
        fate,
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
