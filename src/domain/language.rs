//! The languages that titles, descriptions and categories can be had in.

/// A language of item texts. Providers translate where they can and answer English where they cannot.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[graphql(name = "Language")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Russian.
    Russian,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
    /// Portuguese, as in Brazil.
    PortugueseBrazil,
    /// Spanish, as in Mexico.
    SpanishMexico,
    /// Polish.
    Polish,
    /// Dutch.
    Dutch,
    /// Japanese.
    Japanese,
    /// Czech.
    Czech,
    /// Swedish.
    Swedish,
    /// Chinese.
    Chinese,
    /// Turkish.
    Turkish,
    /// Greek.
    Greek,
    /// Korean.
    Korean,
    /// Hungarian.
    Hungarian,
    /// Ukrainian.
    Ukrainian,
    /// Romanian.
    Romanian,
    /// Indonesian.
    Indonesian,
    /// Thai.
    Thai,
    /// Norwegian.
    Norwegian,
    /// Danish.
    Danish,
    /// Finnish.
    Finnish,
    /// Marathi.
    Marathi,
    /// Hindi.
    Hindi,
    /// Tamil.
    Tamil,
    /// Malay.
    Malay,
}
