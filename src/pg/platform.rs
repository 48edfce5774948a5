//! Creates what a platform owns in databases where the platform is not: the local server's and
//! scratch ones. Never called on a database that somebody gave us.

use tokio_postgres::Client;

use super::error::SqlError;
use super::script::execute_script;
use crate::model::Schema;
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

/// Creates every platform object that is missing, all or none.
pub async fn create(client: &Client, schema: &Schema) -> Result<(), PlatformError> {
    let script = sql::platform_script(schema).map_err(PlatformError::Impossible)?;
    if !script.is_empty() {
        execute_script(client, "schema/platform", &format!("BEGIN;\n{script}\nCOMMIT;\n")).await?;
    }
    Ok(())
}
