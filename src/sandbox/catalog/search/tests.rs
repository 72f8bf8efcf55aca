//! Searches against a brute-force reading of the items themselves.

use std::{collections::HashSet, sync::LazyLock};

use proptest::prelude::*;

use super::*;
use crate::sandbox::catalog::{
    Bounds, Item, Kinds,
    item::lookup,
    vocab::{Collection, Gender, ImageSize, Lang, Orientation},
};

/// An author's whole portfolio, with the words of each item.
struct Sample {
    author: u64,
    items: Vec<(Item, HashSet<String>)>,
}

/// A few thousand items: all that one author of a small family has.
fn sample(family: usize, frame: usize) -> Sample {
    let stock = stock();
    let first = Address { family, digits: [frame, 0, 0, 0] };
    let author = lookup(stock.id(&first)).known().unwrap().author.id;
    let portfolio = Portfolio::find(Some(author), None).unwrap();
    let radix = stock.families[family].radix;
    let mut items = Vec::new();
    for subject in (0..radix[SUBJECT]).filter(|&row| portfolio.has_subject(row, radix[SUBJECT])) {
        for scene in 0..radix[SCENE] {
            for look in (0..radix[LOOK]).step_by(23) {
                for frame in (0..radix[FRAME]).filter(|&row| portfolio.has_frame(row)) {
                    let address = Address { family, digits: [frame, look, scene, subject] };
                    let item = lookup(stock.id(&address)).known().unwrap();
                    assert_eq!(item.author.id, author);
                    let words = said(&item);
                    items.push((item, words));
                }
            }
        }
    }
    Sample { author, items }
}

fn said(item: &Item) -> HashSet<String> {
    let mut words: HashSet<String> = HashSet::new();
    for &lang in Lang::ALL {
        words.extend(index::stems(&item.title(lang)));
        item.tags(lang).iter().for_each(|tag| words.extend(index::stems(tag)));
    }
    words
}

/// What the documentation promises, read off an item alone.
fn matches(query: &Query, words: &[Vec<String>; 2], item: &Item, said: &HashSet<String>) -> bool {
    let [wanted, unwanted] = words;
    let kind = match (item.kind, item.audio) {
        (Kind::Image, _) => query.kinds.photo,
        (Kind::Vector, _) => query.kinds.vector,
        (Kind::Video, _) => query.kinds.video,
        (Kind::Audio, Some(audio)) if audio.sound == Sound::Music => query.kinds.music,
        (Kind::Audio, _) => query.kinds.sound_effect,
    };
    let people = query.people;
    let asks_for_people = people != People::default();
    kind && item.status == crate::sandbox::catalog::Status::Active
        && wanted.iter().all(|word| said.contains(word))
        && !unwanted.iter().any(|word| said.contains(word))
        && query.color.is_none_or(|color| color == item.color)
        && (query.nudity || !item.nudity)
        && query.orientation.is_none_or(|orientation| orientation == item.orientation)
        && query.min_size.is_none_or(|size| item.image_size() >= size)
        && query.editorial.is_none_or(|editorial| editorial == item.editorial)
        && query.illustration.is_none_or(|illustration| illustration == item.illustration)
        && query.width.contains(item.width)
        && query.height.contains(item.height)
        && query.collection.is_none_or(|collection| collection == item.collection)
        && query.excluded_country.as_deref().is_none_or(|country| item.banned_in != Some(country))
        && (query.categories.is_empty()
            || item.categories(Lang::En).iter().any(|(id, _)| query.categories.contains(id)))
        && (!asks_for_people
            || item.cast.is_some_and(|cast| {
                people.gender.is_none_or(|gender| gender == cast.gender)
                    && people.age.is_none_or(|age| age == cast.age)
                    && people.race.is_none_or(|race| race == cast.race)
                    && people.quantity.is_none_or(|quantity| quantity > 3 || quantity == cast.quantity)
            }))
}

