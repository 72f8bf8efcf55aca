//! What can be searched for.

use super::{item::Item, language::Language, page::Window};
use std::sync::Arc;

/// The dominant colour of an item.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Color {
    /// #00007c
    NavyBlue,
    /// #0005fd
    Blue,
    /// #01ffff
    Cyan,
    /// #027f00
    Green,
    /// #04fe00
    Lime,
    /// #ffff00
    Yellow,
    /// #f9be00
    Orange,
    /// #fecd9b
    Peach,
    /// #fe0000
    Red,
    /// #7e0004
    DarkRed,
    /// #653201
    Brown,
    /// #ff01ff
    Magenta,
    /// #810081
    Violet,
    /// #bfbfbf
    LightGrey,
    /// #7a7a7a
    Grey,
    /// #000000
    Black,
    /// #ffffff
    White,
}

/// The shape of a picture.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Orientation {
    /// Wider than high.
    Horizontal,
    /// Higher than wide.
    Vertical,
    /// As wide as high.
    Square,
}

/// The order of a search's results.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SearchSort {
    /// What fits the words best, first.
    BestMatch,
    /// What sold most, first.
    #[default]
    BestSales,
    /// What was published last, first.
    Newest,
    /// What was seen and bought least, first.
    Undiscovered,
}

/// The least size that an item must exist in.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MinimumSize {
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
    /// Twice extra large.
    Xxl,
}

/// The unit of a width or a height.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum LengthUnit {
    /// Pixels.
    #[default]
    Pixel,
    /// Inches, at 300 pixels an inch.
    Inch,
    /// Centimetres, at 300 pixels an inch.
    Centimeter,
}

/// The part of the stock that is searched.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Collection {
    /// The regular collection.
    Regular,
    /// The curated collection.
    Enterprise,
    /// The premium collection.
    Premium,
}

/// The sex of the people shown.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Men only.
    Male,
    /// Women only.
    Female,
    /// Both.
    Both,
}

/// The age of the people shown.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AgeGroup {
    /// Infants.
    Infant,
    /// Children.
    Child,
    /// Teenagers.
    Teenager,
    /// 20 to 29 years.
    Twenties,
    /// 30 to 39 years.
    Thirties,
    /// 40 to 49 years.
    Forties,
    /// 50 to 59 years.
    Fifties,
    /// 60 to 69 years.
    Sixties,
    /// 70 years and older.
    SeventiesAndOlder,
}

/// The ethnicity of the people shown, in the provider's terms.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ethnicity {
    /// Asian.
    Asian,
    /// Brazilian.
    Brazilian,
    /// Black.
    Black,
    /// Caucasian.
    Caucasian,
    /// Hispanic.
    Hispanic,
    /// Middle Eastern.
    MiddleEastern,
    /// Multiracial.
    Multiracial,
    /// Native American.
    NativeAmerican,
    /// Other.
    Other,
}

/// A range, both ends included; either may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct LengthRange {
    /// The least length.
    pub min: Option<u32>,
    /// The greatest length.
    pub max: Option<u32>,
}

/// What the people in a picture must be like.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct PeopleFilter {
    /// Only items that show people.
    pub only: Option<bool>,
    /// Their sex.
    pub gender: Option<Gender>,
    /// Their age.
    pub age: Option<AgeGroup>,
    /// Their ethnicity.
    pub race: Option<Ethnicity>,
    /// How many: 1, 2 or 3.
    pub count: Option<u32>,
}

/// What an item must be like to be found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct SearchFilter {
    /// Kinds of item; empty means the provider's default (images and vectors).
    pub kinds: Vec<super::item::ItemKind>,
    /// Dominant colour.
    pub color: Option<Color>,
    /// Shape.
    pub orientation: Option<Orientation>,
    /// Least size.
    pub min_size: Option<MinimumSize>,
    /// Width of the original, in `unit`.
    pub width: LengthRange,
    /// Height of the original, in `unit`.
    pub height: LengthRange,
    /// The unit of `width` and `height`.
    pub unit: LengthUnit,
    /// Key of the author.
    pub author_id: Option<String>,
    /// Public name of the author.
    pub author_username: Option<String>,
    /// Words that must not describe the item.
    pub exclude_words: Vec<String>,
    /// `Some(true)`: editorial only; `Some(false)`: none; `None`: both.
    pub editorial: Option<bool>,
    /// Show nudity too.
    pub nudity: bool,
    /// People.
    pub people: PeopleFilter,
    /// Collection.
    pub collection: Option<Collection>,
    /// A picture whose like is looked for.
    pub similar_to_url: Option<String>,
    /// Made by an image generator, or not.
    pub ai_generated: Option<bool>,
}

/// A search.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// Words, or an item's key.
    pub text: Option<String>,
    /// Conditions.
    pub filter: SearchFilter,
    /// Order.
    pub sort: SearchSort,
    /// Language of the texts in the answer.
    pub language: Language,
    /// Which slice of the result.
    pub window: Window,
    /// Whether the listing shall carry [`super::item::ItemDetails`], so that no second call is needed.
    pub details: bool,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct SearchResult {
    /// The items of the slice.
    pub items: Vec<Arc<Item>>,
    /// How many items fit altogether.
    pub total: u64,
}
