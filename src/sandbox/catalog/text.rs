//! Titles, descriptions and tags, put together from the words of an item's rows.

use super::{
    category::category_name,
    frame::Frame,
    index,
    stock::{Address, FRAME, LOOK, SCENE, SUBJECT, stock},
    vocab::{Kind, Lang},
};

/// At most so many tags.
const MAX_TAGS: usize = 40;

/// Subject, scene, and what can be seen of the light: "Young woman laughing on a sunny beach at sunset".
pub(super) fn title(address: &Address, lang: Lang) -> String {
    let family = stock().family(address);
    let subject = &family.subjects[address.digits[SUBJECT]];
    let scene = inflect(family.scenes[address.digits[SCENE]].text[lang as usize], subject.plural);
    let mut title = format!("{} {scene}", subject.text[lang as usize]);
    let look = &family.looks[address.digits[LOOK]].text[lang as usize];
    if family.look_in_title && !look.is_empty() {
        title.push_str(if look.starts_with(',') { "" } else { " " });
        title.push_str(look);
    }
    capitalised(title.trim_end())
}

/// The title and what the picture is good for.
pub(super) fn description(address: &Address, lang: Lang) -> String {
    format!("{}. {}", title(address, lang), stock().family(address).purpose[lang as usize])
}

/// Keywords, each once.
pub(super) fn tags(address: &Address, lang: Lang) -> Vec<String> {
    let family = stock().family(address);
    let subject = &family.subjects[address.digits[SUBJECT]];
    let scene = &family.scenes[address.digits[SCENE]];
    let look = &family.looks[address.digits[LOOK]];
    let mut tags = Vec::new();
    let mut add = |tag: &str| {
        let tag = tag.trim().to_lowercase();
        if !tag.is_empty() && !tags.contains(&tag) && tags.len() < MAX_TAGS {
            tags.push(tag);
        }
    };
    let look_text = look.text[lang as usize].as_str();
    for text in [subject.text[lang as usize].as_str(), scene.text[lang as usize], look_text] {
        let said = inflect(text, subject.plural).to_lowercase();
        let words = said.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| word.chars().count() > 1 && !index::is_noise(word)).for_each(&mut add);
    }
    if lang == Lang::En {
        subject.tags.iter().for_each(|tags| tags.split(',').for_each(&mut add));
        scene.tags.split(',').chain(look.tags.split(',')).for_each(&mut add);
        frame_tags(&family.frames[address.digits[FRAME]]).split(',').for_each(&mut add);
    }
    for &category in subject.categories.iter().chain(scene.categories) {
        category_name(category, lang).into_iter().for_each(&mut add);
    }
    tags
}

/// Tags that follow from how an item was made.
pub(super) const fn frame_tags(frame: &Frame) -> &'static str {
    match frame.kind {
        Kind::Image if frame.ai_generated => "illustration,ai generated",
        Kind::Image if frame.illustration => "illustration,artwork",
        Kind::Image if frame.editorial => "photo,photography,editorial",
        Kind::Image => "photo,photography",
        Kind::Vector => "vector,illustration,graphic",
        Kind::Video => "video,4k,slow motion",
        Kind::Audio => "audio,sound,royalty free",
    }
}

/// The names of categories in all languages.
pub(super) fn category_names(ids: &[u32]) -> impl Iterator<Item = &'static str> {
    ids.iter().flat_map(|&id| Lang::ALL.iter().filter_map(move |&lang| category_name(id, lang)))
}

/// Chooses from `[singular|plural]`.
pub(super) fn inflect(text: &str, plural: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (choice, after))) =
        rest.split_once('[').and_then(|(before, tail)| Some((before, tail.split_once(']')?)))
    {
        let (one, many) = choice.split_once('|').unwrap_or((choice, choice));
        out.push_str(before);
        out.push_str(if plural { many } else { one });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// With a capital first letter.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_agree_with_the_subject() {
        assert_eq!(inflect("che [ride|ridono] al mare", false), "che ride al mare");
        assert_eq!(inflect("che [ride|ridono] al mare", true), "che ridono al mare");
        assert_eq!(inflect("an odd [bracket", true), "an odd [bracket");
    }
}
