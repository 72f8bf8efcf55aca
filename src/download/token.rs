//! Links to files: short-lived, signed, good for one file and one viewer.

use std::sync::Arc;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    auth::Viewer,
    clock::Clock,
    config::download::DownloadConfig,
    domain::{
        id::{CompDownloadId, GenerationId, TransactionId},
        provider::ProviderName,
        rendition::Rendition,
        tenant::Tenant,
    },
};

/// What tells a link's token from any other.
const TYPE: &str = "portico-download+jwt";
const AUDIENCE: &str = "portico/download";

/// Mixed into the secret, so that a token of another purpose is never good, even if a secret was used twice.
const PURPOSE: &[u8] = b"portico download links 1\0";

/// Longer ones are none of ours.
const LONGEST_TOKEN: usize = 4_096;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// The file of a transaction, in the size it was bought in.
    Licensed {
        /// Which one.
        id: TransactionId,
        /// In which form.
        #[serde(default, skip_serializing_if = "Rendition::is_original")]
        form: Rendition,
    },
    /// The file of a complimentary download.
    Complimentary {
        /// Which one.
        id: CompDownloadId,
        /// When it was taken, which is how it is found again.
        taken_at: Option<Timestamp>,
    },
    /// A picture of a generator's job, to look at while it is no item yet.
    Preview {
        /// The job.
        job: GenerationId,
        /// The picture's place in it, from 0.
        position: usize,
    },
}

impl Subject {
    /// Whose file it is.
    pub(super) fn provider(&self) -> ProviderName {
        match self {
            Self::Licensed { id, .. } => id.provider,
            Self::Complimentary { id, .. } => id.provider,
            Self::Preview { job, .. } => job.provider,
        }
    }
}

/// What a token gives a right to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    viewer: Arc<str>,
    pub(super) tenant: Tenant,
    pub(super) subject: Subject,
}

impl Grant {
    /// Whether it was made for this viewer.
    pub fn is_for(&self, viewer: &Viewer) -> bool {
        self.viewer == viewer.subject && self.tenant == viewer.tenant
    }
}

/// Why a token gives a right to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadToken {
    /// It is not of ours, or was changed.
    Forged,
    /// It was good once.
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    sub: String,
    tenant: String,
    file: Subject,
    /// Seconds since 1970.
    exp: i64,
}

/// Makes and reads links.
pub struct Links {
    /// What they start with, without a slash at the end.
    base: String,
    lifetime_seconds: i64,
    sign: EncodingKey,
    verify: DecodingKey,
    clock: Clock,
}

impl Links {
    /// Links that start with `base`, signed with the configured secret or one that is made now.
    pub fn new(config: &DownloadConfig, base: &str, clock: Clock) -> Self {
        let made = rand::random::<[u8; 32]>();
        let secret = config.secret.as_ref().map_or(&made[..], |secret| secret.expose_secret().as_bytes());
        let key = Sha256::new().chain_update(PURPOSE).chain_update(secret).finalize();
        Self {
            base: base.trim_end_matches('/').to_owned(),
            lifetime_seconds: i64::try_from(config.lifetime.as_secs()).unwrap_or(i64::MAX),
            sign: EncodingKey::from_secret(&key),
            verify: DecodingKey::from_secret(&key),
            clock,
        }
    }

