//! The conditions of a search, as clients write them.

use async_graphql::{InputObject, Result};

use crate::{
    domain::{
        item::ItemKind,
        search::{
            self, AgeGroup, Collection, Color, Ethnicity, Gender, LengthRange, LengthUnit, MinimumSize, Orientation,
        },
    },
    graphql::{error::bad_input, scalar::Url},
};

/// How many words may be excluded.
const MAX_EXCLUDED: usize = 100;
/// The longest key of an author, in digits.
const MAX_KEY: usize = 18;

/// What an item must be like to be found. All conditions must hold. Upstream: the parameters of `search`.
#[derive(InputObject, Debug, Default)]
pub struct SearchFilter {
    /// Kinds of item; images and vectors unless given.
    kinds: Option<Vec<ItemKind>>,
    /// Dominant colour.
    color: Option<Color>,
    /// Shape.
    orientation: Option<Orientation>,
    /// The least size it must exist in.
    min_size: Option<MinimumSize>,
    /// Width of the original.
    width: Option<LengthFilter>,
    /// Height of the original.
    height: Option<LengthFilter>,
    /// The provider's key of the author; `Item.author.key`.
    author_id: Option<String>,
    /// Public name of the author; `Item.author.username`.
    author_username: Option<String>,
    /// Words that must not describe it, at most 100.
    exclude_words: Option<Vec<String>>,
    /// True: editorial only; false: none.
    editorial: Option<bool>,
    /// Whether nudity is shown too; it is not unless asked for.
    nudity: Option<bool>,
    /// The people it shows.
    people: Option<PeopleFilter>,
    /// The part of the stock that is searched.
    collection: Option<Collection>,
    /// A picture whose like is looked for, by its address (http or https).
    similar_to_url: Option<Url>,
    /// True: made by an image generator; false: not. Depositphotos cannot search by it (`UNSUPPORTED_BY_PROVIDER`).
    ai_generated: Option<bool>,
}

/// A range of lengths, both ends included.
#[derive(InputObject, Debug)]
pub struct LengthFilter {
    /// The least length.
    min: Option<i32>,
    /// The greatest length.
    max: Option<i32>,
    /// The unit of both; width and height must be given in the same.
    #[graphql(default)]
    unit: LengthUnit,
}

/// The people an item shows.
#[derive(InputObject, Debug, Default)]
pub struct PeopleFilter {
    /// Only items that show people.
    only: Option<bool>,
    /// Their sex.
    gender: Option<Gender>,
    /// Their age.
    age: Option<AgeGroup>,
    /// Their ethnicity, in the provider's terms.
    race: Option<Ethnicity>,
    /// How many they are: 1, 2 or 3.
    count: Option<i32>,
}

impl SearchFilter {
    pub(super) fn conditions(self) -> Result<search::SearchFilter> {
        let kinds = self.kinds.unwrap_or_default();
        if kinds.contains(&ItemKind::Unknown) {
            return Err(bad_input("\"UNKNOWN\" is no kind that can be searched for."));
        }
        let exclude_words = self.exclude_words.unwrap_or_default();
        if exclude_words.len() > MAX_EXCLUDED {
            return Err(bad_input(format!("At most {MAX_EXCLUDED} words can be excluded.")));
        }
        for (index, word) in exclude_words.iter().enumerate() {
            not_empty(&format!("excludeWords.{index}"), Some(word))?;
        }
        author(self.author_id.as_ref())?;
        not_empty("authorUsername", self.author_username.as_ref())?;
        let is_web = |url: &Url| url.0.starts_with("http://") || url.0.starts_with("https://");
        if self.similar_to_url.as_ref().is_some_and(|url| !is_web(url)) {
            return Err(bad_input("\"similarToUrl\" must begin with http:// or https://."));
        }
        let units = [&self.width, &self.height].map(|length| length.as_ref().map(|length| length.unit));
        let unit = match units {
            [Some(width), Some(height)] if width != height => {
                return Err(bad_input("\"width\" and \"height\" must be given in the same unit."));
            }
            [width, height] => width.or(height).unwrap_or_default(),
        };
        let people = self.people.unwrap_or_default();
        let count = people.count.map(|count| u32::try_from(count).ok().filter(|count| (1..=3).contains(count)));
        if count == Some(None) {
            return Err(bad_input("\"people.count\" must be 1, 2 or 3."));
        }
        Ok(search::SearchFilter {
            kinds,
            color: self.color,
            orientation: self.orientation,
            min_size: self.min_size,
            width: range("width", self.width.as_ref())?,
            height: range("height", self.height.as_ref())?,
            unit,
            author_id: self.author_id,
            author_username: self.author_username,
            exclude_words,
            editorial: self.editorial,
            nudity: self.nudity.unwrap_or(false),
            people: search::PeopleFilter {
                only: people.only,
                gender: people.gender,
                age: people.age,
                race: people.race,
                count: count.flatten(),
            },
            collection: self.collection,
            similar_to_url: self.similar_to_url.map(|url| url.0),
            ai_generated: self.ai_generated,
        })
    }
}

/// What is empty is no condition: it would be passed over upstream, and find everything.
fn not_empty(name: &str, text: Option<&String>) -> Result<()> {
    match text {
        Some(text) if text.trim().is_empty() => Err(bad_input(format!("\"{name}\" is empty."))),
        _ => Ok(()),
    }
}

/// Every provider numbers its authors.
fn author(key: Option<&String>) -> Result<()> {
    not_empty("authorId", key)?;
    let is_number = |key: &String| key.len() <= MAX_KEY && key.bytes().all(|byte| byte.is_ascii_digit());
    if key.is_none_or(is_number) {
        return Ok(());
    }
    Err(bad_input("\"authorId\" is no author's key: that is a number, from `Item.author.key`."))
}

fn range(name: &str, length: Option<&LengthFilter>) -> Result<LengthRange> {
    let Some(length) = length else { return Ok(LengthRange::default()) };
    if length.min.zip(length.max).is_some_and(|(min, max)| min > max) {
        return Err(bad_input(format!("\"{name}.min\" is greater than \"{name}.max\".")));
    }
    Ok(LengthRange { min: bound(name, "min", length.min)?, max: bound(name, "max", length.max)? })
}

// Not read as `u32`: the executor would fail the whole operation, and say nothing of why.
fn bound(name: &str, end: &str, given: Option<i32>) -> Result<Option<u32>> {
    let length = given
        .map(|given| u32::try_from(given).map_err(|_| bad_input(format!("\"{name}.{end}\" must not be negative."))));
    length.transpose()
}
