//! What the stock is made of: tables of subjects, scenes and looks, each in the languages of [`super::Lang`] in its order
//! (English, German, French, Spanish, Italian, Portuguese, Russian).

mod animals;
mod arts;
mod business;
mod food;
mod graphics;
mod look;
mod people;
mod sounds;
mod travel;

use super::{
    frame::Weights,
    item::{Cast, Look},
    stock::Subject,
    vocab::Sound,
};

/// A text in every language.
pub(super) type Phrase = [&'static str; 7];

/// What is drawn for a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::sandbox) enum Figure {
    /// People, see the item's cast.
    People,
    Cup,
    Glass,
    Bottle,
    Bowl,
    Plate,
    Cake,
    Fruit,
    Vegetable,
    Bread,
    Cat,
    Dog,
    Fox,
    Bird,
    Horse,
    Fish,
    Butterfly,
    Rabbit,
    Elephant,
    Mountain,
    Lake,
    Skyline,
    Bridge,
    Lighthouse,
    Castle,
    Tree,
    Boat,
    Waterfall,
    Island,
    Road,
    Plane,
    Car,
    Train,
    Laptop,
    Phone,
    Chart,
    Gear,
    Book,
    Coins,
    Clock,
    Bulb,
    Camera,
    House,
    Flask,
    Pattern,
    Heart,
    Star,
    Snowflake,
    Balloon,
    Flower,
    Leaf,
    Gift,
    Globe,
    Waves,
    Statue,
    Painting,
    Vase,
    Note,
    Speaker,
}

/// What is drawn for a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::sandbox) enum Place {
    Beach,
    Meadow,
    Forest,
    Mountains,
    City,
    Room,
    Office,
    Studio,
    Table,
    Snow,
    Sea,
    Desert,
    Sky,
    Night,
    Abstract,
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term<D: 'static> {
    /// Part of the title. `[singular|plural]` agrees with the subject.
    pub(super) text: Phrase,
    /// English, separated by commas.
    pub(super) tags: &'static str,
    pub(super) categories: &'static [u32],
    pub(super) draw: D,
}

const fn term<D: Copy>(draw: D, categories: &'static [u32], tags: &'static str, text: Phrase) -> Term<D> {
    Term { text, tags, categories, draw }
}

/// What a family is made of.
pub(super) struct Source {
    pub(super) subjects: Vec<Subject>,
    pub(super) scenes: &'static [Term<Place>],
    pub(super) looks: Vec<Look>,
    pub(super) frames: Weights,
    pub(super) purpose: Phrase,
    pub(super) look_in_title: bool,
}

/// All families. Their order and the order of all rows decide ids: append, never insert.
pub(super) fn families() -> Vec<Source> {
    vec![
        people::adults(),
        people::children(),
        food::source(),
        animals::source(),
        travel::source(),
        business::source(),
        graphics::source(),
        arts::source(),
        sounds::source(),
    ]
}

fn things(terms: &'static [Term<Figure>]) -> Vec<Subject> {
    terms.iter().map(|term| subject(term, None, None)).collect()
}

fn subject(term: &'static Term<Figure>, cast: Option<Cast>, sound: Option<Sound>) -> Subject {
    Subject {
        text: term.text.map(str::to_owned),
        plural: false,
        tags: vec![term.tags],
        categories: term.categories,
        figure: term.draw,
        cast,
        nudity: false,
        sound,
    }
}
