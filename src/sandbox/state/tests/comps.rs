//! Files for a layout.

use super::*;

#[test]
fn a_file_for_a_layout_costs_nothing_and_is_listed_first() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let balance = world.group(buyer).balance;
    let clip = items(Kind::Video, 1)[0];
    let taken = world.comp_download(buyer, clip, "480").unwrap();
    assert_eq!(world.group(buyer).balance, balance);
    assert_eq!(world.book(), vec![]);
    let listed = world.comps(buyer, &CompFilter::default(), Page { limit: 1, offset: 0 });
    assert_eq!(listed.rows, std::slice::from_ref(&taken));
    let download = world.download(taken.token.as_str()).unwrap();
    assert_eq!((download.item, download.size), (clip, DownloadOption::P480));
    assert_eq!(world.comp_link(taken.comp.id), taken.token);
}

#[test]
fn a_size_must_fit_the_item() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let clip = items(Kind::Video, 1)[0];
    assert!(matches!(world.comp_download(buyer, clip, "xl"), Err(Refusal::SizeNotOffered)));
    assert!(matches!(world.comp_download(buyer, 5, "s"), Err(Refusal::ItemNotFound)));
}

#[test]
fn every_filter_of_complimentary_downloads_filters() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let page = Page { limit: 1_000, offset: 0 };
    let whole = world.comps(buyer, &CompFilter::default(), page).rows;
    let one = whole[whole.len() / 2].comp;
    let none = CompFilter::default();
    let check = |filter: CompFilter, expected: &dyn Fn(&Comp) -> bool| {
        let expected: Vec<_> = whole.iter().filter(|row| expected(&row.comp)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < whole.len());
        assert_eq!(world.comps(buyer, &filter, page).rows, expected);
    };
    check(CompFilter { from: Some(one.at), ..none.clone() }, &|row| row.at >= one.at);
    check(CompFilter { to: Some(one.at), ..none.clone() }, &|row| row.at <= one.at);
    check(CompFilter { user: Some(one.user), ..none.clone() }, &|row| row.user == one.user);
    let kinds = vec![Kind::Video, Kind::Vector];
    check(CompFilter { kinds, ..none.clone() }, &|row| row.kind != Kind::Image);
    assert_eq!(world.comps(buyer, &CompFilter { group: Some(AGENCY), ..none }, page).count, 0);
}
