//! `TransactionRecord` and `Certificate`. Upstream has no transaction ids: a licence goes by the item, the licence and the
//! minute it was licensed in, and by a number where the same was licensed several times within one minute.

use std::collections::HashMap;

use jiff::{Timestamp, civil};

use super::{super::wire, HERE, item_id, item_kind, key, time};
use crate::domain::{
    id::{ItemId, LicenseId, TransactionId},
    party::UserRef,
    transaction::{Certificate, References, TransactionRecord, TransactionStatus},
};

/// Stands where a date cannot be read.
const NO_DATE: &str = "undated";
/// How a minute is written in an id.
const MINUTE: &str = "%Y%m%d%H%M";

/// One licensing of one item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in super::super) struct Event {
    pub(in super::super) item: ItemId,
    pub(in super::super) license: LicenseId,
    /// `YYYYMMDDhhmm`, UTC: the history knows no seconds.
    minute: String,
    /// From 1, oldest first, within the minute.
    ordinal: u32,
}

impl Event {
    /// The first of its minute.
    pub(in super::super) fn new(item: &ItemId, license: &str, at: Option<Timestamp>) -> Self {
        let minute = at.map_or_else(|| NO_DATE.to_owned(), |at| at.strftime(MINUTE).to_string());
        Self { item: item.clone(), license: LicenseId::new(HERE, license), minute, ordinal: 1 }
    }

    /// The same, of this number within its minute.
    pub(in super::super) fn numbered(self, ordinal: u32) -> Self {
        Self { ordinal, ..self }
    }

    /// Reads an id; `None` where it is none of ours.
    pub(in super::super) fn parse(id: &TransactionId) -> Option<Self> {
        let mut parts = id.key.split('.');
        let (item, license, minute) = (parts.next()?, parts.next()?, parts.next()?);
        let ordinal = match parts.next() {
            None => 1,
            Some(ordinal) => ordinal.parse().ok().filter(|ordinal| *ordinal > 1)?,
        };
        let item = ItemId::new(HERE, item);
        let dated = minute == NO_DATE || (minute.len() == 12 && minute.bytes().all(|byte| byte.is_ascii_digit()));
        let known = parts.next().is_none() && super::plausible(&item) && !license.is_empty() && dated;
        let event = Self { item, license: LicenseId::new(HERE, license), minute: minute.to_owned(), ordinal };
        // Only what we would write ourselves: one thing has one id.
        (known && event.id() == *id).then_some(event)
    }

    /// Its id.
    pub(in super::super) fn id(&self) -> TransactionId {
        let base = format!("{}.{}.{}", self.item.key, self.license.key, self.minute);
        TransactionId::new(HERE, if self.ordinal > 1 { format!("{base}.{}", self.ordinal) } else { base })
    }

    /// When it was: the beginning of its minute, however exactly one answer or another says it, so that all say the same.
    pub(in super::super) fn licensed_at(&self) -> Option<Timestamp> {
        let minute = civil::DateTime::strptime(MINUTE, &self.minute).ok()?;
        minute.in_tz("UTC").ok().map(|zoned| zoned.timestamp())
    }

    /// Whether two are of the same minute.
    pub(in super::super) fn same_minute(&self, other: &Self) -> bool {
        self.minute == other.minute
    }
}

/// The event that a row of the history is about, without its number.
pub(in super::super) fn event(row: &wire::Row) -> Option<Event> {
    Some(Event::new(&item_id(&row.id)?, &key(&row.license)?, time(&row.license_date)))
}

/// Rows, newest first, with their numbers. The rows of the oldest minute must be complete.
pub(in super::super) fn numbered(rows: Vec<wire::Row>) -> Vec<(Event, wire::Row)> {
    let mut seen: HashMap<Event, u32> = HashMap::new();
    let mut numbered = Vec::with_capacity(rows.len());
    // A row without an id or a licence is nobody's.
    for (event, row) in rows.into_iter().rev().filter_map(|row| Some((event(&row)?, row))) {
        let ordinal = seen.entry(event.clone()).or_default();
        *ordinal += 1;
        numbered.push((event.numbered(*ordinal), row));
    }
    numbered.reverse();
    numbered
}

/// A licensed item of the history.
pub(in super::super) fn record(event: &Event, row: wire::Row) -> TransactionRecord {
    let seller = row.creator_id.text().filter(|id| id != "0");
    TransactionRecord {
        id: event.id(),
        item_id: event.item.clone(),
        item_kind: item_kind(&row.media_type_id),
        license_id: Some(event.license.clone()),
        transfer_number: None,
        // Upstream has neither payments nor invoices.
        status: TransactionStatus::Unknown,
        provider_status: None,
        invoice_id: None,
        licensed_at: event.licensed_at(),
        filename: None,
        group_id: None,
        item_page_url: row.details_url.text(),
        preview_url: row.thumbnail_url.text(),
        width: row.width.unsigned(),
        height: row.height.unsigned(),
        editorial: None,
        visible: None,
        actor: None,
        seller: seller.map(|id| UserRef { id, username: row.creator_name.text() }),
        // Upstream takes them and never gives them back: no call would say more.
        references: Some(References::default()),
    }
}

/// What upstream can prove of a licence: that, under which licence, and when. It has no legal parties.
pub(in super::super) fn certificate(event: &Event) -> Certificate {
    Certificate {
        transaction_id: event.id(),
        license_id: Some(event.license.clone()),
        license_name: Some(event.license.key.to_string()),
        license_url: None,
        // A licence has one size, that goes by its name.
        size: Some(event.license.key.to_string()),
        price: None,
        licensed_at: event.licensed_at(),
        extra_options: Vec::new(),
        transfer_number: None,
        references: References::default(),
        item_id: Some(event.item.clone()),
        item_kind: None,
        filename: None,
        editorial: None,
        nudity: None,
        preview_url: None,
        item_page_url: None,
        width: None,
        height: None,
        from: None,
        to: None,
        transferred_to: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::lenient::Loose;

    fn text(text: &str) -> Loose {
        Loose::Text(text.to_owned())
    }

    #[test]
    fn a_licence_goes_by_item_licence_and_minute() {
        let row = |license: &str, date: &str| wire::Row {
            id: Loose::Number("5".to_owned()),
            license: text(license),
            license_date: text(date),
            ..wire::Row::default()
        };
        let rows = vec![
            row("Standard", "3/4/26, 9:15 AM"),
            row("Extended", "3/4/26, 9:15 AM"),
            row("Standard", "3/4/26, 9:15 AM"),
            row("", "3/4/26, 9:15 AM"),
            row("Standard", "when?"),
        ];
        let ids: Vec<_> = numbered(rows).into_iter().map(|(event, _)| event.id()).collect();
        let keys: Vec<_> = ids.iter().map(|id| &*id.key).collect();
        assert_eq!(
            keys,
            ["5.Standard.202603040915.2", "5.Extended.202603040915", "5.Standard.202603040915", "5.Standard.undated"]
        );
        assert!(ids.iter().all(|id| Event::parse(id).is_some_and(|event| event.id() == *id)));
        let at = |id: &TransactionId| Some(Event::parse(id)?.licensed_at()?.to_string());
        assert_eq!((at(&ids[0]).as_deref(), at(&ids[3])), (Some("2026-03-04T09:15:00Z"), None));
        for foreign in ["5", "5.Standard", "5.Standard.2026", "5.Standard.202603040915.1", "x.Standard.202603040915"] {
            assert_eq!(Event::parse(&TransactionId::new(HERE, foreign)), None, "{foreign}");
        }
    }
}
