//! Members who join, change and leave, and who may see to that.

use super::*;

fn joined(world: &World, actor: Actor) -> UserId {
    let new = NewMember {
        username: "nina.wolf".to_owned(),
        email: "nina@lindenhof.example.org".to_owned(),
        ..NewMember::default()
    };
    world.register_member(actor, new, "first").unwrap()
}

#[test]
fn only_who_may_edit_the_group_sees_to_its_members() {
    let (world, _) = world();
    let (buyer, trainee) = (actor(&world, "buyer"), actor(&world, "lea.intern"));
    let id = joined(&world, buyer);
    let refused = |answer: Result<(), Refusal>| matches!(answer, Err(Refusal::NotAllowed("edit")));
    assert!(refused(world.register_member(trainee, NewMember::default(), "p").map(drop)));
    assert!(refused(world.update_member(trainee, id, MemberChanges::default())));
    assert!(refused(world.set_permission(trainee, id, "license", true).map(drop)));
    assert!(refused(world.set_password(trainee, id, "p")));
    assert!(refused(world.remove_member(trainee, id)));
    world.set_permission(buyer, trainee.user(), "edit", true).unwrap();
    world.remove_member(trainee, id).unwrap();
    let stranger = actor(&world, "finance");
    assert!(matches!(world.set_password(stranger, trainee.user(), "p"), Err(Refusal::Missing(Record::User))));
}

#[test]
fn a_refused_change_of_a_member_changes_nothing() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let id = joined(&world, buyer);
    let before = world.lock().state.clone();
    let new = |username: &str, email: &str| NewMember {
        username: username.to_owned(),
        email: email.to_owned(),
        ..NewMember::default()
    };
    let long = || Some("x".repeat(201));
    for refused in [
        world.register_member(buyer, new("nina.wolf", "a@b"), "p").map(drop),
        world.register_member(buyer, new("finance", "a@b"), "p").map(drop),
        world.register_member(buyer, new("two words", "a@b"), "p").map(drop),
        world.register_member(buyer, new("somebody", "nowhere"), "p").map(drop),
        world.register_member(buyer, new("somebody", "a@b"), "").map(drop),
        world.register_member(buyer, NewMember { phone: long(), ..new("somebody", "a@b") }, "p").map(drop),
        world.update_member(buyer, id, MemberChanges { country: Some("Atlantis".to_owned()), ..Default::default() }),
        world.update_member(buyer, id, MemberChanges { email: Some("nowhere".to_owned()), ..Default::default() }),
        world.update_member(buyer, id, MemberChanges { zip: long(), ..Default::default() }),
        world.set_permission(buyer, id, "fly", true).map(drop),
        world.set_password(buyer, id, ""),
        world.remove_member(buyer, buyer.user()),
    ] {
        assert!(matches!(refused, Err(Refusal::Invalid { .. })), "{refused:?}");
    }
    assert_eq!(world.lock().state, before);
}

#[test]
fn a_permission_is_held_once_or_not_at_all() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let id = joined(&world, buyer);
    let actions = |action: &str, granted| {
        let held = world.set_permission(buyer, id, action, granted).unwrap();
        held.into_iter().map(|permission| permission.action).collect::<Vec<_>>()
    };
    assert_eq!(actions("license", true), ["login", "license"]);
    assert_eq!(actions("license", true), ["login", "license"]);
    assert_eq!(actions("invoice", true), ["login", "license", "invoice"]);
    assert_eq!(actions("license", false), ["login", "invoice"]);
    assert_eq!(actions("login", false), ["invoice"]);
    assert!(matches!(world.login("nina.wolf", "first"), Err(Refusal::WrongLogin)));
}

#[test]
fn who_has_left_is_gone_at_once_and_stays_in_the_past() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let id = joined(&world, buyer);
    let session = world.login("nina.wolf", "first").unwrap();
    let nina = world.session(&session.id).unwrap();
    let bought = buy(&world, nina, items(Kind::Image, 1));
    world.remove_member(buyer, id).unwrap();
    assert!(matches!(world.session(&session.id), Err(Refusal::SessionGone)));
    assert!(matches!(world.user(buyer, Some(id)), Err(Refusal::Missing(Record::User))));
    let listed = world.licensed_items(buyer, &TransactionFilter::default(), Page::default());
    let row = listed.rows.iter().find(|row| row.transaction.id == bought[0]).unwrap();
    assert_eq!(row.buyer.username, "nina.wolf");
    let again = joined(&world, buyer);
    assert!(again > id, "a name may be used again, a key never");
}

#[test]
fn members_survive_a_restart_and_no_file_shows_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let settings = || WorldSettings { state: Some(folder.path().join("state.json")), ..WorldSettings::default() };
    let (world, clock) = open(settings());
    let buyer = actor(&world, "buyer");
    let id = joined(&world, buyer);
    world.set_password(buyer, id, "second-secret").unwrap();
    world.set_permission(buyer, id, "license", true).unwrap();
    let before = world.lock().state.clone();
    drop(world);
    assert!(!std::fs::read_to_string(folder.path().join("state.json")).unwrap().contains("second-secret"));
    for _ in 0..2 {
        let world = World::open(settings(), clock.clone()).unwrap();
        assert_eq!(world.lock().state, before);
        assert!(world.lock().state.is_password(id, "second-secret"));
        assert!(!world.lock().state.is_password(id, "first"));
    }
}
