//! The sandbox's stock: exact searches over 331 million items, in agreement with the items themselves.

use std::collections::HashSet;

use portico::sandbox::catalog::{
    Author, Bounds, COLORS, Gender, Item, Kind, Kinds, Lang, Lookup, Orientation, People, Query, Sort, author,
    author_by_username, hints, lookup, same_model, search, series, similar,
};
use proptest::prelude::*;

fn query(text: &str) -> Query {
    Query { text: text.to_owned(), limit: 50, ..Query::default() }
}

fn everything() -> Query {
    Query { kinds: Kinds::ALL, nudity: true, collection: None, limit: 20, ..Query::default() }
}

fn items(query: &Query) -> Vec<Item> {
    search(query).ids.into_iter().map(active).collect()
}

fn active(id: u64) -> Item {
    match lookup(id) {
        Lookup::Active(item) => item,
        other => panic!("a search or a relation gave an item that is not on sale: {id} {other:?}"),
    }
}

#[test]
fn all_331_million_can_be_paged_through() {
    let count = search(&everything()).count;
    assert!((330_000_000..332_000_000).contains(&count), "{count}");
    let last = search(&Query { offset: count - 3, ..everything() });
    assert_eq!(last.ids.len(), 3);
    assert!(search(&Query { offset: count, ..everything() }).ids.is_empty());
}

#[test]
fn the_work_does_not_grow_with_the_offset() {
    let first = search(&everything()).steps;
    for offset in [1_000, 1_000_000, 123_456_789, 300_000_000] {
        for sort in [Sort::BestMatch, Sort::BestSales, Sort::Newest, Sort::Undiscovered] {
            let found = search(&Query { offset, sort, ..everything() });
            assert_eq!(found.ids.len(), 20);
            assert!(
                found.steps < first + 100_000,
                "{offset} {sort:?}: {} steps, {first} for the first page",
                found.steps
            );
        }
    }
}

