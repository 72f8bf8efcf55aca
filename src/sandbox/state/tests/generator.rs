//! Jobs of the generator go through their states by the clock, and are charged once, at their end.

use std::time::Duration;

use super::*;

fn ask(world: &World, actor: Actor) -> Generation {
    let request = GenerationRequest {
        prompt: "A red fox".to_owned(),
        aspect_ratio: AspectRatio::R16x9,
        callback_url: Some("http://127.0.0.1:9/done".to_owned()),
        ..GenerationRequest::default()
    };
    world.generate(actor, &request).unwrap()
}

fn previews(job: &Generation) -> usize {
    job.pictures.iter().filter(|picture| picture.preview.is_some()).count()
}

fn items_of(job: &Generation) -> Vec<ItemId> {
    job.pictures.iter().filter_map(|picture| picture.item).collect()
}

#[test]
fn a_job_grows_previews_then_items() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    let asked = ask(&world, buyer);
    let mut seen = Vec::new();
    for _ in 0..=6 {
        let job = world.generation(buyer, asked.uuid).unwrap();
        seen.push((job.status, previews(&job), items_of(&job).len(), job.paid));
        clock.advance(Duration::from_secs(1));
    }
    use GenerationStatus::{Completed, New, Processing};
    assert_eq!(
        seen,
        [
            (New, 0, 0, false),
            (Processing, 0, 0, false),
            (Processing, 0, 0, false),
            (Processing, 4, 0, false),
            (Processing, 4, 0, false),
            (Processing, 4, 0, false),
            (Completed, 4, 4, true),
        ]
    );
}

#[test]
fn a_finished_job_is_in_the_book_once_and_its_pictures_are_items() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    let asked = ask(&world, buyer);
    let picture = asked.pictures[0].uuid;
    assert!(matches!(world.generated_media(buyer, picture), Err(Refusal::ItemNotFound)), "not yet");
    clock.advance(Duration::from_secs(60));
    let job = world.generation(buyer, asked.uuid).unwrap();
    let ids = items_of(&job);
    assert!(ids.iter().all(|id| *id >= FIRST_GENERATED_ITEM));
    let book = world.book();
    assert_eq!(book.len(), 1);
    assert_eq!(book[0].what, Charged::Generation { job: asked.uuid, items: ids.clone() });
    assert_eq!(
        (book[0].price, book[0].at),
        (Decimal::ZERO, START.parse::<Timestamp>().unwrap() + Duration::from_secs(6))
    );

    let media = world.generated_media(buyer, picture).unwrap();
    assert_eq!((media.id, media.width, media.height, media.prompt.as_str()), (ids[0], 2048, 1152, "A red fox"));
    assert_eq!(world.generated_item(ids[0]), Some(media));
    let bought = buy(&world, buyer, ids);
    assert_eq!(bought.len(), 4);
    assert!(bought[0] > book[0].transaction, "one sequence of numbers");
    check_money(&world);
}

#[test]
fn the_end_is_written_down_by_whoever_looks_first() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    ask(&world, buyer);
    clock.advance(Duration::from_secs(6));
    assert_eq!(world.book().len(), 1);
    world.advance().unwrap();
    assert_eq!(world.book().len(), 1);
}

#[test]
fn a_callback_is_handed_out_once_when_the_job_ends() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    assert_eq!(world.next_due(), None);
    let asked = ask(&world, buyer);
    assert_eq!(world.next_due(), Some(clock.now() + Duration::from_secs(6)));
    assert_eq!(world.advance().unwrap(), vec![]);
    clock.advance(Duration::from_secs(6));
    // Seen by another call first: the callback still waits.
    world.generation(buyer, asked.uuid).unwrap();
    let callbacks = world.advance().unwrap();
    assert_eq!(callbacks.len(), 1);
    assert_eq!(callbacks[0].generation, world.generation(buyer, asked.uuid).unwrap());
    assert_eq!((world.advance().unwrap(), world.next_due()), (vec![], None));
}

