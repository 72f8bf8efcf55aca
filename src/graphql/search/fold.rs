//! Which items are the same to a viewer: the same author put them up under nearly the same title, at one provider or at
//! several.

use std::{collections::BTreeSet, sync::Arc};

use crate::domain::item::{Author, Item};

/// An item of a search, with the words of its title where they are compared.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) item: Arc<Item>,
    words: BTreeSet<String>,
}

/// Candidates of one item are one.
impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.item.id == other.item.id
    }
}

impl Candidate {
    pub(super) fn new(item: Arc<Item>, compared: bool) -> Self {
        let words = if compared { words(&item.title) } else { BTreeSet::new() };
        Self { item, words }
    }

    /// Whether two items have the same author, and four fifths of the words of both titles in common.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let common = self.words.intersection(&other.words).count();
        let all = self.words.len() + other.words.len() - common;
        common > 0 && common * 5 >= all * 4 && self.same_author(other)
    }

    /// Keys are each provider's own; names are the author's.
    fn same_author(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.item.author, &other.item.author);
        let here = self.item.id.provider == other.item.id.provider;
        let same = |of: fn(&Author) -> Option<&str>| {
            of(ours).zip(of(theirs)).is_some_and(|(ours, theirs)| ours.eq_ignore_ascii_case(theirs))
        };
        (here && same(|author| author.id.as_deref())) || same(|author| author.username.as_deref())
    }
}

/// The words of a title, in lower case; what counts pictures of a series is none.
fn words(title: &str) -> BTreeSet<String> {
    let words = title.split(|character: char| !character.is_alphanumeric());
    let words = words.filter(|word| word.chars().any(|character| !character.is_numeric()));
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_compared_without_case_marks_and_numbers() {
        assert_eq!(words("Red fox, in SNOW (12)"), words("red fox in snow #13"));
        assert!(words("2024 - 12").is_empty());
    }
}
