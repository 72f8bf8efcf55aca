//! One list made of several: an entry of each in turn, for as long as it has any.
//!
//! What a page takes of a list need not be what was asked for: windows of it are read to their end, over as many pages as
//! that takes. So a window from which upstream left something out moves nothing else, and what one page paid for
//! is at hand for the next.

use std::{collections::VecDeque, fmt};

use crate::domain::page::Window;

/// The farthest that a list can be read: beyond, no cursor of ours can be.
const FARTHEST: u64 = 1 << 53;
/// The longest window.
const LONGEST: u32 = 100;

/// Where reading stands in one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    /// Where the window begins that is being read.
    offset: u64,
    /// How many of its entries were given out.
    taken: u32,
    /// How long it is; 0 when nothing of it was given out yet.
    size: u32,
}

/// Where reading stands in all lists: what a cursor says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// Whose turn is next.
    next: usize,
    lists: Vec<Place>,
}

impl Places {
    /// The beginning of so many lists.
    pub(super) fn start(lists: usize) -> Self {
        Self { next: 0, lists: vec![Place::default(); lists] }
    }

    /// Reads what [`fmt::Display`] wrote; `None` where it did not.
    pub(super) fn read(text: &str, lists: usize) -> Option<Self> {
        // One more than there should be shows that there are too many.
        let numbers: Vec<u64> = text.split('.').take(lists * 3 + 2).map_while(|number| number.parse().ok()).collect();
        let (next, rest) = numbers.split_first()?;
        let (places, odd) = rest.as_chunks::<3>();
        let place = |&[offset, taken, size]: &[u64; 3]| {
            let place = Place { offset, taken: u32::try_from(taken).ok()?, size: u32::try_from(size).ok()? };
            let begun = place.taken > 0 && place.taken < place.size && place.size <= LONGEST;
            (offset < FARTHEST && (begun || (place.taken, place.size) == (0, 0))).then_some(place)
        };
        let read = Self {
            next: usize::try_from(*next).ok().filter(|next| *next < lists)?,
            lists: places.iter().map(place).collect::<Option<_>>()?,
        };
        (odd.is_empty() && read.lists.len() == lists && read.to_string() == text).then_some(read)
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.next)?;
        self.lists.iter().try_for_each(|Place { offset, taken, size }| write!(f, ".{offset}.{taken}.{size}"))
    }
}

/// An entry of the page.
#[derive(Clone, Debug)]
pub(super) struct Entry<T> {
    pub(super) item: T,
    /// What is folded into it.
    pub(super) folded: Vec<T>,
    /// Where reading goes on behind it.
    pub(super) after: Places,
}

/// One of the lists, as far as it was read.
struct List<T> {
    /// What is left of the window.
    rest: VecDeque<T>,
    /// How long it is altogether, once that is known.
    total: Option<u64>,
    failed: bool,
}

/// Two entries that are one to a viewer.
type Same<T> = fn(&T, &T) -> bool;

/// A page in the making.
pub(super) struct Merge<T> {
    first: u32,
    places: Places,
    lists: Vec<List<T>>,
    entries: Vec<Entry<T>>,
    same: Option<Same<T>>,
}

impl<T: PartialEq> Merge<T> {
    /// The page of at most `first` entries that begins at `start`; what is the `same` is folded.
    pub(super) fn new(first: u32, start: Places, same: Option<Same<T>>) -> Self {
        let lists = start.lists.iter().map(|_| List { rest: VecDeque::new(), total: None, failed: false }).collect();
        Self { first, places: start, lists, entries: Vec::new(), same }
    }

    /// Takes entries in turn, each once, until the page is full or lacks a window.
    pub(super) fn fill(&mut self) {
        while self.left() > 0 {
            let Some(index) = self.turns().next() else { return };
            let Some(item) = self.lists[index].rest.pop_front() else { return };
            self.places.lists[index].taken += 1;
            self.close_window(index);
            let known = self.entries.iter().any(|entry| entry.item == item || entry.folded.contains(&item));
            self.places.next = (index + 1) % self.lists.len();
            let (same, after) = (self.same, self.after());
            let like = same.and_then(|same| self.entries.iter_mut().find(|entry| same(&entry.item, &item)));
            match like {
                // Lists move between two windows: what slipped from one into the next is on the page already.
                _ if known => {}
                Some(entry) => entry.folded.push(item),
                None => self.entries.push(Entry { item, folded: Vec::new(), after: after.clone() }),
            }
            // What is folded or left out belongs to the entry that it stands behind.
            if let Some(last) = self.entries.last_mut() {
                last.after = after;
            }
        }
    }

    /// The windows without which the page cannot be filled; those of lists of which nothing is known in any case.
    pub(super) fn wanted(&self) -> Vec<(usize, Window)> {
        let left = self.left();
        let needed =
            self.turns().enumerate().filter(|(turn, index)| *turn < left || self.lists[*index].total.is_none());
        let lacking = needed.map(|(_, index)| index).filter(|index| self.lists[*index].rest.is_empty());
        lacking.map(|index| (index, self.window(index))).collect()
    }

    /// Takes in what a window holds, and how long its list is.
    pub(super) fn supply(&mut self, index: usize, items: Vec<T>, total: u64) {
        let place = self.places.lists[index];
        self.places.lists[index].size = self.window(index).limit;
        self.lists[index].total = Some(total);
        self.lists[index].rest = items.into_iter().skip(place.taken as usize).collect();
        self.close_window(index);
    }

    /// Leaves a list out of this page; the next begins with it where this one did.
    pub(super) fn fail(&mut self, index: usize) {
        self.lists[index].failed = true;
        self.lists[index].rest.clear();
    }

    /// Whether anything follows, of the lists that can be read.
    pub(super) fn has_more(&self) -> bool {
        self.turns().next().is_some()
    }

    /// The page.
    pub(super) fn into_entries(self) -> Vec<Entry<T>> {
        self.entries
    }

    /// Where reading goes on. A window of which nothing was given out is as good as none.
    fn after(&self) -> Places {
        let mut after = self.places.clone();
        for place in after.lists.iter_mut().filter(|place| place.taken == 0) {
            place.size = 0;
        }
        after
    }

    fn left(&self) -> usize {
        (self.first as usize).saturating_sub(self.entries.len())
    }

    /// The lists that have something left or may have, in turn.
    fn turns(&self) -> impl Iterator<Item = usize> {
        let lists = self.lists.len();
        (0..lists).map(move |turn| (self.places.next + turn) % lists).filter(|index| {
            let List { rest, total, failed } = &self.lists[*index];
            let over = rest.is_empty() && total.is_some_and(|total| self.places.lists[*index].offset >= total);
            !failed && !over
        })
    }

    /// The window that a list is read from.
    fn window(&self, index: usize) -> Window {
        let Place { offset, size, .. } = self.places.lists[index];
        Window { offset, limit: if size == 0 { self.first } else { size } }
    }

    /// Goes on to the next window where nothing is left of this one.
    fn close_window(&mut self, index: usize) {
        let place = &mut self.places.lists[index];
        if self.lists[index].rest.is_empty() {
            *place = Place { offset: place.offset.saturating_add(place.size.into()), taken: 0, size: 0 };
        }
    }
}

#[cfg(test)]
mod tests;
