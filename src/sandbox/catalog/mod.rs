//! The stock: 331 million items without storage. An item is a pure function of its id.
//!
//! An id is a code in disguise ([`stock`]): a family (people, food, animals, ...) and four digits in mixed radix, namely frame,
//! look, scene and subject. Each value of a digit is a row of a table that carries words and attributes, so every filter is a set of
//! rows per digit, and a search is counted and unranked over products of such sets ([`search()`]) without visiting items.
//! Sales and dates are monotone functions of an item's position in a total order ([`rank`]) that the search can walk in.

mod author;
mod category;
mod frame;
mod hint;
mod imagine;
mod index;
mod item;
mod query;
mod rank;
mod relation;
mod search;
mod size;
mod stock;
mod text;
mod vocab;
mod words;

pub use author::{Author, author, author_by_username};
pub use category::{CATEGORIES, FOOD, LANDMARKS, NATURE, category_name};
pub use hint::hints;
pub use item::{AudioProperties, Cast, Item, Lookup, lookup};
pub use query::{Bounds, Found, Kinds, MAX_LIMIT, Make, People, Query};
pub use relation::{same_model, series, similar};
pub use search::{published, search};
pub use size::{DownloadOption, Preview, Size, SizeName};
pub use vocab::{
    Age, COLORS, Collection, Gender, ImageSize, Kind, Lang, Level, Orientation, Race, Sort, Sound, Status, Unit,
};

pub(in crate::sandbox) use imagine::{Idea, imagine};
pub(in crate::sandbox) use size::scale;
pub(in crate::sandbox) use stock::mix;
pub(in crate::sandbox) use words::{Figure, Place};

/// Ids from here on are never the catalogue's: they belong to generated pictures.
pub const FIRST_FOREIGN_ID: u64 = 900_000_000;
