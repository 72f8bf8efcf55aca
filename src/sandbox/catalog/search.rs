//! Exact search without visiting items.
//!
//! A query is reduced to rows allowed per digit, each with the set of conditions (words, categories) that it meets. An item matches
//! when the rows of its digits together meet all conditions. How many completions a partly chosen item has depends only on the
//! conditions met so far and the points left over; these counts are memoised level by level, and the n-th result is found by walking
//! down the digits and skipping what lies before.

use std::{collections::HashMap, rc::Rc};

use super::{
    author::Portfolio,
    frame::Frame,
    index,
    item::lookup,
    query::{Found, MAX_LIMIT, Make, People, Query},
    rank::{Ranking, sums},
    relation::{LOOKS, SUBJECTS, block},
    stock::{Address, DIGITS, FRAME, Family, LOOK, SCENE, SUBJECT, Stock, Subject, mix, stock},
    vocab::{Kind, Sort, Sound},
};

/// More words are not looked at: nobody types so many, and each could double the work.
const MAX_WORDS: usize = 10;

/// Finds a page of items.
pub fn search(query: &Query) -> Found {
    find(query, query.limit.min(MAX_LIMIT))
}

/// A page of the items that were published within a stretch of time, both ends (Unix seconds) included, the latest first, and
/// how many there are; whatever else the query says about the order is passed over.
pub fn published(query: &Query, from: i64, to: i64) -> Found {
    let query = Query { sort: Sort::Newest, ..query.clone() };
    let stock = stock();
    let Some(plan) = Plan::new(stock, &query) else { return Found { count: 0, ids: Vec::new(), steps: 0 } };
    let mut walk = Walk::new(stock, &plan, &query);
    let all = walk.count();
    let later = walk.first(all, |published| published <= to);
    let count = walk.first(all, |published| published < from).saturating_sub(later);
    let left = count.saturating_sub(query.offset);
    let limit = query.limit.min(MAX_LIMIT).min(usize::try_from(left).unwrap_or(MAX_LIMIT));
    let ids = walk.page(later.saturating_add(query.offset), limit);
    Found { count, ids, steps: walk.steps }
}

fn find(query: &Query, limit: usize) -> Found {
    let stock = stock();
    match Plan::new(stock, query) {
        Some(plan) => {
            let mut walk = Walk::new(stock, &plan, query);
            let (count, ids) = (walk.count(), walk.page(query.offset, limit));
            Found { count, ids, steps: walk.steps }
        }
        None => Found { count: 0, ids: Vec::new(), steps: 0 },
    }
}

/// A set of conditions, one bit each.
type Set = u32;

/// What is asked, as conditions on rows.
struct Plan {
    /// All conditions that must be met.
    all: Set,
    /// By family and digit: the rows allowed, in order.
    families: Vec<[Vec<Candidate>; DIGITS]>,
    /// By family and level: the conditions that digits from there on can still meet.
    ahead: Vec<[Set; DIGITS + 1]>,
}

/// A row that may be part of a result.
#[derive(Clone, Copy)]
struct Candidate {
    row: usize,
    /// The conditions it meets.
    met: Set,
    /// Those that it meets in the title; only kept when the order depends on it.
    in_title: Set,
}

/// The words of a query.
struct Words {
    stems: Vec<String>,
    excluded: Vec<String>,
}

impl Words {
    /// `None` when a word means nothing.
    fn new(query: &Query) -> Option<Self> {
        let mut stems: Vec<String> = Vec::new();
        for word in index::stems(&query.text) {
            let known = if index::postings(&word).is_empty() {
                let corrected = query.correct_spelling.then(|| index::correction(&word)).flatten();
                corrected?.to_owned()
            } else {
                word
            };
            if !stems.contains(&known) && stems.len() < MAX_WORDS {
                stems.push(known);
            }
        }
        if stems.is_empty() && !query.text.trim().is_empty() {
            return None;
        }
        let excluded = query.exclude.iter().flat_map(|words| index::stems(words)).collect();
        Some(Self { stems, excluded })
    }
}

