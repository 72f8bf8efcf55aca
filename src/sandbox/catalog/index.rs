//! From words to rows: which values of which digits say a word, in the title or among the tags.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use super::{
    stock::{FRAME, LOOK, SCENE, SUBJECT, stock},
    text,
};

/// A row that says a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) family: usize,
    pub(super) digit: usize,
    pub(super) row: usize,
    /// In the title, and not only among the tags.
    pub(super) in_title: bool,
}

static INDEX: LazyLock<HashMap<String, Vec<Posting>>> = LazyLock::new(build);

/// The rows that say a word (as [`stem`] gives it); empty when none does.
pub(super) fn postings(stem: &str) -> &'static [Posting] {
    INDEX.get(stem).map_or(&[], Vec::as_slice)
}

/// The word of the index that is spelled most nearly so: one slip for words of four letters and more, two from seven on.
pub(super) fn correction(word: &str) -> Option<&'static str> {
    let length = word.chars().count();
    let allowed = match length {
        0..4 => return None,
        4..7 => 1,
        _ => 2,
    };
    INDEX
        .iter()
        .filter(|(known, _)| known.chars().count().abs_diff(length) <= allowed)
        .filter_map(|(known, postings)| {
            let slips = distance(word, known);
            (slips <= allowed).then_some((slips, std::cmp::Reverse(postings.len()), known.as_str()))
        })
        .min()
        .map(|(_, _, known)| known)
}

/// Words of a text: stemmed, without those that say nothing.
pub(super) fn stems(text: &str) -> Vec<String> {
    words(text).filter(|word| !is_noise(word)).map(|word| stem(&word)).collect()
}

/// Words of a text in lower case and without accents.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_lowercase).map(without_accent).collect())
}

const fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ё' => 'е',
        other => other,
    }
}

/// Articles, prepositions and the like, in all languages of the stock; sorted.
#[rustfmt::skip]
const NOISE: &[&str] = &[
    "a", "al", "alla", "am", "an", "and", "at", "au", "auf", "aux", "avec", "beim", "by", "che", "com", "con", "da",
    "dans", "das", "de", "dei", "del", "della", "delle", "dem", "den", "der", "des", "di", "die", "do", "dos", "du",
    "e", "ein", "eine", "einem", "einer", "el", "em", "en", "et", "for", "from", "i", "il", "im", "in", "is", "it",
    "its", "la", "las", "le", "les", "lo", "los", "mit", "na", "nel", "nella", "no", "o", "of", "on", "or", "os",
    "para", "per", "por", "pour", "que", "qui", "s", "sobre", "sotto", "su", "sul", "sulla", "sur", "the", "to", "um",
    "uma", "un", "una", "und", "une", "unter", "vom", "von", "with", "y", "zu", "zum", "zur", "в", "во", "для", "и",
    "из", "к", "на", "о", "от", "по", "под", "при", "с", "со", "у",
];

/// Whether a word says nothing.
pub(super) fn is_noise(word: &str) -> bool {
    NOISE.binary_search(&word).is_ok()
}

/// Plurals lose their ending, and a few words that mean the same become one.
pub(super) fn stem(word: &str) -> String {
    const SAME: &[(&str, &str)] = &[
        ("babies", "baby"),
        ("children", "child"),
        ("clips", "video"),
        ("colour", "color"),
        ("colours", "color"),
        ("feet", "foot"),
        ("females", "woman"),
        ("female", "woman"),
        ("footage", "video"),
        ("geese", "goose"),
        ("grey", "gray"),
        ("kid", "child"),
        ("kids", "child"),
        ("lady", "woman"),
        ("ladies", "woman"),
        ("leaves", "leaf"),
        ("males", "man"),
        ("male", "man"),
        ("men", "man"),
        ("mice", "mouse"),
        ("people", "person"),
        ("persons", "person"),
        ("picture", "photo"),
        ("seaside", "beach"),
        ("teen", "teenager"),
        ("teens", "teenager"),
        ("teeth", "tooth"),
        ("women", "woman"),
    ];
    if let Some((_, same)) = SAME.iter().find(|(from, _)| *from == word) {
        return (*same).to_owned();
    }
    let cut = |ending: &str| word.strip_suffix(ending).filter(|_| word.len() > 3);
    if let Some(rest) = cut("ies") {
        return format!("{rest}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if let Some(rest) = cut(ending) {
            return format!("{rest}{}", &ending[..ending.len() - 2]);
        }
    }
    match cut("s") {
        Some(rest) if !rest.ends_with('s') && !rest.ends_with('u') && !rest.ends_with('i') => rest.to_owned(),
        _ => word.to_owned(),
    }
}

fn build() -> HashMap<String, Vec<Posting>> {
    let mut rows: BTreeMap<(String, usize, usize, usize), bool> = BTreeMap::new();
    let mut say = |text: &str, family: usize, digit: usize, row: usize, in_title: bool| {
        for stem in stems(text) {
            *rows.entry((stem, family, digit, row)).or_default() |= in_title;
        }
    };
    for (number, family) in stock().families.iter().enumerate() {
        for (row, subject) in family.subjects.iter().enumerate() {
            subject.text.iter().for_each(|text| say(text, number, SUBJECT, row, true));
            subject.tags.iter().for_each(|tags| say(tags, number, SUBJECT, row, false));
            text::category_names(subject.categories).for_each(|name| say(name, number, SUBJECT, row, false));
        }
        for (row, scene) in family.scenes.iter().enumerate() {
            scene.text.iter().for_each(|text| say(text, number, SCENE, row, true));
            say(scene.tags, number, SCENE, row, false);
            text::category_names(scene.categories).for_each(|name| say(name, number, SCENE, row, false));
        }
        for (row, look) in family.looks.iter().enumerate() {
            look.text.iter().for_each(|text| say(text, number, LOOK, row, family.look_in_title));
            say(look.tags, number, LOOK, row, false);
        }
        for (row, frame) in family.frames.iter().enumerate() {
            say(text::frame_tags(frame), number, FRAME, row, false);
        }
    }
    let mut index: HashMap<String, Vec<Posting>> = HashMap::new();
    for ((stem, family, digit, row), in_title) in rows {
        index.entry(stem).or_default().push(Posting { family, digit, row, in_title });
    }
    index
}

/// How many letters must be changed, added, left out or swapped with the next.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1];
        for j in 0..b.len() {
            let change = last[j] + usize::from(a[i] != b[j]);
            let mut best = change.min(last[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_noise_is_sorted() {
        assert!(NOISE.is_sorted());
        assert!(!is_noise("beach"));
    }

    #[test]
    fn plurals_and_synonyms_meet() {
        for (a, b) in
            [("dogs", "dog"), ("cherries", "cherry"), ("women", "female"), ("dishes", "dish"), ("kids", "child")]
        {
            assert_eq!(stem(a), stem(b));
        }
        assert_eq!(stem("glass"), "glass");
        assert_eq!(stem("bus"), "bus");
    }

    #[test]
    fn slips_of_the_pen_are_counted() {
        assert_eq!(distance("mountian", "mountain"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
