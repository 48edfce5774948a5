//! One runner at a time: the connection that may write migrations comes only out of this lock.
//!
//! The lock is sqlx's, so that a program with `sqlx::migrate!` waits for us and we for it. It is
//! polled, never waited for: a session that blocks in `pg_advisory_lock` holds a snapshot, and the
//! holder's CREATE INDEX CONCURRENTLY would wait for that one in turn.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error};

use super::ledger::Environment;
use super::retry::jitter;

const POLL: Duration = Duration::from_millis(100);
const NOTE_AFTER: Duration = Duration::from_secs(1);

/// A connection that holds the migration lock. The lock is the session's: it ends with the
/// connection, however that ends, and nothing here ever opens another one to go on with.
#[derive(Debug)]
pub struct Guarded {
    client: Client,
    key: i64,
}

/// Who has the lock that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub pid: i32,
    pub application: String,
}

impl Guarded {
    /// Waits until no other runner is at work; `waiting` is told once, after a second.
    ///
    /// The environment is read under the lock, so that no other runner can change it any more.
    pub async fn take(
        client: Client,
        waiting: &(dyn Fn(Option<Holder>) + Sync),
    ) -> Result<(Self, Environment), Error> {
        let database: String =
            client.query_typed_one("SELECT current_database()::text", &[]).await?.try_get(0)?;
        let key = lock_key(&database);
        let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&key, Type::INT8)];
        let started = Instant::now();
        let mut noted = false;
        loop {
            let (locked, environment) = tokio::try_join!(
                client.query_typed_one("SELECT pg_try_advisory_lock($1)", &parameters),
                Environment::read(&client),
            )?;
            if locked.try_get(0)? {
                return Ok((Self { client, key }, environment));
            }
            if !noted && started.elapsed() >= NOTE_AFTER {
                noted = true;
                waiting(holder(&client, key).await?);
            }
            sleep(POLL.mul_f64(0.5 + jitter())).await;
        }
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Gives the lock back at once; dropping the connection does it too, when the server notices.
    pub async fn release(self) -> Result<(), Error> {
        self.client.query_typed_one("SELECT pg_advisory_unlock($1)", &[(&self.key, Type::INT8)]).await?;
        Ok(())
    }
}

async fn holder(client: &Client, key: i64) -> Result<Option<Holder>, Error> {
    let row = client.query_typed_opt(include_str!("sql/lock_holder.sql"), &[(&key, Type::INT8)]).await?;
    row.map(|row| Ok(Holder { pid: row.try_get("pid")?, application: row.try_get("application")? }))
        .transpose()
}

/// The key that sqlx locks for a database of this name.
fn lock_key(database: &str) -> i64 {
    0x3d32_ad9e * i64::from(crc32fast::hash(database.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::lock_key;

    #[test]
    fn the_key_is_the_one_sqlx_uses() {
        assert_eq!(lock_key("123456789"), 0x3d32_ad9e * 0xcbf4_3926);
        assert_eq!(lock_key(""), 0);
    }
}
