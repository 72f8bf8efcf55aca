//! A ZIP archive of one file, not compressed.

/// The archive.
pub(super) fn of(name: &str, bytes: &[u8]) -> Vec<u8> {
    let (Ok(length), Ok(name_length)) = (u32::try_from(bytes.len()), u16::try_from(name.len())) else {
        return Vec::new();
    };
    // Version, flags, method (stored), time, date (1 January 1980), checksum, both lengths, the name's length, no more.
    let mut common = Vec::new();
    for half in [10_u16, 0, 0, 0, 0x21] {
        common.extend(half.to_le_bytes());
    }
    for word in [checksum(bytes), length, length] {
        common.extend(word.to_le_bytes());
    }
    common.extend(name_length.to_le_bytes());
    common.extend(0_u16.to_le_bytes());

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&common);
    archive.extend(name.as_bytes());
    archive.extend(bytes);
    let directory = archive.len() as u32;
    archive.extend(b"PK\x01\x02");
    archive.extend(10_u16.to_le_bytes());
    archive.extend(&common);
    // No comment, first disk, no attributes, at the start of the archive.
    archive.extend([0; 14]);
    archive.extend(name.as_bytes());
    let directory_length = archive.len() as u32 - directory;
    archive.extend(b"PK\x05\x06");
    for half in [0_u16, 0, 1, 1] {
        archive.extend(half.to_le_bytes());
    }
    for word in [directory_length, directory] {
        archive.extend(word.to_le_bytes());
    }
    archive.extend(0_u16.to_le_bytes());
    archive
}

/// CRC-32.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        let archive = of("a.svg", b"<svg/>");
        assert_eq!(archive.len(), 30 + 5 + 6 + 46 + 5 + 22);
    }
}
