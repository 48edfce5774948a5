//! The secret that turns a person's key into what the ledger keeps. It never leaves this process.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::PersonError;

/// The environment variable that holds it.
pub const VARIABLE: &str = "CANAI_DB_SUBJECT_KEY";
/// A shorter one could be found by trying.
const LEAST: usize = 16;

/// A secret for keyed hashes.
pub struct Key(Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Key {
    /// The key of the environment, or why there is none.
    pub fn from_environment() -> Result<Self, PersonError> {
        let secret = std::env::var(VARIABLE).unwrap_or_default();
        Self::new(&secret).ok_or(PersonError::NoKey { variable: VARIABLE, least: LEAST })
    }

    fn new(secret: &str) -> Option<Self> {
        if secret.chars().count() < LEAST {
            return None;
        }
        Hmac::new_from_slice(secret.as_bytes()).ok().map(Self)
    }

    /// What the ledger keeps of a person: the HMAC-SHA256 of the table and the key in it.
    pub fn hash(&self, root: &str, person: &str) -> Vec<u8> {
        let mut hmac = self.0.clone();
        hmac.update(root.as_bytes());
        hmac.update(&[0]);
        hmac.update(person.as_bytes());
        hmac.finalize().into_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_needs_the_key() {
        assert!(Key::new("short").is_none());
        let key = |secret| Key::new(secret).expect("a key");
        let (one, other) = (key("0123456789abcdef"), key("fedcba9876543210"));
        assert_eq!(one.hash("users", "1"), one.hash("users", "1"));
        assert_ne!(one.hash("users", "1"), other.hash("users", "1"));
        assert_ne!(one.hash("users", "1"), one.hash("users", "2"));
        assert_eq!(format!("{one:?}"), "Key(..)");
    }
}