impl Plan {
    /// `None` when nothing can match.
    fn new(stock: &Stock, query: &Query) -> Option<Self> {
        let only = Only::new(stock, query)?;
        let words = if only.id.is_some() { None } else { Some(Words::new(query)?) };
        let mut met: HashMap<(usize, usize, usize), (Set, Set)> = HashMap::new();
        let mut all = 0;
        let mut barred = std::collections::HashSet::new();
        if let Some(words) = &words {
            for (bit, stem) in words.stems.iter().enumerate() {
                all |= 1 << bit;
                for posting in index::postings(stem) {
                    let (any, in_title) = met.entry((posting.family, posting.digit, posting.row)).or_default();
                    *any |= 1 << bit;
                    *in_title |= Set::from(posting.in_title && query.sort == Sort::BestMatch) << bit;
                }
            }
            for posting in words.excluded.iter().flat_map(|stem| index::postings(stem)) {
                barred.insert((posting.family, posting.digit, posting.row));
            }
        }
        let categories: Set = if query.categories.is_empty() { 0 } else { 1 << MAX_WORDS };
        all |= categories;
        let families: Vec<[Vec<Candidate>; DIGITS]> = stock
            .families
            .iter()
            .enumerate()
            .map(|(number, family)| {
                std::array::from_fn(|digit| {
                    (0..family.radix[digit])
                        .filter(|&row| !barred.contains(&(number, digit, row)))
                        .filter(|&row| only.allows(number, family, digit, row) && allows(query, family, digit, row))
                        .map(|row| {
                            let (mut any, in_title) = met.get(&(number, digit, row)).copied().unwrap_or_default();
                            if is_in(&query.categories, family, digit, row) {
                                any |= categories;
                            }
                            Candidate { row, met: any, in_title }
                        })
                        .collect()
                })
            })
            .collect();
        let ahead = families.iter().map(ahead).collect();
        Some(Self { all, families, ahead })
    }
}

fn ahead(digits: &[Vec<Candidate>; DIGITS]) -> [Set; DIGITS + 1] {
    let mut ahead = [0; DIGITS + 1];
    for level in (0..DIGITS).rev() {
        ahead[level] = digits[level].iter().fold(ahead[level + 1], |set, candidate| set | candidate.met);
    }
    ahead
}

/// Boxes that a query may be confined to.
struct Only {
    id: Option<Address>,
    portfolio: Option<Portfolio>,
    like: Option<Address>,
}

impl Only {
    /// `None` when the item or the author that is asked for does not exist.
    fn new(stock: &Stock, query: &Query) -> Option<Self> {
        let text = query.text.trim();
        // Shorter numbers are words, like a year.
        let id = if text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(stock.address(text.parse().ok()?)?)
        } else {
            None
        };
        let portfolio = if query.author_id.is_some() || query.username.is_some() {
            Some(Portfolio::find(query.author_id, query.username.as_deref())?)
        } else {
            None
        };
        let like = query.image_url.as_deref().map(|url| pictured(stock, url));
        Some(Self { id, portfolio, like })
    }

    fn allows(&self, number: usize, family: &Family, digit: usize, row: usize) -> bool {
        let radix = family.radix[digit];
        let is_it = |address: &Address| address.family == number && address.digits[digit] == row;
        let is_theirs = |portfolio: &Portfolio| {
            portfolio.family == number
                && (digit != SUBJECT || portfolio.has_subject(row, radix))
                && (digit != FRAME || portfolio.has_frame(row))
        };
        let is_like = |address: &Address| {
            let same_block = |size| block(address.digits[digit], size, radix).contains(&row);
            address.family == number
                && (digit != SUBJECT || same_block(SUBJECTS))
                && (digit != LOOK || same_block(LOOKS))
        };
        self.id.as_ref().is_none_or(is_it)
            && self.portfolio.as_ref().is_none_or(is_theirs)
            && self.like.as_ref().is_none_or(is_like)
    }
}

/// The item that an address of a picture names; for a foreign address, one that follows from it.
fn pictured(stock: &Stock, url: &str) -> Address {
    let mut numbers = url.rsplit(|letter: char| !letter.is_ascii_digit()).filter(|digits| digits.len() >= 7);
    if let Some(address) = numbers.find_map(|digits| stock.address(digits.parse().ok()?)) {
        return address;
    }
    let hash = url.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
    let family = stock.any_visible(hash);
    let digits = std::array::from_fn(|digit| mix(hash ^ digit as u64) as usize % stock.families[family].radix[digit]);
    Address { family, digits }
}