fn queries() -> impl Strategy<Value = Query> {
    use proptest::{option::of, sample::select};
    let words = select(vec![
        "",
        "",
        "statue",
        "museum",
        "painting winter",
        "woman",
        "beach",
        "neon",
        "photo",
        "Frau",
        "art vector",
    ]);
    let filters = (of(1_u8..=17), any::<bool>(), of(select(Orientation::ALL)), of(select(ImageSize::ALL)));
    let rest = (of(any::<bool>()), of(any::<bool>()), of(select(Collection::ALL)), of(select(vec!["cn", "ru"])));
    let people = (any::<bool>(), of(select(Gender::ALL)), of(1_u32..5));
    let more =
        (select(vec!["", "", "sunset", "marble", "close-up", "red"]), any::<bool>(), of(1000_u32..6000), 0_usize..3);
    (words, filters, rest, people, more).prop_map(|(text, filters, rest, people, more)| Query {
        text: text.to_owned(),
        exclude: vec![more.0.to_owned()],
        color: filters.0,
        nudity: filters.1,
        orientation: filters.2,
        min_size: filters.3,
        editorial: rest.0,
        illustration: rest.1,
        collection: rest.2,
        excluded_country: rest.3.map(str::to_owned),
        people: if more.1 {
            People { only: people.0, gender: people.1, quantity: people.2, ..People::default() }
        } else {
            People::default()
        },
        width: Bounds { min: more.2, max: None },
        height: Bounds { min: None, max: more.2.map(|n| n * 2) },
        kinds: if more.1 { Kinds::ALL } else { Kinds::default() },
        categories: [vec![], vec![6], vec![22, 29]][more.3].clone(),
        ..Query::default()
    })
}

/// All results, page by page.
fn everything(query: &Query, page: usize) -> (u64, Vec<u64>) {
    let mut ids = Vec::new();
    loop {
        let found = search(&Query { offset: ids.len() as u64, limit: page, ..query.clone() });
        if found.ids.is_empty() {
            return (found.count, ids);
        }
        ids.extend(found.ids);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_search_finds_what_brute_force_finds(query in queries(), of_people in any::<bool>()) {
        static ARTS: LazyLock<Sample> = LazyLock::new(|| sample(7, 100));
        static CHILDREN: LazyLock<Sample> = LazyLock::new(|| sample(1, 200));
        let sample = if of_people { &*CHILDREN } else { &*ARTS };
        let query = Query { author_id: Some(sample.author), correct_spelling: false, ..query };
        let words = [index::stems(&query.text), query.exclude.iter().flat_map(|word| index::stems(word)).collect()];
        let expected: HashSet<u64> = sample.items.iter()
            .filter(|(item, said)| matches(&query, &words, item, said)).map(|(item, _)| item.id).collect();
        let looks: HashSet<usize> = sample.items.iter().map(|(item, _)| item.address.digits[LOOK]).collect();
        let Found { count, ids, .. } = find(&Query { sort: Sort::Newest, ..query.clone() }, usize::MAX);
        prop_assert_eq!(count, ids.len() as u64);
        // The sample holds a few looks only.
        let found: HashSet<u64> = ids.iter().copied()
            .filter(|&id| looks.contains(&stock().address(id).unwrap().digits[LOOK])).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(ids.len(), ids.iter().collect::<HashSet<_>>().len(), "a result came twice");
    }
}

#[test]
fn pages_of_any_size_put_together_are_the_whole() {
    let query = Query {
        text: "antique vase museum sunset".to_owned(),
        orientation: Some(Orientation::Square),
        ..Query::default()
    };
    for sort in [Sort::BestMatch, Sort::BestSales, Sort::Newest, Sort::Undiscovered] {
        let query = Query { sort, ..query.clone() };
        let (count, whole) = everything(&query, 200);
        assert!((100..5_000).contains(&count), "{count}");
        assert_eq!(everything(&query, 37).1, whole);
    }
}
