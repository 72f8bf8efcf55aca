//! Tokens of our own making, for development mode alone (HS256).
//!
//! The process makes a key for itself at start and writes it nowhere. The command line's key lies in a file that only
//! its owner may read; a running server reads it when a token names it, so it need not be told of it, and a file that
//! is removed takes its tokens along.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretSlice};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Refusal, claims::ClaimRules, scopes::Scopes, token::Token, viewer::Viewer};
use crate::domain::tenant::Tenant;

/// Who issues tokens of our own making, and for whom.
const ISSUER: &str = "portico-development";
const AUDIENCE: &str = "portico";

const FILE: &str = "development.key";
const KEY_BYTES: usize = 32;

/// A secret to sign with, and its name.
pub(super) struct SigningKey {
    secret: SecretSlice<u8>,
    /// Tells keys apart without telling anything about them.
    id: String,
}

/// What a token shall say.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Whom it names.
    pub subject: Arc<str>,
    /// A name to show.
    pub name: Option<Arc<str>>,
    /// What that one may do.
    pub scopes: Scopes,
    /// The company that one belongs to.
    pub tenant: Tenant,
    /// The team within it.
    pub team: Option<Arc<str>>,
    /// How long it is good.
    pub lifetime: Duration,
}

impl Grant {
    /// All that the development viewer may do.
    pub(super) fn development(lifetime: Duration) -> Self {
        let Viewer { subject, name, scopes, tenant, team, .. } = Viewer::development();
        Self { subject, name, scopes, tenant, team, lifetime }
    }
}

impl SigningKey {
    /// A key that nobody has had before.
    pub(super) fn random() -> Self {
        Self::from_bytes(rand::random::<[u8; KEY_BYTES]>().to_vec())
    }

    fn from_bytes(bytes: Vec<u8>) -> Self {
        let id = format!("development-{}", hex::encode(&Sha256::digest(&bytes)[..8]));
        Self { secret: bytes.into(), id }
    }

    /// A token that says what `grant` says.
    pub(super) fn sign(&self, grant: &Grant, now: Timestamp) -> Result<String, String> {
        let now = now.as_second();
        let lifetime = i64::try_from(grant.lifetime.as_secs()).unwrap_or(i64::MAX);
        let mut claims = json!({
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": &*grant.subject,
            "scope": grant.scopes.to_string(),
            "tenant": &*grant.tenant,
            "iat": now,
            "exp": now.saturating_add(lifetime),
        });
        if let Some(name) = &grant.name {
            claims["name"] = (&**name).into();
        }
        if let Some(team) = &grant.team {
            claims["team"] = (&**team).into();
        }
        let header = Header { kid: Some(self.id.clone()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(self.secret.expose_secret());
        jsonwebtoken::encode(&header, &claims, &key).map_err(|error| error.to_string())
    }

    fn verify(&self, token: &Token<'_>) -> Result<Map<String, Value>, Refusal> {
        token.verify(&DecodingKey::from_secret(self.secret.expose_secret()), Algorithm::HS256)
    }
}

/// The keys of development mode.
pub(super) struct DevelopmentKeys {
    own: SigningKey,
    file: KeyFile,
    rules: ClaimRules,
}

impl DevelopmentKeys {
    /// A new key of the process's own, and the one in `data_dir`, whenever there is one.
    pub(super) fn new(data_dir: &Path) -> Self {
        let rules = ClaimRules {
            issuer: ISSUER.to_owned(),
            audiences: vec![AUDIENCE.to_owned()],
            leeway: 0,
            subject: "sub".to_owned(),
            scopes: vec!["scope".to_owned()],
            tenant: "tenant".to_owned(),
            team: "team".to_owned(),
        };
        Self { own: SigningKey::random(), file: KeyFile::within(data_dir), rules }
    }

    /// The key of the process's own.
    pub(super) fn own(&self) -> &SigningKey {
        &self.own
    }

    /// The viewer that a token of ours names.
    pub(super) async fn viewer(&self, token: &Token<'_>, now: Timestamp) -> Result<Viewer, Refusal> {
        let claims = if token.key_id() == Some(&self.own.id) {
            self.own.verify(token)?
        } else {
            let file = self.file.clone();
            let read = tokio::task::spawn_blocking(move || file.read()).await.map_err(|_| Refusal::UnknownKey)?;
            let key = read.map_err(|error| {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%error, "the key of `portico token` cannot be read");
                }
                Refusal::UnknownKey
            })?;
            if token.key_id() != Some(&key.id) {
                return Err(Refusal::UnknownKey);
            }
            key.verify(token)?
        };
        self.rules.viewer(&claims, now)
    }
}

/// Where the command line's key lies.
#[derive(Clone)]
pub(super) struct KeyFile(PathBuf);

impl KeyFile {
    /// The one in this folder.
    pub(super) fn within(data_dir: &Path) -> Self {
        Self(data_dir.join(FILE))
    }

    /// The key in it; makes one where there is none.
    pub(super) fn read_or_make(&self) -> io::Result<SigningKey> {
        match self.read() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make(),
            outcome => outcome,
        }
    }

    fn read(&self) -> io::Result<SigningKey> {
        let file = File::open(&self.0).map_err(|error| self.explain(error.kind(), &error.to_string()))?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(
                self.explain(io::ErrorKind::PermissionDenied, "others may read it; `chmod 600` it, or remove it")
            );
        }
        let mut text = String::new();
        file.take(1024).read_to_string(&mut text)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok().filter(|bytes| bytes.len() == KEY_BYTES);
        let bytes = bytes.ok_or_else(|| self.explain(io::ErrorKind::InvalidData, "it holds no key; remove it"))?;
        Ok(SigningKey::from_bytes(bytes))
    }

    fn make(&self) -> io::Result<SigningKey> {
        if let Some(folder) = self.0.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let key = SigningKey::random();
        let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.0) {
            Ok(file) => file,
            // Somebody was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return self.read(),
            Err(error) => return Err(self.explain(error.kind(), &error.to_string())),
        };
        file.write_all(format!("{}\n", URL_SAFE_NO_PAD.encode(key.secret.expose_secret())).as_bytes())?;
        Ok(key)
    }

    fn explain(&self, kind: io::ErrorKind, what: &str) -> io::Error {
        io::Error::new(kind, format!("{}: {what}", self.0.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_key_file_is_its_owners_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = KeyFile::within(&folder.path().join("deep/data"));
        let made = file.read_or_make().unwrap();
        assert_eq!(file.read_or_make().unwrap().id, made.id);
        assert_eq!((mode(&file.0), mode(file.0.parent().unwrap())), (0o600, 0o700));
        std::fs::set_permissions(&file.0, PermissionsExt::from_mode(0o640)).unwrap();
        assert_eq!(file.read_or_make().err().unwrap().kind(), io::ErrorKind::PermissionDenied);
        std::fs::set_permissions(&file.0, PermissionsExt::from_mode(0o600)).unwrap();
        std::fs::write(&file.0, "short").unwrap();
        assert_eq!(file.read_or_make().err().unwrap().kind(), io::ErrorKind::InvalidData);
    }
}
