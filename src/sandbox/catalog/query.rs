//! What can be asked of the stock.

use super::vocab::{Age, Collection, Gender, ImageSize, Kind, Orientation, Race, Sort};

/// The largest page; longer ones are cut to it.
pub const MAX_LIMIT: usize = 200;

/// A search. The default is the wire's: photos and vectors of the regular collection, no nudity, best sales first.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Words that must all match, in any of the stock's languages; or the id of an item. Empty: everything.
    pub text: String,
    /// Words of which none may match.
    pub exclude: Vec<String>,
    /// Whether a word that nothing matches is replaced by one that is spelled nearly so.
    pub correct_spelling: bool,
    /// The order of results.
    pub sort: Sort,
    /// How many results to leave out.
    pub offset: u64,
    /// How many results to give, at most [`MAX_LIMIT`].
    pub limit: usize,
    /// The main colour, 1 to 17 ([`super::COLORS`]).
    pub color: Option<u8>,
    /// Whether nudity is shown.
    pub nudity: bool,
    /// Items of the author with this id.
    pub author_id: Option<u64>,
    /// Items of the author with this name (any case).
    pub username: Option<String>,
    /// The shape.
    pub orientation: Option<Orientation>,
    /// The least size class.
    pub min_size: Option<ImageSize>,
    /// Which kinds are included.
    pub kinds: Kinds,
    /// Only editorial items, or none.
    pub editorial: Option<bool>,
    /// Only illustrations, or none.
    pub illustration: Option<bool>,
    /// Width in pixels.
    pub width: Bounds,
    /// Height in pixels.
    pub height: Bounds,
    /// Who is seen.
    pub people: People,
    /// The collection; `None`: all of them.
    pub collection: Option<Collection>,
    /// Items in any of these categories; empty: in all.
    pub categories: Vec<u32>,
    /// Items that look like the picture at this address.
    pub image_url: Option<String>,
    /// Leave out what is banned in this country (two letters, any case).
    pub excluded_country: Option<String>,
    /// Items of any of these makes; empty: of all.
    pub makes: Vec<Make>,
    /// Width times height.
    pub pixels: Bounds,
    /// Only free items, or none.
    pub free: Option<bool>,
    /// Only what a generator made, or nothing of it.
    pub ai_generated: Option<bool>,
    /// Only items with an extended licence, or none.
    pub extended: Option<bool>,
    /// Only exclusive items, or none.
    pub exclusive: Option<bool>,
    /// Items that were withdrawn, instead of those on sale.
    pub withdrawn: bool,
}

/// How an item was made and where it is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Make {
    /// What it is.
    pub kind: Kind,
    /// Whether it is a drawing.
    pub illustration: bool,
    /// The collection that sells it.
    pub collection: Collection,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            exclude: Vec::new(),
            correct_spelling: true,
            sort: Sort::default(),
            offset: 0,
            limit: 100,
            color: None,
            nudity: false,
            author_id: None,
            username: None,
            orientation: None,
            min_size: None,
            kinds: Kinds::default(),
            editorial: None,
            illustration: None,
            width: Bounds::default(),
            height: Bounds::default(),
            people: People::default(),
            collection: Some(Collection::Regular),
            categories: Vec::new(),
            image_url: None,
            excluded_country: None,
            makes: Vec::new(),
            pixels: Bounds::default(),
            free: None,
            ai_generated: None,
            extended: None,
            exclusive: None,
            withdrawn: false,
        }
    }
}

/// The kinds of items that a search includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// `dp_search_photo`, on by default.
    pub photo: bool,
    /// `dp_search_vector`, on by default.
    pub vector: bool,
    /// `dp_search_video`
    pub video: bool,
    /// `dp_search_music`; `dp_search_audio` sets this and the next.
    pub music: bool,
    /// `dp_search_sound_effect`
    pub sound_effect: bool,
}

impl Default for Kinds {
    fn default() -> Self {
        Self { photo: true, vector: true, video: false, music: false, sound_effect: false }
    }
}

impl Kinds {
    /// Everything there is.
    pub const ALL: Self = Self { photo: true, vector: true, video: true, music: true, sound_effect: true };
}

/// Both ends included; `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Bounds {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

impl Bounds {
    /// Whether `n` lies within.
    pub fn contains(self, n: u32) -> bool {
        self.min.is_none_or(|min| n >= min) && self.max.is_none_or(|max| n <= max)
    }
}

/// Who is seen. Any member but `only: false` leaves out what shows nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct People {
    /// Nothing without people.
    pub only: bool,
    /// Men, women, or both together.
    pub gender: Option<Gender>,
    /// How old.
    pub age: Option<Age>,
    /// Where from.
    pub race: Option<Race>,
    /// How many: 1, 2 or 3; 0 and more than 3 mean any.
    pub quantity: Option<u32>,
}

/// A page of a search's results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many items match in all.
    pub count: u64,
    /// The ids of the page, in order. All are active, unless withdrawn ones were asked for.
    pub ids: Vec<u64>,
    /// Table cells looked at: the work grows with the page and the words, never with the offset or the count.
    pub steps: u64,
}
