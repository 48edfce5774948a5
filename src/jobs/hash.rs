//! Hashes of a batch's values under a secret. The secret never leaves this program: the values come
//! here, and their hashes go back by COPY, which no server log shows.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::SinkExt as _;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use tokio_postgres::Client;

use super::error::JobError;
use crate::hex::hex;
use crate::job::statements::{Range, Statements, prefixed};
use crate::job::{Mask, Rule};
use crate::model::Name;
use crate::row::copy;

/// A shorter one can be guessed.
const SHORTEST: usize = 16;

/// The secrets that a rule needs, by environment variable.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<String, Hmac<Sha256>>);

impl Secrets {
    /// Reads them from the environment; one that is missing ends the run before it begins.
    pub fn read(rule: &Rule) -> Result<Self, JobError> {
        let mut secrets = Self::default();
        for setting in rule.settings() {
            if let Mask::Hash { variable } = &setting.mask {
                let value = std::env::var(variable).unwrap_or_default();
                let no_secret = || JobError::NoSecret { variable: variable.clone() };
                if value.len() < SHORTEST {
                    return Err(no_secret());
                }
                let secret = Hmac::new_from_slice(value.as_bytes()).map_err(|_| no_secret())?;
                secrets.0.insert(variable.clone(), secret);
            }
        }
        Ok(secrets)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// HMAC-SHA256 in hexadecimal.
fn hash(secret: &Hmac<Sha256>, text: &str) -> String {
    hex(&secret.clone().chain_update(text).finalize().into_bytes())
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
    let hashed: Vec<(&Name, &Hmac<Sha256>)> = statements
        .rule
        .settings()
        .iter()
        .filter_map(|setting| match &setting.mask {
            Mask::Hash { variable } => Some((&setting.column.it, secrets.0.get(variable)?)),
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
                Some(secret) => hash(secret, value),
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