#[test]
fn jobs_fail_stall_and_reroll_on_command() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    for fate in [Fate::Fails, Fate::Stalls, Fate::Rerolls] {
        world.next_generation(fate).unwrap();
    }
    let [fails, stalls, rerolls, completes] = [0; 4].map(|_| ask(&world, buyer));
    clock.advance(Duration::from_secs(600));
    let now = |job: &Generation| world.generation(buyer, job.uuid).unwrap();
    assert_eq!(
        (now(&fails).status, now(&fails).paid, items_of(&now(&fails)).len()),
        (GenerationStatus::Failed, false, 0)
    );
    assert_eq!((now(&stalls).status, previews(&now(&stalls))), (GenerationStatus::Processing, 4));
    let uuids = |job: &Generation| job.pictures.clone().map(|picture| picture.uuid);
    assert_eq!(uuids(&now(&rerolls))[..3], uuids(&rerolls)[..3]);
    assert_ne!(uuids(&now(&rerolls))[3], uuids(&rerolls)[3]);
    assert!(world.generated_media(buyer, uuids(&now(&rerolls))[3]).is_ok());
    assert_eq!(uuids(&now(&completes)), uuids(&completes));
    assert_eq!(world.book().len(), 2, "a failed and a stalled job cost nothing");
    assert_eq!(world.next_due().map(|due| due < clock.now()), Some(true), "callbacks wait");
}

#[test]
fn a_preview_needs_its_token() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    let asked = ask(&world, buyer);
    clock.advance(Duration::from_secs(3));
    let preview = world.generation(buyer, asked.uuid).unwrap().pictures[1].preview.clone().unwrap();
    let shown = world.preview(preview.number, preview.token.as_str()).unwrap();
    assert_eq!((shown.position, shown.job), (1, asked.uuid));
    assert_eq!(world.preview(preview.number, "00"), None);
    assert_eq!(world.preview(preview.number + 1, preview.token.as_str()), None);
    assert_eq!(world.generated_item(preview.number), None, "no item yet");
    clock.advance(Duration::from_secs(1_200));
    assert_eq!(world.preview(preview.number, preview.token.as_str()), None, "expired");
    let later = world.generation(buyer, asked.uuid).unwrap().pictures[1].preview.clone().unwrap();
    assert!(world.preview(later.number, later.token.as_str()).is_some());
}

#[test]
fn a_prompt_has_400_characters_at_most_however_many_bytes() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let prompt = |prompt: String| world.generate(buyer, &GenerationRequest { prompt, ..GenerationRequest::default() });
    assert!(prompt("狐".repeat(400)).is_ok());
    assert!(matches!(prompt("狐".repeat(401)), Err(Refusal::Invalid { argument: "prompt", .. })));
    assert!(matches!(prompt("  ".to_owned()), Err(Refusal::Invalid { argument: "prompt", .. })));
}

#[test]
fn jobs_belong_to_their_group() {
    let (world, clock) = world();
    let asked = ask(&world, actor(&world, "buyer"));
    clock.advance(Duration::from_secs(6));
    let finance = actor(&world, "finance");
    assert!(matches!(world.generation(finance, asked.uuid), Err(Refusal::Missing(Record::Generation))));
    assert!(matches!(world.generated_media(finance, asked.pictures[0].uuid), Err(Refusal::ItemNotFound)));
}

#[test]
fn every_spelling_is_read_back() {
    for ratio in AspectRatio::ALL {
        assert_eq!(AspectRatio::parse(ratio.name()), Some(ratio));
        let (width, height) = ratio.pixels();
        assert_eq!(width.max(height), 2048);
    }
    assert_eq!(AspectRatio::parse("1:2"), None);
    for medium in [Medium::Art, Medium::Photography] {
        assert_eq!(Medium::parse(medium.name()), Some(medium));
    }
}
