//! Completions for the search box.

use std::collections::BTreeSet;

use super::{stock::stock, text::inflect, vocab::Lang};

/// At most so many hints.
const MAX_HINTS: usize = 10;

/// Phrases of the stock that begin with the prefix, in lower case, shortest first: at most ten. A title's words from any one
/// on are a phrase, and so is a subject's tag (they are English), alone and with a scene. An empty prefix gives none.
pub fn hints(prefix: &str, lang: Lang) -> Vec<String> {
    let mut hints = Hints { prefix: prefix.trim_start().to_lowercase(), found: BTreeSet::new() };
    if hints.prefix.is_empty() {
        return Vec::new();
    }
    for family in &stock().families {
        let scenes = || family.scenes.iter().map(|scene| scene.text[lang as usize]);
        for subject in &family.subjects {
            let text = subject.text[lang as usize].to_lowercase();
            let tags = subject.tags.iter().filter(|_| lang == Lang::En).flat_map(|tags| tags.split(',')).map(str::trim);
            for phrase in phrases(&text).chain(tags) {
                hints.offer(phrase);
                // Only words that begin as the prefix does can begin a longer phrase that does.
                let begins = phrase.starts_with(&hints.prefix) || hints.prefix.starts_with(phrase);
                if begins && hints.has_room_beyond(phrase) {
                    scenes().for_each(|scene| {
                        hints.offer(&format!("{phrase} {}", inflect(scene, subject.plural)).to_lowercase());
                    });
                }
            }
        }
        for scene in scenes() {
            phrases(&inflect(scene, false).to_lowercase()).for_each(|phrase| hints.offer(phrase));
        }
    }
    hints.found.into_iter().map(|(_, phrase)| phrase).collect()
}

/// A text from its first word on, from its second one on, and so forth.
fn phrases(text: &str) -> impl Iterator<Item = &str> {
    let later = text.match_indices(' ').map(|(at, blank)| &text[at + blank.len()..]);
    std::iter::once(text).chain(later)
}

/// The shortest phrases so far, each with its length.
struct Hints {
    prefix: String,
    found: BTreeSet<(usize, String)>,
}

impl Hints {
    fn offer(&mut self, phrase: &str) {
        if phrase.starts_with(&self.prefix) {
            self.found.insert((phrase.chars().count(), phrase.to_owned()));
            if self.found.len() > MAX_HINTS {
                self.found.pop_last();
            }
        }
    }

    /// Whether anything longer than this phrase could still be offered.
    fn has_room_beyond(&self, phrase: &str) -> bool {
        self.found.len() < MAX_HINTS || self.found.last().is_some_and(|(longest, _)| phrase.chars().count() < *longest)
    }
}
