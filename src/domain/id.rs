//! Typed identifiers, and the opaque form that clients see (Relay's global object identification).
//!
//! An id is a type, a provider and the provider's own key. Clients get `base64url("Item:depositphotos:123")`
//! and must not look inside; decoding refuses anything that is malformed or of another type.

use std::{fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::provider::ProviderName;

/// The longest opaque id that is looked at, in bytes.
const MAX_ENCODED: usize = 512;

/// Why an opaque id was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not an id that Portico gave out.
    #[error("no id that Portico gave out")]
    Malformed,
    /// A genuine id, of another type than the one asked for.
    #[error("the id of {}, not of {}", a(found), a(expected))]
    WrongType {
        /// The GraphQL type asked for.
        expected: &'static str,
        /// The GraphQL type the id names.
        found: &'static str,
    },
}

/// The type with its article: `an Item`, `a User`.
fn a(type_name: &str) -> String {
    let article = if type_name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {type_name}")
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $type_name:literal),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name {
                /// The provider that owns the thing.
                pub provider: ProviderName,
                /// The provider's own key, as text.
                pub key: Arc<str>,
            }

            impl $name {
                /// The GraphQL type that this id belongs to.
                pub const TYPE_NAME: &'static str = $type_name;

                /// The id of the provider's thing with this key.
                pub fn new(provider: ProviderName, key: impl Into<Arc<str>>) -> Self {
                    Self { provider, key: key.into() }
                }

                /// The opaque form that clients see.
                pub fn encode(&self) -> String {
                    URL_SAFE_NO_PAD.encode(format!("{}:{}:{}", $type_name, self.provider, self.key))
                }

                /// Reads the opaque form.
                ///
                /// # Errors
                /// [`IdError`] when the text is no id of Portico's or names another type.
                pub fn decode(text: &str) -> Result<Self, IdError> {
                    match NodeId::decode(text)? {
                        NodeId::$name(id) => Ok(id),
                        other => Err(IdError::WrongType { expected: $type_name, found: other.type_name() }),
                    }
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = String::deserialize(deserializer)?;
                    let parts = text.split_once(':').and_then(|(name, key)| Some((ProviderName::parse(name)?, key)));
                    let (provider, key) = parts.ok_or_else(|| D::Error::custom("not a provider and a key"))?;
                    Ok(Self::new(provider, key))
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}:{}", self.provider, self.key)
                }
            }
        )+

        /// Any node's id.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum NodeId {
            $(
                #[doc = concat!("The id of a ", $type_name, ".")]
                $name($name),
            )+
            /// The id of a Purchase.
            PurchaseId(PurchaseId),
        }

        impl NodeId {
            /// Reads the opaque form.
            ///
            /// # Errors
            /// [`IdError::Malformed`] when the text is no id of Portico's.
            pub fn decode(text: &str) -> Result<Self, IdError> {
                if text.len() > MAX_ENCODED {
                    return Err(IdError::Malformed);
                }
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| IdError::Malformed)?;
                let plain = std::str::from_utf8(&bytes).map_err(|_| IdError::Malformed)?;
                let mut parts = plain.splitn(3, ':');
                let (Some(kind), Some(provider), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
                    return Err(IdError::Malformed);
                };
                if !is_plain(key) {
                    return Err(IdError::Malformed);
                }
                if (kind, provider) == (PurchaseId::TYPE_NAME, OURS) {
                    return PurchaseId::parse(key).map(Self::PurchaseId);
                }
                let provider = ProviderName::parse(provider).ok_or(IdError::Malformed)?;
                match kind {
                    $($type_name => Ok(Self::$name($name::new(provider, key))),)+
                    _ => Err(IdError::Malformed),
                }
            }

            /// The GraphQL type of the node.
            pub fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $type_name,)+
                    Self::PurchaseId(_) => PurchaseId::TYPE_NAME,
                }
            }
        }
    };
}

/// Whether a key is written as we write it. Providers read ` 75` and `075` as 75, and what is compared with what they give back
/// must not have two spellings.
fn is_plain(key: &str) -> bool {
    let padded = key.len() > 1 && key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit());
    !key.is_empty() && !padded && key.trim() == key && !key.contains(char::is_control)
}

/// Stands in the provider's place in ids of things that are ours.
const OURS: &str = "portico";

/// One of our own purchases: a ULID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PurchaseId(Arc<str>);

impl PurchaseId {
    /// The GraphQL type that this id belongs to.
    pub const TYPE_NAME: &'static str = "Purchase";

    /// The purchase with this ULID.
    ///
    /// # Errors
    /// [`IdError::Malformed`] when it is none.
    pub fn parse(ulid: &str) -> Result<Self, IdError> {
        let ulid = ulid::Ulid::from_string(ulid).map_err(|_| IdError::Malformed)?;
        Ok(Self(ulid.to_string().into()))
    }

    /// The ULID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The opaque form that clients see.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}:{OURS}:{}", Self::TYPE_NAME, self.0))
    }

    /// Reads the opaque form.
    ///
    /// # Errors
    /// [`IdError`] when the text is no id of Portico's or names another type.
    pub fn decode(text: &str) -> Result<Self, IdError> {
        match NodeId::decode(text)? {
            NodeId::PurchaseId(id) => Ok(id),
            other => Err(IdError::WrongType { expected: Self::TYPE_NAME, found: other.type_name() }),
        }
    }
}

impl From<ulid::Ulid> for PurchaseId {
    fn from(ulid: ulid::Ulid) -> Self {
        Self(ulid.to_string().into())
    }
}

impl Serialize for PurchaseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for PurchaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

ids! {
    /// A stock item: image, vector, video or audio.
    ItemId = "Item",
    /// A licence that the group may buy items under.
    LicenseId = "License",
    /// One licensed item.
    TransactionId = "Transaction",
    /// The passing on of a transaction's licence to another legal party. Keyed by the transaction.
    TransferId = "Transfer",
    /// An invoice.
    InvoiceId = "Invoice",
    /// A complimentary download.
    CompDownloadId = "CompDownload",
    /// A job of the image generator.
    GenerationId = "Generation",
    /// A member of the company's group.
    UserId = "User",
    /// The company's account with a provider.
    AccountId = "Account",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_round_trip() {
        let id = ItemId::new(ProviderName::Depositphotos, "19478735");
        assert_eq!(ItemId::decode(&id.encode()), Ok(id));
    }

    #[test]
    fn another_type_is_named_and_garbage_is_malformed() {
        let license = LicenseId::new(ProviderName::Depositphotos, "377").encode();
        assert_eq!(ItemId::decode(&license), Err(IdError::WrongType { expected: "Item", found: "License" }));
        let said = ItemId::decode(&license).map_err(|error| error.to_string());
        assert_eq!(said, Err("the id of a License, not of an Item".to_owned()));
        for spelling in ["075", "00", " 75", "75 ", "7\u{0}5", "75\n", ""] {
            let id = ItemId::new(ProviderName::Depositphotos, spelling).encode();
            assert_eq!(ItemId::decode(&id), Err(IdError::Malformed), "{spelling:?}");
        }
        for garbage in ["", "%%%", "SXRlbQ", &URL_SAFE_NO_PAD.encode("Item:nobody:1"), &"A".repeat(10_000)] {
            assert_eq!(ItemId::decode(garbage), Err(IdError::Malformed), "{garbage:.20}");
        }
    }
}