#[test]
fn neighbouring_pages_neither_overlap_nor_leave_gaps() {
    for offset in [0, 999, 200_000_000] {
        let whole = search(&Query { offset, limit: 90, ..everything() }).ids;
        let parts: Vec<u64> = (0..3)
            .flat_map(|part| search(&Query { offset: offset + part * 30, limit: 30, ..everything() }).ids)
            .collect();
        assert_eq!(whole, parts);
        assert_eq!(whole.iter().collect::<HashSet<_>>().len(), 90);
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    for text in ["", "woman beach", "sunset"] {
        let whole = search(&query(text)).count;
        let colors = (1..=COLORS.len() as u8).map(|color| search(&Query { color: Some(color), ..query(text) }).count);
        assert_eq!(colors.sum::<u64>(), whole);
        let shapes =
            Orientation::ALL.iter().map(|&shape| search(&Query { orientation: Some(shape), ..query(text) }).count);
        assert_eq!(shapes.sum::<u64>(), whole);
        let with_dog = search(&query(&format!("{text} dog"))).count;
        let without = search(&Query { exclude: vec!["dog".to_owned()], ..query(text) }).count;
        assert_eq!(with_dog + without, whole);
    }
}

#[test]
fn each_order_follows_its_attribute() {
    for offset in [0, 5_000, 2_000_000] {
        let page = |sort| items(&Query { sort, offset, ..query("man") });
        let sales = page(Sort::BestSales);
        assert!(sales.is_sorted_by(|a, b| a.downloads >= b.downloads));
        let newest = page(Sort::Newest);
        assert!(newest.is_sorted_by(|a, b| a.published >= b.published));
        let undiscovered = page(Sort::Undiscovered);
        assert!(undiscovered.is_sorted_by_key(|item| (item.downloads, item.views)));
        let ids = |items: &[Item]| items.iter().map(|item| item.id).collect::<HashSet<_>>();
        assert!(ids(&sales).is_disjoint(&ids(&newest)));
    }
}

#[test]
fn a_word_in_the_title_is_a_better_match_than_a_tag() {
    let found = Query { sort: Sort::BestMatch, ..query("summer") };
    let count = search(&found).count;
    let says = |item: &Item| item.title(Lang::En).to_lowercase().contains("summer");
    assert!(items(&found).iter().all(says));
    assert!(!items(&Query { offset: count - 50, ..found }).iter().any(says));
}

#[test]
fn words_are_found_in_every_language_and_spelling() {
    let women = search(&query("woman")).count;
    assert!(women > 10_000_000);
    assert_eq!(search(&query("WOMEN")).count, women);
    for text in ["Frau am Strand", "femme plage", "mujer playa", "donna spiaggia", "mulher praia", "женщина на пляже"]
    {
        let page = items(&query(text));
        assert_eq!(page.len(), 50, "{text}");
        assert!(page.iter().all(|item| item.tags(Lang::En).contains(&"beach".to_owned())), "{text}");
    }
    let mountains = search(&query("mountain")).count;
    assert_eq!(search(&query("mountian")).count, mountains);
    assert_eq!(search(&Query { correct_spelling: false, ..query("mountian") }).count, 0);
    for nonsense in ["xqzvbnw", "woman xqzvbnw", "the", "???"] {
        assert_eq!(search(&query(nonsense)).count, 0, "{nonsense}");
    }
}

#[test]
fn an_id_finds_its_item_alone() {
    let id = search(&query("coffee")).ids[0];
    let found = search(&query(&id.to_string()));
    assert_eq!((found.count, found.ids), (1, vec![id]));
    assert_eq!(search(&query("899999998999")).count, 0);
}

#[test]
fn missing_and_inactive_items_are_never_found() {
    let mut seen = [0; 3];
    for id in (1_000_000..900_000_000).step_by(450_001) {
        let found = search(&Query { text: id.to_string(), ..everything() }).count;
        let expected = match lookup(id) {
            Lookup::Active(_) => (0, 1),
            Lookup::Inactive(item) => {
                assert!(similar(item.id).is_empty() || similar(item.id).into_iter().all(|id| active(id).id == id));
                (1, 0)
            }
            Lookup::Missing => (2, 0),
        };
        seen[expected.0] += 1;
        assert_eq!(found, expected.1, "{id}");
    }
    assert!(seen.iter().all(|&times| times > 10), "{seen:?}");
}

#[test]
fn an_author_is_the_author_of_what_is_found() {
    let item = active(search(&query("cat")).ids[0]);
    let by: Author = item.author;
    assert_eq!(author(by.id).as_ref(), Some(&by));
    assert_eq!(author_by_username(&by.username).as_ref(), Some(&by));
    let found = Query { author_id: Some(by.id), username: Some(by.username.clone()), ..query("") };
    assert!(items(&found).iter().all(|item| item.author == by));
    assert!(search(&found).count > 100);
    assert_eq!(search(&Query { username: Some("nobody at all".to_owned()), ..query("cat") }).count, 0);
}

#[test]
fn a_picture_of_ours_finds_its_like() {
    let item = active(search(&query("red fox snow")).ids[0]);
    let url = format!(
        "http://127.0.0.1:4010/thumbs/{}/image/{}/{}/api_thumb_450.jpg",
        item.author.id,
        item.id / 10_000,
        item.id
    );
    let like = Query { image_url: Some(url), ..everything() };
    let count = search(&like).count;
    assert!(items(&like).iter().all(|other| other.color == item.color));
    let with_title = Query { text: item.title(Lang::En), ..like };
    assert!(items(&Query { limit: 200, ..with_title }).iter().any(|other| other.id == item.id));
    assert!((1_000..1_000_000).contains(&count), "{count}");
    let foreign = |url: &str| search(&Query { image_url: Some(url.to_owned()), ..everything() }).ids;
    assert_eq!(foreign("https://example.org/a.jpg"), foreign("https://example.org/a.jpg"));
    assert_ne!(foreign("https://example.org/a.jpg"), foreign("https://example.org/b.jpg"));
}

#[test]
fn people_filters_leave_out_what_shows_nobody() {
    let people = People { gender: Some(Gender::Both), quantity: Some(2), ..People::default() };
    let page = items(&Query { people, ..query("") });
    assert_eq!(page.len(), 50);
    assert!(page.iter().all(|item| item.cast.is_some_and(|cast| cast.gender == Gender::Both && cast.quantity == 2)));
    let only = People { only: true, ..People::default() };
    assert!(items(&Query { people: only, ..query("sunset") }).iter().all(|item| item.cast.is_some()));
}

#[test]
fn dimensions_bound_the_original() {
    let wide = Query { width: Bounds { min: Some(5_000), max: Some(6_000) }, ..query("city") };
    assert!(items(&wide).iter().all(|item| (5_000..=6_000).contains(&item.width)));
    assert_eq!(search(&Query { width: Bounds { min: Some(90_000), max: None }, ..query("city") }).count, 0);
}

#[test]
fn hints_begin_as_the_prefix_does() {
    for (prefix, lang) in [("mount", Lang::En), ("young", Lang::En), ("junge", Lang::De), ("Чаш", Lang::Ru)] {
        let found = hints(prefix, lang);
        assert!(!found.is_empty() && found.len() <= 10, "{prefix}");
        assert!(found.iter().all(|hint| hint.starts_with(&prefix.to_lowercase())), "{found:?}");
        assert!(search(&query(&found[0])).count > 0, "{found:?}");
    }
    assert!(hints("", Lang::En).is_empty());
}

#[test]
fn no_child_is_ever_near_nudity() {
    let nude = Query { nudity: true, limit: 200, ..everything() };
    for offset in [0, 1_000_000, 100_000_000] {
        for item in items(&Query { offset, text: "nude".to_owned(), ..nude.clone() }) {
            assert!(item.nudity && item.cast.is_none());
        }
    }
    let people = People { only: true, ..People::default() };
    let hidden = search(&Query { people, nudity: false, ..everything() }).count;
    assert_eq!(search(&Query { people, ..everything() }).count, hidden);
}

#[test]
fn everything_that_is_sold_has_a_size() {
    for offset in (0..330_000_000).step_by(7_777_777) {
        for item in items(&Query { offset, limit: 3, ..everything() }) {
            assert!(!item.sizes().is_empty());
            assert_eq!(item.download_options().is_empty(), item.kind == Kind::Audio, "{item:?}");
            assert!(item.views >= item.downloads && item.uploaded < item.published && item.published <= item.updated);
            assert_eq!(item.orientation == Orientation::Square, item.width == item.height);
            assert_eq!(item.cast.is_none() || item.editorial || item.ai_generated, item.model_release_ids.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn relations_hold_both_ways_between_active_items(offset in 0_u64..330_000_000) {
        let id = search(&Query { offset, limit: 1, ..everything() }).ids[0];
        let item = active(id);
        for relation in [similar, series, same_model] {
            for other in relation(id) {
                prop_assert_ne!(other, id);
                prop_assert_eq!(active(other).id, other);
                prop_assert!(relation(other).contains(&id));
            }
        }
        for other in series(id).into_iter().map(active) {
            prop_assert_eq!((&other.author, other.kind), (&item.author, item.kind));
        }
        for other in same_model(id).into_iter().map(active) {
            prop_assert!(item.cast.is_some());
            prop_assert_eq!(other.cast, item.cast);
            prop_assert_eq!(other.model_release_ids, item.model_release_ids.clone());
        }
    }

    #[test]
    fn every_filter_holds_for_every_result(color in 1_u8..=17, offset in 0_u64..3_000, vector in any::<bool>()) {
        let kinds = Kinds { photo: !vector, vector, ..Kinds::default() };
        let found = Query { color: Some(color), offset, kinds, editorial: Some(false), limit: 10, ..query("summer") };
        for item in items(&found) {
            prop_assert_eq!(item.color, color);
            prop_assert_eq!(item.kind == Kind::Vector, vector);
            prop_assert!(!item.editorial && !item.nudity);
        }
    }
}
