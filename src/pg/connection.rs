//! Connecting to the database that a command was given.

use tokio_postgres::{Client, Config, NoTls};

/// Where and how to connect, settled from flags, environment and files.
#[derive(Clone, Debug)]
pub struct Settings {
    pub config: Config,
}

/// Opens a connection and drives it on the current runtime until the client is dropped.
pub async fn connect(settings: &Settings) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = settings.config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
