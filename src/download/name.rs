//! What a file is called and what it is, in terms that cannot hurt whoever saves or opens it.

/// What a stock sells: media types, each with the extensions of its files, the usual one first.
const TYPES: [(&str, &[&str]); 20] = [
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/tiff", &["tif", "tiff"]),
    ("image/svg+xml", &["svg"]),
    ("application/postscript", &["eps", "ai", "ps"]),
    ("application/pdf", &["pdf", "ai"]),
    ("application/zip", &["zip"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("video/quicktime", &["mov"]),
    ("video/webm", &["webm"]),
    ("video/x-msvideo", &["avi"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/mp4", &["m4a"]),
    ("audio/wav", &["wav"]),
    ("audio/x-wav", &["wav"]),
    ("audio/aiff", &["aif", "aiff"]),
    ("audio/x-aiff", &["aif", "aiff"]),
    ("audio/flac", &["flac"]),
];

/// What is none of these: a browser saves it and makes nothing of it.
const BYTES: &str = "application/octet-stream";

/// How many characters of a name are kept, without its extension.
const LONGEST_NAME: usize = 120;

/// Names that are devices to Windows, whatever their extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The type that a file is passed on with.
pub(super) fn media_type(claimed: Option<&str>) -> &'static str {
    let known = TYPES.iter().find(|(media, _)| Some(*media) == claimed);
    known.map_or(BYTES, |(media, _)| media)
}

/// The name that a file is saved under: what the provider calls it, else `fallback`; its extension says its type.
pub(super) fn file_name(called: Option<&str>, fallback: &str, media: &str) -> String {
    let name = called.map(clean).filter(|name| !name.is_empty()).unwrap_or_else(|| clean(fallback));
    let extensions = TYPES.iter().find(|(known, _)| *known == media).map_or(&[][..], |(_, extensions)| *extensions);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && is_extension(ending) => (stem, Some(ending)),
        _ => (name.as_str(), None),
    };
    let ending = match ending {
        Some(given) if extensions.is_empty() || extensions.contains(&&*given.to_ascii_lowercase()) => given,
        _ => extensions.first().copied().unwrap_or("bin"),
    };
    let stem: String = stem.chars().take(LONGEST_NAME).collect();
    let stem = stem.trim_end_matches([' ', '.']);
    if is_device(stem) { format!("_{stem}.{ending}") } else { format!("{stem}.{ending}") }
}

fn is_extension(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    TYPES.iter().any(|(_, extensions)| extensions.contains(&&*text))
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    DEVICES.contains(&first.trim_end_matches(|digit: char| digit.is_ascii_digit()))
}

/// Nothing that separates folders, means something to a shell, or cannot be seen.
fn clean(name: &str) -> String {
    let mut cleaned = String::with_capacity(name.len());
    // A name is cut afterwards; there is no need to look at more than could be left.
    for letter in name.chars().take(LONGEST_NAME * 4) {
        match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => cleaned.push('_'),
            letter if is_invisible(letter) => {}
            letter if letter.is_whitespace() || letter.is_control() => {
                if !cleaned.ends_with(' ') {
                    cleaned.push(' ');
                }
            }
            letter => cleaned.push(letter),
        }
    }
    // A dot in front hides a file; one at the end is dropped by some systems, and with it what was checked.
    cleaned.trim_matches([' ', '.']).to_owned()
}

/// Marks that change how a name reads without being seen: `gpj.exe` may look like `exe.jpg`.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_say_the_type() {
        for (called, media, expected) in [
            (Some("Red fox"), "image/jpeg", "Red fox.jpg"),
            (Some("Depositphotos_1.jpg"), "image/jpeg", "Depositphotos_1.jpg"),
            (Some("shot.JPEG"), "image/jpeg", "shot.JPEG"),
            (Some("shot.jpg"), "image/svg+xml", "shot.svg"),
            (Some("clip.mov"), BYTES, "clip.mov"),
            (Some("run.exe"), BYTES, "run.exe.bin"),
            (Some("page.html"), "image/jpeg", "page.html.jpg"),
            (Some("v1.2 final"), "video/mp4", "v1.2 final.mp4"),
            (Some("../../etc/passwd"), "image/png", "_.._etc_passwd.png"),
            (Some("a\"b\\c\r\nd"), "image/png", "a_b_c d.png"),
            (Some("\u{202e}gpj.exe"), "image/png", "gpj.exe.png"),
            (Some("Лиса в снегу"), "image/jpeg", "Лиса в снегу.jpg"),
            (Some("CON"), "image/jpeg", "_CON.jpg"),
            (Some("com1.x"), "image/jpeg", "_com1.x.jpg"),
            (Some(".hidden."), "image/jpeg", "hidden.jpg"),
            (Some(".jpg"), "image/jpeg", "jpg.jpg"),
            (Some(" . "), "image/jpeg", "item-7.jpg"),
            (None, "application/zip", "item-7.zip"),
        ] {
            assert_eq!(file_name(called, "item-7", media), expected, "{called:?}");
        }
        let long = file_name(Some(&"ü".repeat(1_000)), "x", "image/jpeg");
        assert_eq!(long.chars().count(), LONGEST_NAME + 4);
    }

    #[test]
    fn types_are_those_of_a_stock_or_bytes() {
        assert_eq!(media_type(Some("image/svg+xml")), "image/svg+xml");
        for other in [None, Some("text/javascript"), Some("multipart/byteranges"), Some("image/JPEG")] {
            assert_eq!(media_type(other), BYTES);
        }
    }
}
