//! The licences by name, and what they may be bought for.

use serde::{Deserialize, Serialize};

/// A licence, as the wire names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(non_camel_case_types, reason = "the wire's own names, which the state file keeps too")]
pub(super) enum License {
    Standard,
    Standard_M,
    Extended,
    Video_HD,
    Video_4K,
    Internal_Use,
    Digital_Use,
    Social_Media,
    Video_HD_Standard,
    Video_HD_Internal_Use,
    Video_HD_Digital_Use,
    Video_HD_Social_Media,
}

impl License {
    pub(super) const ALL: [Self; 12] = [
        Self::Standard,
        Self::Standard_M,
        Self::Extended,
        Self::Video_HD,
        Self::Video_4K,
        Self::Internal_Use,
        Self::Digital_Use,
        Self::Social_Media,
        Self::Video_HD_Standard,
        Self::Video_HD_Internal_Use,
        Self::Video_HD_Digital_Use,
        Self::Video_HD_Social_Media,
    ];
    /// What is added for pictures where alternative licences are enabled.
    pub(super) const ALTERNATIVE_IMAGE: [Self; 3] = [Self::Internal_Use, Self::Digital_Use, Self::Social_Media];
    /// What is added for clips.
    pub(super) const ALTERNATIVE_VIDEO: [Self; 4] =
        [Self::Video_HD_Standard, Self::Video_HD_Internal_Use, Self::Video_HD_Digital_Use, Self::Video_HD_Social_Media];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Standard_M => "Standard_M",
            Self::Extended => "Extended",
            Self::Video_HD => "Video_HD",
            Self::Video_4K => "Video_4K",
            Self::Internal_Use => "Internal_Use",
            Self::Digital_Use => "Digital_Use",
            Self::Social_Media => "Social_Media",
            Self::Video_HD_Standard => "Video_HD_Standard",
            Self::Video_HD_Internal_Use => "Video_HD_Internal_Use",
            Self::Video_HD_Digital_Use => "Video_HD_Digital_Use",
            Self::Video_HD_Social_Media => "Video_HD_Social_Media",
        }
    }

    /// `license_label`
    pub(super) fn label(self) -> String {
        self.name().replace('_', " ")
    }

    /// In any case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|license| license.name().eq_ignore_ascii_case(text.trim()))
    }

    /// The last part of a download's address.
    pub(super) const fn file_number(self, drawing: bool) -> u64 {
        match self {
            Self::Video_4K => 4,
            Self::Video_HD
            | Self::Video_HD_Standard
            | Self::Video_HD_Internal_Use
            | Self::Video_HD_Digital_Use
            | Self::Video_HD_Social_Media => 3,
            Self::Standard_M => 5,
            _ if drawing => 2,
            _ => 1,
        }
    }

    /// Units of a core asset or a clip.
    pub(super) const fn units(self) -> u64 {
        match self {
            Self::Standard | Self::Standard_M | Self::Internal_Use => 1,
            Self::Extended | Self::Digital_Use | Self::Video_HD_Internal_Use => 2,
            Self::Video_HD_Digital_Use => 4,
            Self::Social_Media | Self::Video_HD_Social_Media => 5,
            Self::Video_HD | Self::Video_HD_Standard => 8,
            Self::Video_4K => 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        assert!(
            License::ALL.into_iter().all(|license| License::parse(&license.name().to_lowercase()) == Some(license))
        );
        assert_eq!(License::parse("Unheard_Of"), None);
    }
}
