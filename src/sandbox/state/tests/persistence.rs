//! What survives a restart, a kill, and a bad file.

use std::{path::Path, time::Duration};

use super::*;

fn kept(path: &Path) -> WorldSettings {
    WorldSettings { state: Some(path.to_owned()), ..WorldSettings::default() }
}

#[test]
fn a_restart_finds_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let session = world.login("buyer", "sandbox").unwrap();
    let buyer = world.session(&session.id).unwrap();
    let ids = buy(&world, buyer, items(Kind::Image, 3));
    let invoice = world.create_invoice(buyer, &ids, Some("PO-1")).unwrap();
    let party = Party { company: "Atlas".to_owned(), ..Party::default() };
    world.transfer(buyer, &ids[..1], &party, &party).unwrap();
    let comp = world.comp_download(buyer, items(Kind::Video, 1)[0], "480").unwrap();
    let job = world.generate(buyer, &GenerationRequest { prompt: "A fox".to_owned(), ..Default::default() }).unwrap();
    clock.advance(Duration::from_secs(6));
    assert_eq!(world.book().len(), 4);
    let before = world.lock().state.clone();
    drop(world);

    let world = World::open(kept(&path), clock).unwrap();
    assert_eq!(world.lock().state, before);
    assert_eq!(world.session(&session.id).unwrap(), buyer, "sessions survive");
    assert_eq!(world.invoice(buyer, invoice).unwrap().invoice.lines.len(), 3);
    assert_eq!(world.download(comp.token.as_str()).unwrap().right, DownloadRight::Complimentary(comp.comp.id));
    assert_eq!(world.generation(buyer, job.uuid).unwrap().status, GenerationStatus::Completed);
    check_money(&world);
}

#[test]
fn an_answered_change_is_on_the_disk_already() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    let ids = buy(&world, buyer, items(Kind::Image, 1));
    // What a process finds that starts when this one is killed right now.
    let copy = folder.path().join("copy.json");
    std::fs::copy(&path, &copy).unwrap();
    let after = World::open(kept(&copy), clock).unwrap();
    assert_eq!(after.book().iter().map(|entry| entry.transaction).collect::<Vec<_>>(), ids);
}

#[test]
fn a_kill_in_the_middle_of_a_write_loses_only_what_was_not_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    buy(&world, buyer, items(Kind::Image, 1));
    let answered = std::fs::read(&path).unwrap().len();
    buy(&world, buyer, items(Kind::Image, 2));
    drop(world);
    let whole = std::fs::read(&path).unwrap();
    for cut in [answered + 1, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let world = World::open(kept(&path), clock.clone()).unwrap();
        assert_eq!(world.book().len(), 1);
        check_money(&world);
    }
}

#[test]
fn a_kill_between_the_new_file_and_its_rename_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    buy(&world, buyer, items(Kind::Image, 1));
    drop(world);
    std::fs::write(folder.path().join("state.json.new"), b"{\"format\":\"portico sand").unwrap();
    let world = World::open(kept(&path), clock).unwrap();
    assert_eq!(world.book().len(), 1);
}

#[test]
fn a_file_that_is_not_ours_is_an_error_and_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    buy(&world, buyer, items(Kind::Image, 1));
    drop(world);
    let good = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    let cases = [
        (String::new(), "line 1: empty"),
        ("{}\n".to_owned(), "line 1: missing field"),
        (good.lines().next().unwrap().to_owned(), "line 1: cut off"),
        (good.replacen("\"version\":2", "\"version\":3", 1), "version 3"),
        (good.replacen("{\"change\":\"session_opened\"", "{\"change\":\"session_opene", 1), "line 2"),
        (format!("{good}{}\n", good.lines().last().unwrap()), "line 4: a change does not fit"),
    ];
    for (text, expected) in cases {
        std::fs::write(&path, &text).unwrap();
        let error = World::open(kept(&path), clock.clone()).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), text.as_bytes(), "left as it is");
    }
}

#[test]
fn two_sandboxes_do_not_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (_world, clock) = open(kept(&path));
    assert!(matches!(World::open(kept(&path), clock), Err(StoreError::InUse { .. })));
}

#[test]
fn what_cannot_be_saved_does_not_happen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    let balance = world.group(buyer).balance;
    world.lock().break_store();
    let license = standard(&world, buyer);
    let refusal = world.license_items(buyer, &order(license, "s", items(Kind::Image, 1))).unwrap_err();
    assert!(matches!(refusal, Refusal::NotSaved(_)), "{refusal}");
    assert_eq!(world.group(buyer).balance, balance);
    assert_eq!(world.book(), vec![]);
    drop(world);
    let world = World::open(kept(&path), clock).unwrap();
    assert_eq!(world.group(buyer).balance, balance);
}

#[test]
fn a_restart_keeps_the_seed_that_the_file_was_made_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let before = world.lock().state.clone();
    drop(world);
    clock.advance(Duration::from_secs(86_400));
    let world = World::open(WorldSettings { seed: 99, ..kept(&path) }, clock).unwrap();
    assert_eq!(world.lock().state, before);
}

#[test]
fn a_change_costs_one_line_whatever_came_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, _) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    let length = || std::fs::metadata(&path).unwrap().len();
    let mut growth = Vec::new();
    for _ in 0..20 {
        let before = length();
        buy(&world, buyer, items(Kind::Image, 1));
        growth.push(length() - before);
    }
    assert!(growth.iter().all(|bytes| *bytes < 1_000 && bytes.abs_diff(growth[0]) < 10), "{growth:?}");
}

#[test]
fn time_does_not_run_back_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    clock.advance(Duration::from_secs(86_400));
    let id = buy(&world, buyer, items(Kind::Image, 1))[0];
    drop(world);
    let (world, restarted) = open(kept(&path));
    assert_eq!(restarted.now(), clock.now());
    let listed = world.licensed_items(buyer, &TransactionFilter::default(), Page { limit: 1, offset: 0 });
    assert_eq!(listed.rows[0].transaction.id, id);
}
