//! Answers as they are sent, with only the members that are read. Nothing here leaves this folder but through `convert`.

use serde::{Deserialize, de::DeserializeOwned};

use crate::providers::lenient::{Entries, List, Loose, Maybe};

/// A whole answer, which may be a refusal instead.
pub(super) trait Answer: DeserializeOwned {
    /// The members of a refusal.
    fn refused(&self) -> &Refused;
}

/// What either form of a refusal consists of: `error_code`, `message` of the gateway; `error`, `code`, `case` of the
/// application.
#[derive(Debug, Default)]
pub(super) struct Refused {
    pub(super) error_code: Loose,
    pub(super) message: Loose,
    pub(super) error: Loose,
    pub(super) code: Loose,
    pub(super) case: Loose,
}

impl Refused {
    /// Whether it is one.
    pub(super) fn is_some(&self) -> bool {
        self.error_code.says_something() || self.error.says_something()
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(= $wire:literal)?: $ty:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Default, Deserialize)]
            #[serde(default)]
            pub(super) struct $name {
                $($(#[serde(rename = $wire)])? pub(super) $field: $ty,)*
            }
        )*
    };
}

/// Like `parts`, for whole answers: read member by member, so that a refusal's members are seen beside theirs.
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Default)]
            pub(super) struct $name {
                $(pub(super) $field: $ty,)*
                refused: Refused,
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #[derive(Default, Deserialize)]
                    #[serde(default)]
                    struct All {
                        $($field: $ty,)*
                        error_code: Loose,
                        message: Loose,
                        error: Loose,
                        code: Loose,
                        case: Loose,
                    }
                    let All { $($field,)* error_code, message, error, code, case } = All::deserialize(deserializer)?;
                    Ok(Self { $($field,)* refused: Refused { error_code, message, error, code, case } })
                }
            }

            impl Answer for $name {
                fn refused(&self) -> &Refused {
                    &self.refused
                }
            }
        )*
    };
}

answers! {
    /// Nothing but a refusal.
    Refusal {}

    /// `Content/Info`, `Content/License`.
    Content { contents: List<Maybe<Licensed>> }

    /// `Member/Profile`.
    Profile {
        available_entitlement: Maybe<Entitlement>, purchase_options: Maybe<Options>, member: Maybe<Member>,
        possible_licenses: Entries<Maybe<PossibleLicense>>, cce_agency: Entries<Maybe<ReferenceField>>,
    }

    /// `Search/Files`, `Media/1/Files`.
    Files { nb_results: Loose, files: Option<List<Maybe<File>>> }

    /// `Member/LicenseHistory`.
    History { nb_results: Loose, files: Option<List<Maybe<Row>>> }
}

parts! {
    /// `ims/token/v3`.
    Token { access_token: Loose, expires_in: Loose, error: Loose, error_description: Loose }

    /// What is left of the plan.
    Entitlement { quota: Loose, is_cce: Loose, full_entitlement_quota: Entries<Loose>, quota_ids: Entries<Loose> }

    /// The product profile: its number has two names.
    Member { stock_id: Loose, member_id: Loose }

    /// One item of `contents`.
    Licensed { content_id: Loose, purchase_details: Maybe<PurchaseDetails> }

    /// How an item is licensed.
    PurchaseDetails { state: Loose, license: Loose, date: Loose, url: Loose, message: Loose }

    /// Whether an item may be licensed.
    Options { state: Loose, requires_checkout: Loose, message: Loose, url: Loose }

    /// A licence that the account may choose.
    PossibleLicense { license: Loose, license_label: Loose, price_with_unit: Loose }

    /// A reference that a purchase may, or must, note.
    ReferenceField { id: Loose, text: Loose, required: Loose }

    /// An item, by the columns that are asked for.
    File {
        id: Loose, title: Loose, description: Loose, creator_id: Loose, creator_name: Loose, creation_date: Loose,
        width: Loose, height: Loose, media_type_id: Loose, vector_type: Loose, content_type: Loose, size_bytes: Loose,
        premium_level_id: Loose, is_editorial: Loose, is_gentech: Loose, is_licensed: Loose, nb_views: Loose,
        nb_downloads: Loose, details_url: Loose, duration: Loose, framerate: Loose, video_preview_url: Loose,
        thumbnail_110_url: Loose, thumbnail_160_url: Loose, thumbnail_240_url: Loose, thumbnail_500_url: Loose,
        thumbnail_1000_url: Loose, keywords: Entries<Word>, category: Maybe<Category>,
        category_hierarchy: Entries<Maybe<Category>>, licenses: Entries<Maybe<Size>>, comps: Entries<Maybe<Size>>,
    }

    /// A subject category.
    Category { id: Loose, name: Loose }

    /// The size that a licence gives.
    Size { width: Loose, height: Loose }

    /// One licensed item of the history.
    Row {
        id: Loose, license: Loose, license_date: Loose, media_type_id: Loose, width: Loose, height: Loose,
        creator_id: Loose, creator_name: Loose, details_url: Loose, thumbnail_url: Loose,
    }

    /// A keyword.
    Named { name: Loose }
}

/// A keyword: an object that names it, or the name itself.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Word {
    Object(Named),
    Plain(Loose),
}

impl Word {
    /// The word itself.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Object(named) => named.name.text(),
            Self::Plain(word) => word.text(),
        }
    }
}
