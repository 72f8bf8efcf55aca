//! Documents that a request names instead of sending: trusted ones from a manifest, and those that were sent once before
//! with their hash (Apollo's automatic persisted queries).

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    error::ErrorCode,
    operation::{OperationRequest, Refused, RefusedReason, RequestError},
};

/// A document's SHA-256.
type Hash = [u8; 32];

/// The documents of a manifest.
#[derive(Debug, Default)]
pub struct TrustedDocuments {
    by_id: HashMap<String, Arc<str>>,
    by_hash: HashMap<Hash, Arc<str>>,
}

/// The manifests of Relay and graphql-codegen map ids to documents; Apollo's lists operations.
#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Apollo { format: String, version: u32, operations: Vec<ApolloOperation> },
    Map(HashMap<String, String>),
}

#[derive(Deserialize)]
struct ApolloOperation {
    id: String,
    body: String,
}

impl TrustedDocuments {
    /// Reads a manifest: Relay's `persisted_queries.json`, graphql-codegen's `persisted-documents.json`, or Apollo's
    /// `apollo-persisted-query-manifest`.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(manifest: &str) -> Result<Self, String> {
        let documents: Vec<(String, String)> = match serde_json::from_str(manifest) {
            Ok(Manifest::Map(documents)) => documents.into_iter().collect(),
            Ok(Manifest::Apollo { format, version: 1, operations }) if format == "apollo-persisted-query-manifest" => {
                operations.into_iter().map(|operation| (operation.id, operation.body)).collect()
            }
            Ok(Manifest::Apollo { format, version, .. }) => {
                return Err(format!("it is a {format:?} of version {version}, which is not known"));
            }
            Err(_) => return Err("it is neither Relay's, Apollo's nor graphql-codegen's manifest".to_owned()),
        };
        let mut trusted = Self::default();
        for (id, text) in documents {
            let text: Arc<str> = text.into();
            trusted.by_hash.insert(hash_of(&text), text.clone());
            trusted.by_id.insert(id, text);
        }
        Ok(trusted)
    }

    /// By the manifest's id, or by `sha256:` and the document's hash, as GraphQL over HTTP has it for every manifest.
    fn of_id(&self, id: &str) -> Option<&Arc<str>> {
        let of_hash = || self.by_hash.get(&hash_in(id.strip_prefix("sha256:")?)?);
        self.by_id.get(id).or_else(of_hash)
    }

    /// Every document.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.by_hash.values().map(|text| &**text)
    }
}

/// What is known by name, and what may be run.
pub struct PersistedDocuments {
    trusted: TrustedDocuments,
    trusted_only: bool,
    automatic: Option<moka::sync::Cache<Hash, Arc<str>>>,
}

impl Default for PersistedDocuments {
    fn default() -> Self {
        Self::new(TrustedDocuments::default(), false, None)
    }
}

/// A document to run.
pub struct Document<'a> {
    /// The document.
    pub text: Cow<'a, str>,
    /// It is to be kept under its hash once it has proved to be valid.
    register: Option<Hash>,
}

impl PersistedDocuments {
    /// Trusted documents, and room for automatic ones, in bytes, if those are kept. `trusted_only` refuses all others.
    pub fn new(trusted: TrustedDocuments, trusted_only: bool, automatic_bytes: Option<u64>) -> Self {
        let automatic = automatic_bytes.filter(|_| !trusted_only).map(|bytes| {
            let weight = |_: &Hash, text: &Arc<str>| u32::try_from(text.len() + size_of::<Hash>()).unwrap_or(u32::MAX);
            moka::sync::Cache::builder().max_capacity(bytes).weigher(weight).build()
        });
        Self { trusted, trusted_only, automatic }
    }

    /// The trusted documents.
    pub fn trusted(&self) -> &TrustedDocuments {
        &self.trusted
    }

