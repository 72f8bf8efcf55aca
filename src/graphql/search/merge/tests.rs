use proptest::prelude::*;

use super::*;

/// A list upstream: entry by entry, whether it is there. What is not there leaves a hole in its window.
type Upstream = Vec<bool>;

/// An entry: its list, and its number there.
type Item = (usize, usize);

fn window(upstream: &Upstream, list: usize, window: Window) -> Vec<Item> {
    let from = usize::try_from(window.offset).unwrap().min(upstream.len());
    let to = (from + window.limit as usize).min(upstream.len());
    (from..to).filter(|number| upstream[*number]).map(|number| (list, number)).collect()
}

/// One page, and how many windows were asked for.
fn page(
    upstreams: &[Upstream],
    first: u32,
    start: Places,
    down: Option<usize>,
) -> (Vec<Entry<Item>>, bool, Vec<usize>) {
    let mut merge = Merge::new(first, start, None);
    let mut asked = Vec::new();
    for _ in 0..20 {
        merge.fill();
        let wanted = merge.wanted();
        if wanted.is_empty() {
            break;
        }
        for (index, wanted) in wanted {
            asked.push(index);
            if down == Some(index) {
                merge.fail(index);
            } else {
                merge.supply(index, window(&upstreams[index], index, wanted), upstreams[index].len() as u64);
            }
        }
    }
    let more = merge.has_more();
    (merge.into_entries(), more, asked)
}

/// All there is, an entry of each list in turn.
fn in_turn(upstreams: &[Upstream]) -> Vec<Item> {
    let there = |list: usize| (0..upstreams[list].len()).filter(move |number| upstreams[list][*number]);
    let mut lists: Vec<VecDeque<Item>> =
        (0..upstreams.len()).map(|list| there(list).map(|number| (list, number)).collect()).collect();
    let mut all = Vec::new();
    while lists.iter().any(|list| !list.is_empty()) {
        all.extend(lists.iter_mut().filter_map(VecDeque::pop_front));
    }
    all
}

fn upstreams() -> impl Strategy<Value = Vec<Upstream>> {
    prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.9), 0..60), 1..4)
}

proptest! {
    #[test]
    fn paging_gives_everything_once_and_in_turn_however_long_the_pages(
        upstreams in upstreams(),
        lengths in prop::collection::vec(1_u32..40, 1..8),
    ) {
        let mut lengths = lengths.iter().cycle();
        let mut start = Places::start(upstreams.len());
        let mut all = Vec::new();
        loop {
            let (entries, more, _) = page(&upstreams, *lengths.next().unwrap(), start, None);
            all.extend(entries.iter().map(|entry| entry.item));
            let Some(last) = entries.last() else { break };
            if !more {
                break;
            }
            start = Places::read(&last.after.to_string(), upstreams.len()).unwrap();
        }
        prop_assert_eq!(all, in_turn(&upstreams));
    }

    #[test]
    fn any_cursor_goes_on_where_its_entry_ends(upstreams in upstreams(), first in 1_u32..40, other in 1_u32..40) {
        let all = in_turn(&upstreams);
        let (entries, ..) = page(&upstreams, first, Places::start(upstreams.len()), None);
        for (nth, entry) in entries.iter().enumerate() {
            let (next, ..) = page(&upstreams, other, entry.after.clone(), None);
            let next: Vec<Item> = next.iter().map(|entry| entry.item).collect();
            prop_assert_eq!(&next[..], &all[nth + 1..(nth + 1 + next.len())]);
        }
    }

    #[test]
    fn whoever_is_down_for_a_while_loses_nothing_and_repeats_nothing(
        upstreams in upstreams(),
        first in 1_u32..40,
        down in prop::collection::vec(prop::option::of(0_usize..3), 0..6),
    ) {
        let mut start = Places::start(upstreams.len());
        let mut all: Vec<Item> = Vec::new();
        let mut down = down.into_iter();
        loop {
            let gone = down.next().flatten();
            let (entries, more, _) = page(&upstreams, first, start.clone(), gone);
            all.extend(entries.iter().map(|entry| entry.item));
            match entries.last() {
                Some(last) => start = last.after.clone(),
                None if gone.is_none() => break,
                None => {}
            }
            if !more && gone.is_none() {
                break;
            }
        }
        let mut expected = in_turn(&upstreams);
        expected.sort_unstable();
        // Each list in its own order.
        all.sort_by_key(|(list, _)| *list);
        prop_assert_eq!(all, expected);
    }

    #[test]
    fn pages_of_one_length_ask_each_list_once(
        lengths in prop::collection::vec(0_usize..200, 1..4),
        first in 1_u32..40,
    ) {
        // As long as the lists go side by side; the last page of the shorter ones may need a window more of the others.
        let upstreams: Vec<Upstream> = lengths.iter().map(|length| vec![true; *length]).collect();
        let shortest = lengths.iter().min().unwrap();
        let mut start = Places::start(upstreams.len());
        for number in 1.. {
            let (entries, more, asked) = page(&upstreams, first, start, None);
            for list in 0..upstreams.len() {
                let windows = asked.iter().filter(|asked| **asked == list).count();
                let beside = number * first as usize <= *shortest * upstreams.len();
                prop_assert!(windows <= if beside { 1 } else { 2 }, "{windows} windows for page {number}");
            }
            let Some(last) = entries.last().filter(|_| more) else { break };
            start = last.after.clone();
        }
    }

    #[test]
    fn what_no_cursor_says_is_not_read(text in "[0-9.+ ]{0,40}", lists in 1_usize..4) {
        if let Some(read) = Places::read(&text, lists) {
            prop_assert_eq!(read.to_string(), text);
        }
    }
}

