//! Creates what a platform owns in databases where the platform is not: the local server's and
//! scratch ones. Never called on a database that somebody gave us.

use tokio_postgres::Client;

use super::error::SqlError;
use super::script::execute_script;
use crate::model::{Object, Schema};
use crate::plan::Impossible;
use crate::sql;

/// Why the platform's objects could not be created.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    #[error("the platform objects in schema/ cannot be created: {}", wording(.0))]
    Impossible(Vec<Impossible>),
    #[error("the platform objects in schema/ could not be created")]
    Sql(#[from] SqlError),
}

fn wording(found: &[Impossible]) -> String {
    found.iter().map(|it| format!("{}: {}", it.object, it.message)).collect::<Vec<_>>().join("; ")
}

/// SQLSTATEs of an extension that a server does not have, has not loaded, or has in another database.
pub const NO_EXTENSION: [&str; 7] = ["0A000", "58P01", "55000", "F0000", "42704", "XX000", "22023"];

/// The same in a database that can do without: an extension of the platform's that cannot be there is left
/// out, as `pg_cron`, which is in one database of a server. What was left out, with PostgreSQL's reason.
pub async fn create_what_can_be(client: &Client, schema: &Schema) -> Result<Vec<String>, PlatformError> {
    let mut schema = schema.clone();
    let mut left_out = Vec::new();
    let extensions = schema.platform.iter().filter(|(_, object)| matches!(object, Object::Extension(_)));
    for (id, object) in extensions.map(|(id, object)| (id.clone(), object.clone())).collect::<Vec<_>>() {
        let alone = Schema { platform: [(id.clone(), object)].into_iter().collect(), ..Schema::default() };
        match create(client, &alone).await {
            Err(PlatformError::Sql(error)) if error.code().is_some_and(|it| NO_EXTENSION.contains(&it)) => {
                client.batch_execute("ROLLBACK").await.map_err(SqlError::from)?;
                schema.platform.remove(&id);
                left_out.push(format!("{id}: {error}"));
            }
            // What it needs is made with the others, or is missing there too.
            Err(_) => client.batch_execute("ROLLBACK").await.map_err(SqlError::from)?,
            Ok(()) => {}
        }
    }
    create(client, &schema).await.map(|()| left_out)
}

/// Creates every platform object that is missing, all or none.
pub async fn create(client: &Client, schema: &Schema) -> Result<(), PlatformError> {
    let script = sql::platform_script(schema).map_err(PlatformError::Impossible)?;
    if !script.is_empty() {
        execute_script(client, "schema/platform", &format!("BEGIN;\n{script}\nCOMMIT;\n")).await?;
    }
    Ok(())
}
