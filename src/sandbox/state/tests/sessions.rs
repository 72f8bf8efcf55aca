//! Sessions end by the clock, by logout, by renewal, and on command.

use std::time::Duration;

use super::*;

fn gone<T>(answer: Result<T, Refusal>) -> bool {
    matches!(answer, Err(Refusal::SessionGone))
}

#[test]
fn a_session_lives_three_hours_from_login_however_much_it_is_used() {
    let (world, clock) = world();
    let session = world.login("buyer", "sandbox").unwrap();
    assert_eq!(session.id.len(), 32);
    assert!(session.id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    clock.advance(Duration::from_secs(3 * 60 * 60 - 1));
    assert_eq!(world.session(&session.id).unwrap().group(), PUBLISHER);
    clock.advance(Duration::from_secs(1));
    assert!(gone(world.session(&session.id)));
    assert!(gone(world.renew(&session.id)));
    assert!(gone(world.logout(&session.id)));
}

#[test]
fn the_life_of_a_session_is_a_setting() {
    let (world, clock) = open(WorldSettings { session_lifetime: Duration::from_secs(5), ..WorldSettings::default() });
    let session = world.login("finance", "sandbox").unwrap();
    clock.advance(Duration::from_secs(5));
    assert!(gone(world.session(&session.id)));
}

#[test]
fn one_user_may_have_several_and_ends_each_alone() {
    let (world, _) = world();
    let [first, second] = [0, 1].map(|_| world.login("buyer", "sandbox").unwrap());
    assert_ne!(first.id, second.id);
    world.logout(&first.id).unwrap();
    assert!(gone(world.session(&first.id)));
    assert!(world.session(&second.id).is_ok());
}

#[test]
fn a_renewed_session_is_a_new_one_with_a_whole_life() {
    let (world, clock) = world();
    let old = world.login("buyer", "sandbox").unwrap();
    clock.advance(Duration::from_secs(2 * 60 * 60));
    let new = world.renew(&old.id).unwrap();
    assert!(gone(world.session(&old.id)));
    clock.advance(Duration::from_secs(2 * 60 * 60));
    assert!(world.session(&new.id).is_ok());
}

#[test]
fn all_sessions_can_be_ended_at_once() {
    let (world, _) = world();
    let sessions = ["buyer", "finance", "buyer"].map(|user| world.login(user, "sandbox").unwrap());
    world.expire_sessions().unwrap();
    assert!(sessions.iter().all(|session| gone(world.session(&session.id))));
}

#[test]
fn a_wrong_password_and_an_unknown_user_are_refused_alike() {
    let (world, _) = world();
    assert!(matches!(world.login("buyer", "wrong"), Err(Refusal::WrongLogin)));
    assert!(matches!(world.login("nobody", "sandbox"), Err(Refusal::WrongLogin)));
}

#[test]
fn a_user_is_seen_by_the_own_group_alone() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let own = world.user(buyer, None).unwrap();
    assert_eq!((own.username.as_str(), own.group), ("buyer", PUBLISHER));
    assert!(own.registered < world.clock.now());
    let stranger = actor(&world, "finance").user();
    assert!(matches!(world.user(buyer, Some(stranger)), Err(Refusal::Missing(Record::User))));
}

#[test]
fn a_session_never_prints_its_id() {
    let (world, _) = world();
    let session = world.login("buyer", "sandbox").unwrap();
    assert!(!format!("{session:?}").contains(&session.id));
}
