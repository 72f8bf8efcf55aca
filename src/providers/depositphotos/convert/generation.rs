//! Jobs of the image generator.

use super::{super::wire, HERE, item_id, key, word};
use crate::domain::{
    generation::{AspectRatio, GeneratedImage, GeneratedMedia, Generation, GenerationStatus, Medium, PurchaseStatus},
    id::GenerationId,
};

/// The job; `None` without a uuid.
pub(in super::super) fn generation(wire: wire::Generation) -> Option<Generation> {
    let images = wire.items.0.into_iter().filter_map(|(_, image)| {
        let image = image.0?;
        Some(GeneratedImage {
            uuid: image.uuid.text()?,
            item_id: item_id(&image.dp_item_id),
            preview_url: image.preview_url.text(),
        })
    });
    Some(Generation {
        failure: None,
        id: GenerationId::new(HERE, key(&wire.uuid)?),
        prompt: wire.prompt.text().unwrap_or_default(),
        status: match word(&wire.status).as_str() {
            "new" => GenerationStatus::New,
            "processing" | "pending" | "in_progress" => GenerationStatus::Processing,
            "completed" => GenerationStatus::Completed,
            "failed" | "error" | "cancelled" | "canceled" | "rejected" => GenerationStatus::Failed,
            _ => GenerationStatus::Unknown,
        },
        provider_status: wire.status.text().unwrap_or_default(),
        purchase_status: match word(&wire.purchase_status).as_str() {
            "deferred" => PurchaseStatus::Deferred,
            "paid" => PurchaseStatus::Paid,
            _ => PurchaseStatus::Unknown,
        },
        images: images.collect(),
    })
}

/// What the generator says of a finished picture; `None` without an item's id.
pub(in super::super) fn media(wire: &wire::GeneratedMedia) -> Option<GeneratedMedia> {
    Some(GeneratedMedia {
        item_id: item_id(&wire.id)?,
        title: wire.title.text(),
        description: wire.description.text(),
        width: wire.width.unsigned(),
        height: wire.height.unsigned(),
        ai_generated: wire.ai_generated.truth(),
    })
}

/// `dp_aspect_ratio`.
pub(in super::super) fn aspect_ratio(ratio: AspectRatio) -> &'static str {
    match ratio {
        AspectRatio::Square => "1:1",
        AspectRatio::Portrait2x3 => "2:3",
        AspectRatio::Landscape3x2 => "3:2",
        AspectRatio::Portrait3x4 => "3:4",
        AspectRatio::Landscape4x3 => "4:3",
        AspectRatio::Portrait4x5 => "4:5",
        AspectRatio::Landscape5x4 => "5:4",
        AspectRatio::Portrait9x16 => "9:16",
        AspectRatio::Landscape16x9 => "16:9",
    }
}

/// `dp_medium`.
pub(in super::super) fn medium(medium: Medium) -> &'static str {
    match medium {
        Medium::Art => "art",
        Medium::Photography => "photography",
    }
}
