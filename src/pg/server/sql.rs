//! The few statements that looking after a server takes. They run on a thread of their own, so that
//! callers need no async runtime and may have one.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use tokio_postgres::{Client, Config, Error, NoTls};

use super::ServerError;

/// Connects, does something with the connection, and closes it. `doing` words the error: "set its
/// password".
pub fn with<T: Send>(
    config: &Config,
    doing: &str,
    work: impl AsyncFnOnce(&Client) -> Result<T, Error> + Send,
) -> Result<T, ServerError> {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ServerError::io("start an async runtime to", Path::new(doing)))?;
        let outcome = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await?;
            let connection = tokio::spawn(connection);
            let outcome = work(&client).await;
            drop(client);
            // Its own error, if any, is the one that `work` got.
            let _ = connection.await;
            outcome
        });
        outcome.map_err(|source| ServerError::Sql { doing: doing.to_owned(), source })
    };
    thread::scope(|scope| scope.spawn(run).join().unwrap_or_else(|panic| resume_unwind(panic)))
}
