//! What keeps a catalog from being read while others work on it. A transaction sees one moment, but what
//! prints a definition looks at what is there now: an object that is dropped meanwhile is an error, and one
//! that is being altered is waited for.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::pg::error::SqlError;

/// Why a catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UnrestError {
    #[error("the database could not be read")]
    Read(#[source] SqlError),
    #[error(
        "objects were dropped each of the {TRIES} times that the catalog was read\n  \
         help: try again when fewer are being created and dropped"
    )]
    Moving(#[source] SqlError),
    #[error(
        "the catalog could not be read: to print a view, PostgreSQL waits until what it reads is not being altered, and \
         five seconds were not enough{}\n  help: try again when that transaction has ended",
        .by.iter().map(|it| format!("\n  {it}")).collect::<String>()
    )]
    Locked { by: Vec<String>, source: SqlError },
}

/// So often is a catalog read before it is given up.
const TRIES: u32 = 8;

/// How often it was in vain.
#[derive(Debug, Default)]
pub struct Unrest {
    tries: u32,
}

impl Unrest {
    /// Counts one more time in vain.
    pub fn may_try_again(&mut self) -> bool {
        self.tries += 1;
        self.tries < TRIES
    }

    /// Takes a failure that another try may not have, and puts any other into words. The transaction is over.
    pub async fn bear(&mut self, client: &Client, error: SqlError) -> Result<(), UnrestError> {
        match error.code() {
            // `cache lookup failed`, `could not open relation with OID`.
            Some(code) if code == SqlState::INTERNAL_ERROR.code() => {
                if self.may_try_again() {
                    Ok(())
                } else {
                    Err(UnrestError::Moving(error))
                }
            }
            Some(code) if code == SqlState::LOCK_NOT_AVAILABLE.code() => {
                Err(UnrestError::Locked { by: holders(client).await.unwrap_or_default(), source: error })
            }
            _ => Err(UnrestError::Read(error)),
        }
    }
}

/// Who keeps others from looking at what.
async fn holders(client: &Client) -> Result<Vec<String>, tokio_postgres::Error> {
    let rows = client.query_typed(include_str!("holders.sql"), &[]).await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}