/// Whether a row meets the query's filters, as far as they concern its digit.
fn allows(query: &Query, family: &Family, digit: usize, row: usize) -> bool {
    match digit {
        SUBJECT => allows_subject(query, &family.subjects[row]),
        LOOK => query.color.is_none_or(|color| family.looks[row].color == color),
        FRAME => allows_frame(query, &family.frames[row]),
        _ => true,
    }
}

fn allows_subject(query: &Query, subject: &Subject) -> bool {
    let People { only, gender, age, race, quantity } = query.people;
    let quantity = quantity.filter(|quantity| (1..=3).contains(quantity));
    let people = match subject.cast {
        Some(cast) => {
            gender.is_none_or(|gender| gender == cast.gender)
                && age.is_none_or(|age| age == cast.age)
                && race.is_none_or(|race| race == cast.race)
                && quantity.is_none_or(|quantity| quantity == cast.quantity)
        }
        None => !only && gender.is_none() && age.is_none() && race.is_none() && quantity.is_none(),
    };
    let heard = match subject.sound {
        Some(Sound::Music) => query.kinds.music,
        Some(Sound::SoundEffect) => query.kinds.sound_effect,
        None => true,
    };
    people && heard && (query.nudity || !subject.nudity)
}

fn allows_frame(query: &Query, frame: &Frame) -> bool {
    let kinds = query.kinds;
    let kind = match frame.kind {
        Kind::Image => kinds.photo,
        Kind::Vector => kinds.vector,
        Kind::Video => kinds.video,
        // Music and effects are told apart by the subject.
        Kind::Audio => kinds.music || kinds.sound_effect,
    };
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    let make = Make { kind: frame.kind, illustration: frame.illustration, collection: frame.collection };
    let banned = |country: &String| frame.banned_in.is_some_and(|banned| banned.eq_ignore_ascii_case(country.trim()));
    frame.active != query.withdrawn
        && kind
        && query.orientation.is_none_or(|orientation| orientation == frame.orientation)
        && query.min_size.is_none_or(|size| pixels >= size.min_pixels())
        && query.editorial.is_none_or(|editorial| editorial == frame.editorial)
        && query.illustration.is_none_or(|illustration| illustration == frame.illustration)
        && query.collection.is_none_or(|collection| collection == frame.collection)
        && query.width.contains(frame.width)
        && query.height.contains(frame.height)
        && query.pixels.contains(frame.width.saturating_mul(frame.height))
        && query.free.is_none_or(|free| free == frame.free)
        && query.ai_generated.is_none_or(|ai_generated| ai_generated == frame.ai_generated)
        && query.extended.is_none_or(|extended| extended == frame.extended)
        && query.exclusive.is_none_or(|exclusive| exclusive == frame.exclusive)
        && (query.makes.is_empty() || query.makes.contains(&make))
        && !query.excluded_country.as_ref().is_some_and(banned)
}

fn is_in(categories: &[u32], family: &Family, digit: usize, row: usize) -> bool {
    let of_row = match digit {
        SUBJECT => family.subjects[row].categories,
        SCENE => family.scenes[row].categories,
        _ => &[],
    };
    of_row.iter().any(|category| categories.contains(category))
}

/// Conditions met so far, and those met in the title.
type State = (Set, Set);

/// How many completions there are, by words in the title in the end, then by points.
type Counts = Rc<Vec<Vec<u64>>>;

/// A walk through the results in order.
struct Walk<'a> {
    stock: &'a Stock,
    plan: &'a Plan,
    ranking: &'a Ranking,
    /// Fewest first.
    backwards: bool,
    memo: HashMap<(usize, usize, State), Counts>,
    skip: u64,
    ids: Vec<u64>,
    limit: usize,
    steps: u64,
}

impl<'a> Walk<'a> {
    fn new(stock: &'a Stock, plan: &'a Plan, query: &Query) -> Self {
        Self {
            stock,
            plan,
            ranking: if query.sort == Sort::Newest { &stock.dates } else { &stock.sales },
            backwards: query.sort == Sort::Undiscovered,
            memo: HashMap::new(),
            skip: 0,
            ids: Vec::new(),
            limit: 0,
            steps: 0,
        }
    }