    /// The document that a request sends or names.
    ///
    /// # Errors
    /// When there is none, it is not known, it does not have the hash that came with it, or it is not trusted.
    pub fn find<'a>(&self, request: &'a OperationRequest) -> Result<Document<'a>, Refused> {
        let sent = request.query.as_deref().filter(|text| !text.trim().is_empty());
        if let Some(id) = &request.document_id {
            // A document beside an id could say something else.
            return match (self.trusted.of_id(id), sent) {
                (_, Some(_)) => Err(bad_input("Send a document (\"query\") or a \"documentId\", not both.")),
                (Some(text), None) => Ok(Document { text: Cow::Owned(text.to_string()), register: None }),
                (None, None) => Err(not_found(format!("No document is known by the id \"{id:.100}\"."))),
            };
        }
        let named = persisted_query(request)?;
        match (sent, named) {
            (None, None) => Err(bad_input("The request has no GraphQL document (\"query\").")),
            (None, Some(hash)) => self.by_hash(&hash),
            (Some(text), named) => self.sent(text, named),
        }
    }

    /// Keeps a document that proved to be valid, if it came with its hash.
    pub fn keep(&self, document: &Document<'_>) {
        if let (Some(hash), Some(automatic)) = (document.register, &self.automatic) {
            automatic.insert(hash, document.text.as_ref().into());
        }
    }

    fn by_hash(&self, hash: &Hash) -> Result<Document<'static>, Refused> {
        let known = self.trusted.by_hash.get(hash).cloned();
        let known = known.or_else(|| self.automatic.as_ref().and_then(|automatic| automatic.get(hash)));
        match known {
            Some(text) => Ok(Document { text: Cow::Owned(text.to_string()), register: None }),
            // Apollo's clients look for these very words: to send the document, or never to try again.
            None if self.automatic.is_some() => Err(not_found("PersistedQueryNotFound".to_owned())),
            None => Err(not_found("PersistedQueryNotSupported".to_owned())),
        }
    }

    fn sent<'a>(&self, text: &'a str, named: Option<Hash>) -> Result<Document<'a>, Refused> {
        if named.is_none() && !self.trusted_only {
            return Ok(Document { text: Cow::Borrowed(text), register: None });
        }
        let hash = hash_of(text);
        if named.is_some_and(|named| named != hash) {
            return Err(bad_input("The document does not have the SHA-256 that came with it."));
        }
        let trusted = self.trusted.by_hash.contains_key(&hash);
        if self.trusted_only && !trusted {
            return Err(refused(ErrorCode::Forbidden, "Only trusted documents are run here.".to_owned()));
        }
        Ok(Document { text: Cow::Borrowed(text), register: named.filter(|_| !trusted) })
    }
}

/// `extensions.persistedQuery { version sha256Hash }`.
fn persisted_query(request: &OperationRequest) -> Result<Option<Hash>, Refused> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct PersistedQuery {
        version: u32,
        sha256_hash: String,
    }
    let Some(named) = request.extensions.get("persistedQuery").filter(|named| !named.is_null()) else {
        return Ok(None);
    };
    let Ok(PersistedQuery { version, sha256_hash }) = PersistedQuery::deserialize(named) else {
        return Err(bad_input("`extensions.persistedQuery` must be { \"version\": 1, \"sha256Hash\": \"…\" }."));
    };
    if version != 1 {
        return Err(bad_input("Only version 1 of `extensions.persistedQuery` is known."));
    }
    let hash = hash_in(&sha256_hash);
    hash.map(Some).ok_or_else(|| bad_input("`sha256Hash` must be a SHA-256 in hexadecimal digits."))
}

fn hash_in(digits: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    hex::decode_to_slice(digits, &mut hash).ok().map(|()| hash)
}

fn hash_of(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

fn bad_input(message: &str) -> Refused {
    refused(ErrorCode::BadUserInput, message.to_owned())
}

fn not_found(message: String) -> Refused {
    refused(ErrorCode::PersistedQueryNotFound, message)
}

fn refused(code: ErrorCode, message: String) -> Refused {
    Refused { reason: RefusedReason::Invalid, errors: vec![RequestError { message, code, locations: Vec::new() }] }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "{ one }";

    #[test]
    fn every_manifest_is_read() {
        let hash = hex::encode(hash_of(TEXT));
        for manifest in [
            json!({ "abc": TEXT }),
            json!({ "format": "apollo-persisted-query-manifest", "version": 1,
                "operations": [{ "id": "abc", "name": "A", "type": "query", "body": TEXT }] }),
        ] {
            let trusted = TrustedDocuments::parse(&manifest.to_string()).unwrap();
            let documents = PersistedDocuments::new(trusted, true, Some(1_000));
            let by_id = OperationRequest { document_id: Some("abc".to_owned()), ..OperationRequest::default() };
            assert_eq!(documents.find(&by_id).ok().unwrap().text, TEXT);
            let mut by_hash = OperationRequest::default();
            by_hash.extensions.insert("persistedQuery".to_owned(), json!({ "version": 1, "sha256Hash": hash }));
            assert_eq!(documents.find(&by_hash).ok().unwrap().text, TEXT);
        }
        for broken in [
            json!([]),
            json!({ "abc": 1 }),
            json!({ "format": "apollo-persisted-query-manifest", "version": 2, "operations": [] }),
        ] {
            assert!(TrustedDocuments::parse(&broken.to_string()).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let documents = PersistedDocuments::new(TrustedDocuments::default(), false, Some(1_000));
        for number in 0..200 {
            let text = format!("{{ field{number} }}");
            documents.keep(&Document { register: Some(hash_of(&text)), text: Cow::Owned(text) });
        }
        let automatic = documents.automatic.unwrap();
        automatic.run_pending_tasks();
        assert!(automatic.weighted_size() <= 1_000);
    }
}
