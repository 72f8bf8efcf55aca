//! From the wire to `domain`: the only door.

pub(super) mod ability;
pub(super) mod account;
pub(super) mod item;
pub(super) mod license;
pub(super) mod search;
pub(super) mod transaction;

use std::sync::Arc;

use jiff::{Timestamp, civil};

use super::HERE;
use crate::{
    domain::{id::ItemId, item::ItemKind, language::Language},
    providers::lenient::Loose,
};

/// The greatest id: what a JavaScript number holds.
const MAX_ID: u64 = (1 << 53) - 1;

/// An id, as a number or as text.
pub(super) fn item_id(id: &Loose) -> Option<ItemId> {
    let id: u64 = id.unsigned()?;
    (1..=MAX_ID).contains(&id).then(|| ItemId::new(HERE, id.to_string()))
}

/// Whether upstream can have an item of this id: one that it cannot read fails a whole batch.
pub(super) fn plausible(id: &ItemId) -> bool {
    item_id(&Loose::Text(id.key.to_string())).is_some_and(|read| read == *id)
}

pub(super) fn item_kind(media_type: &Loose) -> Option<ItemKind> {
    Some(match media_type.unsigned::<u32>()? {
        // Photographs, illustrations, and what an older numbering called premium.
        1 | 2 | 8 => ItemKind::Image,
        3 => ItemKind::Vector,
        4 => ItemKind::Video,
        6 => ItemKind::Model3d,
        7 => ItemKind::Template,
        9 => ItemKind::Audio,
        _ => ItemKind::Unknown,
    })
}

/// An instant, in any of upstream's forms; they state no zone, and are read as UTC.
pub(super) fn time(text: &Loose) -> Option<Timestamp> {
    // Newer locale data puts narrow spaces before AM and PM.
    let text = text.text()?.replace(['\u{202f}', '\u{a0}'], " ");
    let formats = [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%m/%d/%y, %I:%M %p",
        "%m/%d/%Y, %I:%M %p",
        "%m/%d/%y, %H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let civil = formats.iter().find_map(|format| civil::DateTime::strptime(format, text.trim()).ok());
    match civil {
        Some(civil) => civil.in_tz("UTC").ok().map(|zoned| zoned.timestamp()),
        None => text.trim().parse().ok(),
    }
}

/// Upstream's own locales; English where it has none.
pub(super) fn locale(language: Language) -> &'static str {
    match language {
        Language::German => "de_DE",
        Language::French => "fr_FR",
        Language::Spanish => "es_ES",
        Language::Russian => "ru_RU",
        Language::Italian => "it_IT",
        Language::Portuguese => "pt_PT",
        Language::PortugueseBrazil => "pt_BR",
        Language::SpanishMexico => "es_MX",
        Language::Polish => "pl_PL",
        Language::Dutch => "nl_NL",
        Language::Japanese => "ja_JP",
        Language::Czech => "cs_CZ",
        Language::Swedish => "sv_SE",
        Language::Chinese => "zh_CN",
        Language::Turkish => "tr_TR",
        Language::Greek => "el_GR",
        Language::Korean => "ko_KR",
        Language::Hungarian => "hu_HU",
        Language::Ukrainian => "uk_UA",
        Language::Romanian => "ro_RO",
        Language::Indonesian => "id_ID",
        Language::Thai => "th_TH",
        Language::Norwegian => "nb_NO",
        Language::Danish => "da_DK",
        Language::Finnish => "fi_FI",
        Language::English | Language::Marathi | Language::Hindi | Language::Tamil | Language::Malay => "en_US",
    }
}

/// A name of the wire as an id's key.
fn key(value: &Loose) -> Option<Arc<str>> {
    value.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).map(Arc::from)
}

/// Whether two licences are the same: upstream does not mind the case.
pub(super) fn same_license(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_time_is_the_same_instant() {
        for text in [
            "2026-03-04 09:15:00",
            "2026-03-04 09:15:00.000",
            "2026-03-04T09:15:00",
            "2026-03-04T09:15:00Z",
            "3/4/26, 9:15 AM",
            "3/4/26, 9:15\u{202f}AM",
            "03/04/2026, 09:15 AM",
        ] {
            let at = time(&Loose::Text(text.to_owned()));
            assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2026-03-04T09:15:00Z"), "{text}");
        }
        let evening = time(&Loose::Text("9/21/17, 9:00 PM".to_owned()));
        assert_eq!(evening.unwrap().to_string(), "2017-09-21T21:00:00Z");
        assert!(["", "soon", "04.03.26, 09:15"].iter().all(|text| time(&Loose::Text((*text).to_owned())).is_none()));
    }

    #[test]
    fn ids_are_digits_up_to_two_to_the_53rd() {
        for (key, fits) in [
            ("112670342", true),
            ("9007199254740991", true),
            ("9007199254740992", false),
            ("0", false),
            ("007", false),
            ("12a", false),
            ("", false),
            ("1.0", false),
        ] {
            assert_eq!(plausible(&ItemId::new(HERE, key)), fits, "{key}");
        }
    }
}