    fn totals(&mut self) -> Vec<Counts> {
        (0..self.plan.families.len()).map(|family| self.counts(family, 0, (0, 0))).collect()
    }

    /// How many results there are.
    fn count(&mut self) -> u64 {
        self.totals().iter().flat_map(|counts| counts.iter()).flatten().sum()
    }

    /// The results from the `skip`th on.
    fn page(&mut self, skip: u64, limit: usize) -> Vec<u64> {
        (self.skip, self.limit) = (skip, limit);
        self.ids.clear();
        let words = self.totals().iter().map(|counts| counts.len()).max().unwrap_or(0);
        for in_title in (0..words).rev() {
            for sum in self.order(sums(0)).into_iter().rev() {
                for family in self.order(self.plan.families.len()) {
                    self.descend(&mut Address { family, digits: [0; DIGITS] }, 0, (0, 0), in_title, sum);
                }
            }
        }
        std::mem::take(&mut self.ids)
    }

    /// The first of `all` results, the latest first, whose publication is `early` enough.
    fn first(&mut self, all: u64, early: impl Fn(i64) -> bool) -> u64 {
        let (mut low, mut high) = (0, all);
        while low < high {
            let middle = low + (high - low) / 2;
            let published = self.page(middle, 1).first().and_then(|&id| lookup(id).known()).map(|item| item.published);
            if published.is_some_and(&early) { high = middle } else { low = middle + 1 }
        }
        low
    }

    /// `0..n` for the order of rows and families; sums run the other way, since more points come first.
    fn order(&self, n: usize) -> Vec<usize> {
        if self.backwards { (0..n).rev().collect() } else { (0..n).collect() }
    }

    /// Completions of an item whose digits before `level` are chosen.
    fn counts(&mut self, family: usize, level: usize, state: State) -> Counts {
        if let Some(counts) = self.memo.get(&(family, level, state)) {
            return Rc::clone(counts);
        }
        let mut counts: Vec<Vec<u64>> = Vec::new();
        let hopeless = state.0 | self.plan.ahead[family][level] != self.plan.all;
        if level == DIGITS && !hopeless {
            counts.resize(state.1.count_ones() as usize, vec![0]);
            counts.push(vec![1]);
        } else if !hopeless {
            // Rows that meet the same conditions and have the same points count alike.
            let plan = self.plan;
            let mut alike: HashMap<(State, usize), u64> = HashMap::new();
            for candidate in &plan.families[family][level] {
                self.steps += 1;
                let next = (state.0 | candidate.met, state.1 | candidate.in_title);
                *alike.entry((next, self.ranking.points(family, level, candidate.row))).or_default() += 1;
            }
            for ((next, points), times) in alike {
                let rest = self.counts(family, level + 1, next);
                for (in_title, rest) in rest.iter().enumerate() {
                    if counts.len() <= in_title {
                        counts.resize(in_title + 1, vec![0; sums(level)]);
                    }
                    for (sum, count) in rest.iter().enumerate() {
                        counts[in_title][sum + points] += times * count;
                    }
                    self.steps += rest.len() as u64;
                }
            }
        }
        let counts = Rc::new(counts);
        self.memo.insert((family, level, state), Rc::clone(&counts));
        counts
    }

    /// Gives the results below a node, leaving out what is still to be skipped.
    fn descend(&mut self, address: &mut Address, level: usize, state: State, in_title: usize, sum: usize) {
        if self.ids.len() >= self.limit {
            return;
        }
        self.steps += 1;
        let counts = self.counts(address.family, level, state);
        let count = counts.get(in_title).and_then(|sums| sums.get(sum)).copied().unwrap_or(0);
        if count <= self.skip {
            self.skip -= count;
            return;
        }
        if level == DIGITS {
            self.ids.push(self.stock.id(address));
            return;
        }
        let plan = self.plan;
        let candidates = &plan.families[address.family][level];
        for at in self.order(candidates.len()) {
            let candidate = candidates[at];
            let points = self.ranking.points(address.family, level, candidate.row);
            if let Some(rest) = sum.checked_sub(points) {
                address.digits[level] = candidate.row;
                let next = (state.0 | candidate.met, state.1 | candidate.in_title);
                self.descend(address, level + 1, next, in_title, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests;