    /// A link to a file, for this viewer. Asks nobody.
    ///
    /// # Errors
    /// When the cryptographic library fails.
    pub fn make(&self, viewer: &Viewer, subject: &Subject) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            aud: AUDIENCE.to_owned(),
            sub: viewer.subject.to_string(),
            tenant: viewer.tenant.to_string(),
            file: subject.clone(),
            exp: self.clock.now().as_second().saturating_add(self.lifetime_seconds),
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &claims, &self.sign)?;
        Ok(format!("{}/download/{token}", self.base))
    }

    /// What a token gives a right to.
    ///
    /// # Errors
    /// [`BadToken`].
    pub fn read(&self, token: &str) -> Result<Grant, BadToken> {
        if token.len() > LONGEST_TOKEN {
            return Err(BadToken::Forged);
        }
        let mut validation = Validation::new(Algorithm::HS256);
        // The library would ask the system for the time; ours is handed in.
        validation.validate_exp = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["aud", "exp", "sub"]);
        let read = jsonwebtoken::decode::<Claims>(token, &self.verify, &validation).map_err(|_| BadToken::Forged)?;
        if read.header.typ.as_deref() != Some(TYPE) {
            return Err(BadToken::Forged);
        }
        let claims = read.claims;
        if claims.exp <= self.clock.now().as_second() {
            return Err(BadToken::Expired);
        }
        Ok(Grant { viewer: claims.sub.into(), tenant: claims.tenant.into(), subject: claims.file })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::rendition::RenditionFormat;

    const SECRET: &str = "a secret of more than thirty-two bytes";

    fn links(clock: &Clock) -> Links {
        let config = DownloadConfig { secret: Some(SECRET.into()), ..DownloadConfig::default() };
        Links::new(&config, "https://portico.example/graph/", clock.clone())
    }

    fn licensed() -> Subject {
        Subject::Licensed { id: TransactionId::new(ProviderName::Depositphotos, "7"), form: Rendition::default() }
    }

    fn token(link: &str) -> &str {
        link.strip_prefix("https://portico.example/graph/download/").unwrap()
    }

    #[test]
    fn a_link_is_good_for_its_viewer_and_file_until_it_expires() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let links = links(&clock);
        let comp = Subject::Complimentary {
            id: CompDownloadId::new(ProviderName::Depositphotos, "8"),
            taken_at: Some(Timestamp::from_second(5).unwrap()),
        };
        let preview = Subject::Preview { job: GenerationId::new(ProviderName::Depositphotos, "9"), position: 2 };
        let rendition = Subject::Licensed {
            id: TransactionId::new(ProviderName::AdobeStock, "7"),
            form: Rendition { pixels: Some(800), format: Some(RenditionFormat::Png) },
        };
        for subject in [licensed(), rendition, comp, preview] {
            let link = links.make(&Viewer::development(), &subject).unwrap();
            let grant = links.read(token(&link)).unwrap();
            assert_eq!(grant.subject, subject);
            assert!(grant.is_for(&Viewer::development()));
            assert!(!grant.is_for(&Viewer { subject: "somebody".into(), ..Viewer::development() }));
            assert!(!grant.is_for(&Viewer { tenant: "elsewhere".into(), ..Viewer::development() }));
        }
        let link = links.make(&Viewer::development(), &licensed()).unwrap();
        clock.advance(Duration::from_secs(599));
        assert!(links.read(token(&link)).is_ok());
        clock.advance(Duration::from_secs(1));
        assert_eq!(links.read(token(&link)), Err(BadToken::Expired));
    }

    #[test]
    fn what_another_key_signed_or_for_another_purpose_is_forged() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let links = links(&clock);
        let link = links.make(&Viewer::development(), &licensed()).unwrap();
        let good = token(&link).to_owned();
        let stranger = Links::new(&DownloadConfig::default(), "", clock.clone());
        assert_eq!(stranger.read(&good), Err(BadToken::Forged));

        let claims = |aud: &str| Claims {
            aud: aud.to_owned(),
            sub: "developer".to_owned(),
            tenant: "default".to_owned(),
            file: licensed(),
            exp: i64::MAX,
        };
        let header = |typ: &str| Header { typ: Some(typ.to_owned()), ..Header::new(Algorithm::HS256) };
        let sign = |header: &Header, claims: &Claims, key| jsonwebtoken::encode(header, claims, key).unwrap();
        assert!(links.read(&sign(&header(TYPE), &claims(AUDIENCE), &links.sign)).is_ok());
        let plain = EncodingKey::from_secret(SECRET.as_bytes());
        for forged in [
            sign(&header("JWT"), &claims(AUDIENCE), &links.sign),
            sign(&header(TYPE), &claims("portico"), &links.sign),
            sign(&header(TYPE), &claims(AUDIENCE), &plain),
            format!("{}x", good),
            good.replacen('.', ".e", 1),
            String::new(),
            "a.b.c".to_owned(),
            "a".repeat(LONGEST_TOKEN + 1),
        ] {
            assert_eq!(links.read(&forged), Err(BadToken::Forged), "{forged:.80}");
        }
    }
}
