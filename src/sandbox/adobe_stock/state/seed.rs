//! The past: licences of about ten months, relative to the start. Quotas are what is left today.

use jiff::{SignedDuration, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    LicenseEvent,
    records::{CancelledOrder, Records},
};
use crate::sandbox::adobe_stock::{
    assets::{self, Asset, Found, Media},
    ids,
    licenses::License,
};

/// How long the past is.
const DAYS: i64 = 300;
/// Whose past it is, and how many licences there are in it.
const PAST: [(&str, i64); 3] = [("sandbox-client", 140), ("sandbox-references", 24), ("sandbox-unlimited", 12)];
/// Ids that are tried before none is found; one in three is an item's.
const TRIES: usize = 10_000;

/// The records of a new sandbox.
pub(super) fn records(seed: u64, now: Timestamp) -> Records {
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let mut records = Records::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xad0be);
    let mut past = Vec::new();
    for (client, count) in PAST {
        let part = DAYS * 86_400 / count;
        for nth in 0..count {
            let age = part * nth + rng.random_range(part / 8..part);
            past.push((SignedDuration::from_secs(age), client));
        }
    }
    past.sort_by_key(|(age, _)| std::cmp::Reverse(*age));
    let mut before: Option<(u64, License)> = None;
    for (nth, (age, client)) in past.into_iter().enumerate() {
        let at = now.checked_sub(age).unwrap_or(now);
        let again = before.filter(|_| nth % 40 == 39 && client == "sandbox-client");
        let Some((item, license)) = again.or_else(|| pick(&mut rng, client, nth)) else { continue };
        before = Some((item, license));
        records.push(LicenseEvent {
            number: records.next_number(),
            client: client.to_owned(),
            item,
            license,
            at,
            units: 0,
            price: None,
            references: Vec::new(),
            listed_from: at,
        });
    }
    if let Some((item, license)) = pick(&mut rng, "sandbox-cancelled", 0) {
        let at = now.checked_sub(SignedDuration::from_hours(30)).unwrap_or(now);
        records.cancelled.push(CancelledOrder { client: "sandbox-cancelled".to_owned(), item, license, at });
    }
    records.book_from = records.next_number();
    records
}

/// An asset that the account may have bought, and under which licence. Now and then one that is withdrawn today.
fn pick(rng: &mut ChaCha8Rng, client: &str, nth: usize) -> Option<(u64, License)> {
    let media = match (client, nth % 10) {
        ("sandbox-client", 0 | 5) => Media::Video,
        ("sandbox-client", 3 | 7) => Media::Vector,
        ("sandbox-client", 8) => Media::Illustration,
        _ => Media::Photo,
    };
    let withdrawn = client == "sandbox-client" && nth % 30 == 17;
    let fits = |asset: &Asset| asset.media == media && asset.level == 0;
    for _ in 0..TRIES {
        let found = match assets::find(ids::item_id(rng.random_range(1_000_002..899_000_000))) {
            Found::Withdrawn(asset) if withdrawn => asset,
            Found::OnSale(asset) if !withdrawn => asset,
            _ => continue,
        };
        if fits(&found) {
            let licenses = found.licenses(false);
            let dear = client == "sandbox-client" && nth % 9 == 4;
            let license = if dear { licenses.last() } else { licenses.first() };
            return license.map(|license| (found.id, *license));
        }
    }
    None
}
