//! What a database holds, as facts: object, attribute, value. Read with the same queries and the same
//! settings on both sides of a comparison, so that what differs is different in the databases and not
//! in their printing. Only the catalog is looked at, never a row of a table.

mod acl;
mod compare;
mod key;
mod read;
mod unrest;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

pub use acl::{Grant, grants};
pub use compare::{Difference, compare};
pub use read::{QUERIES, read_schemas};
pub use unrest::{Unrest, UnrestError};

use super::error::SqlError;
use crate::model::{ObjectId, Schema};

/// Begins the transaction that a catalog is read in.
pub const BEGIN: &str = include_str!("begin.sql");
/// How the catalog is printed and searched, for the rest of the transaction.
pub const SETTINGS: &str = include_str!("settings.sql");

/// Every object outside the system schemas and extensions, with its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// By kind and name: `column public.orders.id`.
    pub objects: BTreeMap<String, Object>,
}

/// What is known of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The schema it is in; none for what belongs to the whole database.
    pub schema: Option<Arc<str>>,
    /// The table, view or type that it is a part of.
    pub part_of: Option<Arc<str>>,
    pub owner: Option<Arc<str>>,
    /// What others than the owner may do.
    pub grants: Vec<Grant>,
    /// Attributes that are not as PostgreSQL would have them anyway, in a fixed order.
    pub facts: Vec<(Arc<str>, String)>,
}

impl Object {
    pub fn fact(&self, attribute: &str) -> Option<&str> {
        self.facts.iter().find(|(name, _)| &**name == attribute).map(|(_, value)| value.as_str())
    }
}

/// What a platform is declared to have, and a database that is built anew may not: extensions, and views of
/// what the migrations make. By the names of [`Catalog::objects`].
pub fn of_others(declared: &Schema) -> BTreeSet<String> {
    let name = |id: &ObjectId| match id {
        ObjectId::Extension(name) => Some(format!("extension {}", name.as_str())),
        ObjectId::View(it) => Some(format!("view {}.{}", it.schema.as_str(), it.name.as_str())),
        ObjectId::MaterializedView(it) => {
            Some(format!("materialized view {}.{}", it.schema.as_str(), it.name.as_str()))
        }
        _ => None,
    };
    declared.platform.keys().filter_map(name).collect()
}

/// Reads all of a database in one read-only transaction.
pub async fn read(client: &Client) -> Result<Catalog, SqlError> {
    client.batch_execute(BEGIN).await?;
    let catalog = read_all(client).await;
    client.batch_execute("ROLLBACK").await?;
    catalog
}

async fn read_all(client: &Client) -> Result<Catalog, SqlError> {
    let rows = client.query_typed(include_str!("schemas.sql"), &[]).await?;
    let schemas = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    read_schemas(client, &schemas).await
}
