use super::*;
use crate::sandbox::catalog::{Kind, Query, lookup, search};

fn item(text: &str) -> Item {
    lookup(
        search(&Query { text: text.to_owned(), kinds: crate::sandbox::catalog::Kinds::ALL, ..Query::default() }).ids[0],
    )
    .active()
    .unwrap()
}

fn decoded(picture: &Picture) -> image::RgbImage {
    image::load_from_memory(&picture.bytes).unwrap().to_rgb8()
}

#[test]
fn a_preview_has_its_longest_edge_and_the_items_shape() {
    for text in ["woman beach", "coffee", "mountain vector", "jazz", "dog video"] {
        let item = item(text);
        for preview in Preview::ALL {
            let edge = preview.longest_edge();
            let pixels = decoded(&render(&item, edge, Watermark::on(preview, None), Format::Jpeg).unwrap());
            assert_eq!(pixels.width().max(pixels.height()), edge);
            let (a, b) = (
                u64::from(pixels.width()) * u64::from(item.height),
                u64::from(pixels.height()) * u64::from(item.width),
            );
            assert!(a.abs_diff(b) <= u64::from(item.width.max(item.height)) * 2, "{text}");
        }
    }
}

#[test]
fn watermarks_are_promised_on_the_large_previews_only() {
    assert_eq!(Watermark::on(Preview::Thumb170, Some("depositphotos")), Watermark::None);
    assert_eq!(Watermark::on(Preview::Big950, Some("depositphotos")), Watermark::Branded);
    assert_eq!(Watermark::on(Preview::Huge450, Some("neutral")), Watermark::Neutral);
    let item = item("cat");
    let [none, neutral, branded] = [Watermark::None, Watermark::Neutral, Watermark::Branded]
        .map(|watermark| render(&item, 450, watermark, Format::Png).unwrap().bytes);
    assert!(none != neutral && neutral != branded && none != branded);
}

#[test]
fn a_picture_is_always_the_same() {
    let item = item("butterfly");
    let draw = || render(&item, 170, Watermark::None, Format::Jpeg).unwrap();
    assert_eq!(draw(), draw());
    let imagined =
        |index| generated("A red fox in the snow", index, (3, 2), 300, Watermark::None, Format::Png).unwrap();
    assert_eq!(imagined(0), imagined(0));
    assert_ne!(imagined(0), imagined(1));
    assert_eq!(decoded(&imagined(0)).dimensions(), (300, 200));
}

#[test]
fn a_vector_is_a_drawing_with_its_title() {
    let item = item("seamless pattern vector");
    assert_eq!(item.kind, Kind::Vector);
    let svg = render(&item, 1000, Watermark::None, Format::Svg).unwrap();
    assert_eq!(svg.content_type, "image/svg+xml");
    let svg = String::from_utf8(svg.bytes).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
}

#[test]
fn every_subject_in_every_place_can_be_drawn() {
    // Neighbouring offsets differ in all digits, so some dozens of them meet all figures and places.
    let query = Query { kinds: crate::sandbox::catalog::Kinds::ALL, limit: 2, nudity: true, ..Query::default() };
    for offset in (0..280_000_000).step_by(2_999_999) {
        for id in search(&Query { offset, ..query.clone() }).ids {
            let item = lookup(id).active().unwrap();
            render(&item, 110, Watermark::None, Format::Jpeg).unwrap();
        }
    }
}

#[test]
fn a_clip_is_an_mp4_of_whole_boxes() {
    let query = Query {
        kinds: crate::sandbox::catalog::Kinds { video: true, photo: false, vector: false, ..Default::default() },
        ..Query::default()
    };
    let item = lookup(search(&query).ids[0]).active().unwrap();
    assert_eq!(item.kind, Kind::Video);
    let clip = clip(&item, Watermark::Neutral).unwrap();
    assert_eq!(clip.content_type, "video/mp4");
    let mut names = Vec::new();
    let mut rest = clip.bytes.as_slice();
    while let Some((head, _)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        names.push(String::from_utf8_lossy(&head[4..]).into_owned());
        rest = &rest[length..];
    }
    assert_eq!(names, ["ftyp", "mdat", "moov"]);
    assert!(rest.is_empty() && clip.bytes.len() < 1_000_000);
}
