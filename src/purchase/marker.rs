//! The attempt's id in a reference that the provider gives back: what makes a look-up exact.

use crate::{config::purchasing::MarkerField, domain::transaction::References};

const OPEN: &str = "{portico ";
const CLOSE: &str = "}";

/// The references with the marker of `attempt` behind what the caller wrote.
pub(super) fn add(mut references: References, field: MarkerField, attempt: &str) -> References {
    if let Some(slot) = slot(&mut references, field) {
        let marker = format!("{OPEN}{attempt}{CLOSE}");
        *slot = Some(match slot.take().filter(|text| !text.is_empty()) {
            Some(text) => format!("{text} {marker}"),
            None => marker,
        });
    }
    references
}

/// Whether the references carry the marker of `attempt`, in whichever field.
pub(super) fn found(references: &References, attempt: &str) -> bool {
    let marker = format!("{OPEN}{attempt}{CLOSE}");
    let fields =
        [&references.project, &references.client, &references.purchase_order, &references.isbn, &references.other];
    fields.into_iter().flatten().any(|text| text.contains(&marker))
}

/// The attempt whose marker the references carry.
pub(super) fn of(references: &References) -> Option<&str> {
    let fields =
        [&references.project, &references.client, &references.purchase_order, &references.isbn, &references.other];
    let marker = |text| -> Option<&str> { str::rsplit_once(text, OPEN)?.1.strip_suffix(CLOSE) };
    fields.into_iter().flatten().find_map(|text| marker(text.as_str()))
}

/// The references as the caller wrote them.
pub fn hide(mut references: References) -> References {
    for field in [
        &mut references.project,
        &mut references.client,
        &mut references.purchase_order,
        &mut references.isbn,
        &mut references.other,
    ] {
        *field = field.take().and_then(hide_text);
    }
    references
}

/// One reference as the caller wrote it; `None` when there was nothing but the marker.
pub fn hide_text(text: String) -> Option<String> {
    match text.rsplit_once(OPEN) {
        Some((before, marker)) if marker.ends_with(CLOSE) => {
            let before = before.strip_suffix(' ').unwrap_or(before);
            (!before.is_empty()).then(|| before.to_owned())
        }
        _ => Some(text),
    }
}

fn slot(references: &mut References, field: MarkerField) -> Option<&mut Option<String>> {
    match field {
        MarkerField::Other => Some(&mut references.other),
        MarkerField::Project => Some(&mut references.project),
        MarkerField::Client => Some(&mut references.client),
        MarkerField::PurchaseOrder => Some(&mut references.purchase_order),
        MarkerField::Isbn => Some(&mut references.isbn),
        MarkerField::Off => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_found_and_hidden_again() {
        let written = [
            References::default(),
            References { other: Some("Poster {draft}".to_owned()), ..References::default() },
            References { project: Some("Spring".to_owned()), ..References::default() },
        ];
        for references in written {
            for field in [MarkerField::Other, MarkerField::Project, MarkerField::Isbn] {
                let marked = add(references.clone(), field, "01K");
                assert!(found(&marked, "01K") && !found(&marked, "01"));
                assert_eq!((of(&marked), of(&references)), (Some("01K"), None));
                assert_eq!(hide(marked), references);
            }
            assert_eq!(add(references.clone(), MarkerField::Off, "01K"), references);
        }
    }
}
