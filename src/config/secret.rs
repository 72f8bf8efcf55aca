//! Secrets: written into the configuration as they are, or kept in a file that it names, `{ file = "/run/secrets/key" }`.

use std::{fmt, fs::File, io::Read};

use secrecy::{SecretString, zeroize::Zeroizing};
use serde::{
    Deserializer,
    de::{self, MapAccess, Visitor},
};

/// The longest secret in a file, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Reads a secret.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    deserializer.deserialize_any(Secret)
}

/// Reads a secret that may be absent.
pub(super) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    secret(deserializer).map(Some)
}

struct Secret;

impl<'de> Visitor<'de> for Secret {
    type Value = SecretString;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or the file that has it: { file = \"/run/secrets/key\" }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<SecretString, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<SecretString, E> {
        Ok(text.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretString, A::Error> {
        let mut file = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != "file" {
                return Err(de::Error::unknown_field(&key, &["file"]));
            }
            file = Some(map.next_value::<String>()?);
        }
        let file = file.ok_or_else(|| de::Error::missing_field("file"))?;
        read(&file).map_err(|reason| de::Error::custom(format!("{file}: {reason}")))
    }
}

/// The text of a file, without the end of the line behind it.
fn read(path: &str) -> Result<SecretString, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    // As much room as it may need, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST).unwrap_or_default() + 1));
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("is longer than {LONGEST} bytes"));
    }
    let text = str::from_utf8(&bytes).map_err(|_| "is not UTF-8".to_owned())?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err("is empty".to_owned()),
        text => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use secrecy::ExposeSecret;

    use super::*;

    fn file(content: &[u8]) -> Result<String, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        read(file.path().to_str().unwrap()).map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_file_is_read_without_the_end_of_its_line() {
        assert_eq!(file(b" pass word \n").unwrap(), " pass word ");
        assert_eq!(file(b"pass\r\n").unwrap(), "pass");
        for (content, reason) in [(&b"\n"[..], "empty"), (b"\xff", "UTF-8"), (&[b'x'; 70_000], "longer")] {
            let error = file(content).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
        assert!(read("/nowhere/at/all").is_err());
    }
}
