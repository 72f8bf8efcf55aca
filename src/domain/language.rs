//! The languages that titles, descriptions and categories can be had in.

/// A language of item texts. Providers translate where they can and answer English where they cannot.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[graphql(name = "Language")]
#[expect(missing_docs, reason = "each is the language its English name says")]
pub enum Language {
    #[default]
    English,
    German,
    French,
    Spanish,
    Russian,
    Italian,
    Portuguese,
    PortugueseBrazil,
    SpanishMexico,
    Polish,
    Dutch,
    Japanese,
    Czech,
    Swedish,
    Chinese,
    Turkish,
    Greek,
    Korean,
    Hungarian,
    Ukrainian,
    Romanian,
    Indonesian,
    Thai,
    Norwegian,
    Danish,
    Finnish,
    Marathi,
    Hindi,
    Tamil,
    Malay,
}
