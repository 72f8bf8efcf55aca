//! What the past is made of: the items that were bought, and what was noted with them.

use jiff::{Timestamp, tz::TimeZone};
use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use super::{GroupId, ItemId, Kind, Party, References, people::PUBLISHER, stock};

/// What was searched for, and how many results were looked at.
const IMAGES: ([&str; 6], usize) = (["woman", "coffee", "mountains", "office", "christmas", "book"], 40);
const VECTORS: ([&str; 3], usize) = (["flower", "office", "christmas"], 40);
const VIDEOS: ([&str; 3], usize) = (["city", "beach", "woman"], 40);

const PROJECTS: [&str; 8] = [
    "Spring catalogue",
    "Travel guide Lisbon",
    "Cookbook for two",
    "Autumn campaign",
    "Annual report",
    "School atlas",
    "Website relaunch",
    "Summer newsletter",
];
const CLIENTS: [&str; 6] =
    ["Nordlicht Reisen", "Casa Verde Foods", "Bluebird Insurance", "Atlas Schulbuch", "Fjord Outdoor", "Maison Lune"];
const PROMPTS: [&str; 4] = [
    "A red fox reading a newspaper in a snowy forest",
    "Cover of a travel guide, Lisbon tram at sunrise",
    "Minimal still life with lemons, soft morning light",
    "Isometric city block at night, neon light",
];

/// The items that are bought in the past, by kind.
pub(super) struct Shelves {
    images: Vec<ItemId>,
    vectors: Vec<ItemId>,
    videos: Vec<ItemId>,
}

/// Looks up the best selling items of every topic.
pub(super) fn fill() -> Shelves {
    let shelf =
        |topics: &[&str], kind, results| topics.iter().flat_map(|topic| stock::shelf(topic, kind, results)).collect();
    Shelves {
        images: shelf(&IMAGES.0, Kind::Image, IMAGES.1),
        vectors: shelf(&VECTORS.0, Kind::Vector, VECTORS.1),
        videos: shelf(&VIDEOS.0, Kind::Video, VIDEOS.1),
    }
}

impl Shelves {
    /// Any item of a kind; one that does not exist if there is none of it.
    pub(super) fn pick(&self, kind: Kind, rng: &mut ChaCha8Rng) -> ItemId {
        let shelf = match kind {
            Kind::Video => &self.videos,
            Kind::Vector => &self.vectors,
            Kind::Image | Kind::Audio => &self.images,
        };
        shelf.choose(rng).copied().unwrap_or_default()
    }
}

/// What was noted with a purchase. The publisher notes the ISBN of books, the agency its client.
pub(super) fn references(group: GroupId, rng: &mut ChaCha8Rng, at: Timestamp) -> References {
    let project = PROJECTS.choose(rng).copied().unwrap_or_default();
    let is_book = ["guide", "Cookbook", "atlas"].iter().any(|word| project.contains(word));
    let client = CLIENTS.choose(rng).copied().unwrap_or_default();
    let year = at.to_zoned(TimeZone::UTC).year();
    References {
        project: project.to_owned(),
        client: if group == PUBLISHER { String::new() } else { client.to_owned() },
        purchase_order: format!("PO-{year}-{:04}", rng.random_range(100..1_000)),
        isbn: if group == PUBLISHER && is_book { isbn(rng.random_range(0..100_000)) } else { String::new() },
        other: String::new(),
    }
}

/// An ISBN-13 with its check digit.
fn isbn(title: u32) -> String {
    let body = format!("9783000{title:05}");
    let sum: u32 =
        body.chars().filter_map(|digit| digit.to_digit(10)).zip([1, 3].into_iter().cycle()).map(|(d, w)| d * w).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// Somebody whom a licence is passed on to.
pub(super) fn client(rng: &mut ChaCha8Rng) -> Party {
    let company = CLIENTS.choose(rng).copied().unwrap_or_default();
    let host = company.to_lowercase().replace(' ', "-");
    Party {
        company: company.to_owned(),
        full_name: "Purchasing".to_owned(),
        address: format!("Marktplatz {}", rng.random_range(1..40)),
        city: "Hamburg".to_owned(),
        state: String::new(),
        zip: "20095".to_owned(),
        email: format!("rights@{host}.example.org"),
        phone: None,
        country: "DE".to_owned(),
        country_name: Some("Germany".to_owned()),
        website: None,
        ein: None,
        vat: None,
        tax_id: None,
    }
}

/// What was asked of the generator.
pub(super) fn prompt(rng: &mut ChaCha8Rng) -> &'static str {
    PROMPTS.choose(rng).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shelf_holds_items() {
        let shelves = fill();
        for shelf in [&shelves.images, &shelves.vectors, &shelves.videos] {
            assert!(shelf.len() >= 100, "{}", shelf.len());
        }
    }

    #[test]
    fn an_isbn_ends_with_its_check_digit() {
        assert_eq!(isbn(0), "9783000000003");
        assert_eq!(isbn(12_345).len(), 13);
    }
}
