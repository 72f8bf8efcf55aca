//! Completions for the search box.

use super::{
    stock::stock,
    text::{capitalised, inflect},
    vocab::Lang,
};

/// At most so many hints.
const MAX_HINTS: usize = 10;

/// Phrases of the stock's titles that begin with the prefix, in lower case, shortest first: at most ten.
/// An empty prefix gives none.
pub fn hints(prefix: &str, lang: Lang) -> Vec<String> {
    let prefix = prefix.trim_start().to_lowercase();
    if prefix.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    let mut offer = |phrase: String| {
        let phrase = phrase.to_lowercase();
        if phrase.starts_with(&prefix) && !found.contains(&phrase) {
            found.push(phrase);
        }
    };
    for family in &stock().families {
        for subject in &family.subjects {
            let text = subject.text[lang as usize].as_str();
            // Only subjects that begin as the prefix does can begin a longer phrase that does.
            if text.to_lowercase().starts_with(&prefix) || prefix.starts_with(&text.to_lowercase()) {
                offer(text.to_owned());
                for scene in family.scenes {
                    offer(format!("{text} {}", inflect(scene.text[lang as usize], subject.plural)));
                }
            }
        }
        family.scenes.iter().for_each(|scene| offer(capitalised(&inflect(scene.text[lang as usize], false))));
    }
    found.sort_by_key(|phrase| (phrase.chars().count(), phrase.clone()));
    found.truncate(MAX_HINTS);
    found
}