#[test]
fn forged_places_are_none() {
    for forged in [
        "",
        "0",
        "0.0.0",
        "2.0.0.0.0.0.0",
        "0.0.0.0.0.0.0.0",
        "0.0.0.0.0.0.0.0.0.0",
        "0.0.5.0.0.0.0",
        "0.0.5.5.0.0.0",
        "0.0.1.101.0.0.0",
        "0.00.0.0.0.0.0",
        "0.9007199254740992.0.0.0.0.0",
        "0.-1.0.0.0.0.0",
        "x.0.0.0.0.0.0",
        "0.0.0.20.0.0.0",
        "0.99999999999999999999.0.0.0.0.0",
    ] {
        assert_eq!(Places::read(forged, 2), None, "{forged}");
    }
    let good = "1.40.3.20.9007199254740991.0.0";
    assert_eq!(Places::read(good, 2).unwrap().to_string(), good);
}

#[test]
fn what_is_the_same_is_folded_into_the_first_of_its_kind() {
    let same: fn(&(usize, char), &(usize, char)) -> bool = |one, other| one.1.eq_ignore_ascii_case(&other.1);
    let mut merge = Merge::new(3, Places::start(2), Some(same));
    merge.supply(0, vec![(0, 'a'), (0, 'b'), (0, 'A')], 3);
    merge.supply(1, vec![(1, 'A'), (1, 'B'), (1, 'c')], 4);
    merge.fill();
    let more = merge.has_more();
    let page = merge.into_entries();
    let shown: Vec<_> = page.iter().map(|entry| (entry.item, &entry.folded[..])).collect();
    assert_eq!(shown, [((0, 'a'), &[(1, 'A'), (0, 'A')][..]), ((0, 'b'), &[(1, 'B')][..]), ((1, 'c'), &[][..])]);
    assert!(more);
    // The first entry's cursor is behind what was folded before the second one came.
    assert_eq!(
        (page[0].after.to_string().as_str(), page[2].after.to_string().as_str()),
        ("0.0.1.3.0.1.3", "0.3.0.0.3.0.0")
    );
}

#[test]
fn what_is_on_the_page_already_is_not_given_again() {
    let mut merge = Merge::new(4, Places::start(1), None);
    // A list that grows at its head while it is read: what was last comes again.
    for (window, items) in [(0, vec!['a', 'b', 'c']), (4, vec!['c', 'd', 'e', 'f'])] {
        assert_eq!(merge.wanted(), [(0, Window { offset: window, limit: 4 })]);
        merge.supply(0, items, 100);
        merge.fill();
    }
    let page: Vec<_> = merge.into_entries();
    assert_eq!(page.iter().map(|entry| entry.item).collect::<String>(), "abcd");
    assert_eq!(page[3].after.to_string(), "0.4.2.4");
}
