//! The provider's reports of progress. An address is good for one attempt and signed; what is reported is only a hint, and
//! the state is asked for.

use std::{io, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::Generations;
use crate::{
    domain::{id::GenerationId, provider::ProviderName},
    ledger::LedgerError,
};

/// The file in the data folder that keeps the key.
const FILE: &str = "callback.key";
/// The longest key of a job that is believed to be one.
const MAX_KEY: usize = 100;

/// Signs the addresses of callbacks.
pub struct CallbackKey(SecretString);

impl CallbackKey {
    /// The configured secret, or the one in the data folder, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(secret: Option<&SecretString>, data_dir: &Path) -> io::Result<Self> {
        if let Some(secret) = secret {
            return Ok(Self(secret.clone()));
        }
        let path = data_dir.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(key) => Ok(Self(key.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                std::fs::create_dir_all(data_dir)?;
                let key = hex::encode(rand::random::<[u8; 32]>());
                write_private(&path, &key)?;
                Ok(Self(key.into()))
            }
            Err(error) => Err(error),
        }
    }

    /// The last part of the address for an attempt.
    pub fn token(&self, attempt: &str) -> String {
        format!("{attempt}.{}", URL_SAFE_NO_PAD.encode(self.mac(attempt).finalize().into_bytes()))
    }

    /// The attempt that an address is for; `None` when it is none of ours.
    fn attempt<'a>(&self, token: &'a str) -> Option<&'a str> {
        let (attempt, mac) = token.split_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.mac(attempt).verify_slice(&mac).is_ok().then_some(attempt)
    }

    fn mac(&self, attempt: &str) -> Hmac<Sha256> {
        // Keys of any length are taken.
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()).expect("any length");
        mac.update(b"generation callback\0");
        mac.update(attempt.as_bytes());
        mac
    }
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

impl Generations {
    /// The last part of the address that the provider is to report an attempt's progress to.
    pub fn callback_token(&self, attempt: &str) -> String {
        self.0.key.token(attempt)
    }

    /// Takes a report, and which job the provider says it is about: one that cannot be read is about the job that the
    /// attempt became, if that is known. `false` when the address is none of ours.
    ///
    /// # Errors
    /// [`LedgerError`]
    pub async fn reported(&self, token: &str, job: Option<&str>) -> Result<bool, LedgerError> {
        let Some(attempt) = self.0.key.attempt(token) else { return Ok(false) };
        let Some(line) = self.0.ledger.line_of_attempt(attempt).await? else { return Ok(false) };
        let Some(job) = job else {
            let purchase = self.0.ledger.purchase(&line.purchase).await?;
            let lines = purchase.into_iter().flat_map(|purchase| purchase.lines);
            lines.filter_map(|line| line.result.generation_id).for_each(|job| self.0.wake(&job));
            return Ok(true);
        };
        if job.is_empty() || job.len() > MAX_KEY || job.chars().any(char::is_control) {
            return Ok(false);
        }
        self.0.ledger.note_callback(attempt, job).await?;
        self.0.wake(&GenerationId::new(ProviderName::Depositphotos, job));
        self.0.news.notify_one();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses_are_taken() {
        let key = CallbackKey("0123456789abcdef0123456789abcdef".into());
        let other = CallbackKey("another key".into());
        let token = key.token("01K");
        assert_eq!(key.attempt(&token), Some("01K"));
        assert_eq!(other.attempt(&token), None);
        for forged in ["", "01K", "01K.", "01L.AAAA", &token.replace("01K", "01L"), &format!("{token}A")] {
            assert_eq!(key.attempt(forged), None, "{forged}");
        }
    }
}
