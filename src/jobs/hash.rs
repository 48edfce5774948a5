//! Hashes of a batch's values under a secret. The secret never leaves this program: the values come
//! here, and their hashes go back by COPY, which no server log shows.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::SinkExt as _;
use sha2::{Digest as _, Sha256};
use tokio_postgres::Client;

use super::error::JobError;
use crate::job::statements::{Range, Statements, prefixed};
use crate::job::{Mask, Rule};
use crate::model::Name;
use crate::row::copy;

/// A shorter one can be guessed.
const SHORTEST: usize = 16;

/// The secrets that a rule needs, by environment variable.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<String, Vec<u8>>);

impl Secrets {
    /// Reads them from the environment; one that is missing ends the run before it begins.
    pub fn read(rule: &Rule) -> Result<Self, JobError> {
        let mut secrets = Self::default();
        for setting in &rule.set {
            if let Mask::Hash { variable } = &setting.mask {
                let value = std::env::var(variable).unwrap_or_default();
                if value.len() < SHORTEST {
                    return Err(JobError::NoSecret { variable: variable.clone() });
                }
                secrets.0.insert(variable.clone(), value.into_bytes());
            }
        }
        Ok(secrets)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// HMAC-SHA256 in hexadecimal (RFC 2104).
pub fn hmac(secret: &[u8], text: &[u8]) -> String {
    const BLOCK: usize = 64;
    let mut key = [0_u8; BLOCK];
    if secret.len() > BLOCK {
        key[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        key[..secret.len()].copy_from_slice(secret);
    }
    let inner = Sha256::new().chain_update(key.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    let outer = Sha256::new().chain_update(key.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize();
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts the hashes of a range into the temporary table that its UPDATE reads; the rows are locked
/// until the transaction ends.
pub async fn prepare(
    client: &Client,
    statements: &Statements<'_>,
    range: Range,
    parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    secrets: &Secrets,
) -> Result<(), JobError> {
    let doing = || JobError::sql(format!("cannot hash values of {}", statements.table.name));
    let keys = &statements.table.primary_key;
    let hashed: Vec<(&Name, &[u8])> = statements
        .rule
        .set
        .iter()
        .filter_map(|setting| match &setting.mask {
            Mask::Hash { variable } => Some((&setting.column.it, secrets.0.get(variable)?.as_slice())),
            _ => None,
        })
        .collect();
    let table = statements.table.name.sql();
    let own = keys.iter().map(|name| format!("{name} AS {}", prefixed(name)));
    let columns = own.chain(hashed.iter().map(|(name, _)| name.to_string())).collect::<Vec<_>>().join(", ");
    client
        .batch_execute(&format!(
            "CREATE TEMPORARY TABLE canai_db_hashes ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
        ))
        .await
        .map_err(doing())?;
    let texts = keys.iter().chain(hashed.iter().map(|(name, _)| *name)).map(|name| format!("{name}::text"));
    let sql = format!(
        "SELECT {} {} FOR UPDATE",
        texts.collect::<Vec<_>>().join(", "),
        statements.from_where(range)
    );
    let rows = client.query(&sql, parameters).await.map_err(doing())?;
    let mut text = Vec::new();
    for row in &rows {
        let mut values = Vec::with_capacity(row.len());
        for at in 0..row.len() {
            let value: Option<&str> = row.try_get(at).map_err(doing())?;
            let secret = at.checked_sub(keys.len()).map(|at| hashed[at].1);
            values.push(value.map(|value| match secret {
                Some(secret) => hmac(secret, value.as_bytes()),
                None => value.to_owned(),
            }));
        }
        copy::row(&mut text, values.iter().map(Option::as_deref));
    }
    let sink = client.copy_in("COPY pg_temp.canai_db_hashes FROM STDIN").await.map_err(doing())?;
    let mut sink = std::pin::pin!(sink);
    sink.send(Bytes::from(text)).await.map_err(doing())?;
    sink.finish().await.map_err(doing())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::hmac;

    #[test]
    fn hashes_are_hmac_sha256() {
        // RFC 4231, test cases 2 and 6.
        assert_eq!(
            hmac(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hmac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
