//! One person's data in a live database: copied in one read-only transaction, or erased in steps that can
//! be interrupted. What is done is decided in `subject`; who the person is goes to the server once, as a
//! parameter, and stands in no other statement.

pub mod erase;
mod error;
pub mod export;
pub mod files;
mod key;
mod ledger;

pub use error::PersonError;
pub use key::Key;

use tokio_postgres::Client;

use crate::subject::{Graph, Words, type_sql};

/// The setting of the session that holds the person's key.
const PERSON: &str = "canai_db.person";
/// The one that holds the request's id.
const REQUEST: &str = "canai_db.request";

/// How SQL names the person and the request in a session.
struct Said {
    person: String,
    request: String,
}

impl Said {
    fn new(graph: &Graph) -> Self {
        let data_type = type_sql(&graph.key.data_type);
        Self {
            person: format!("current_setting('{PERSON}')::{data_type}"),
            request: format!("current_setting('{REQUEST}')::uuid"),
        }
    }

    fn words(&self) -> Words<'_> {
        Words { person: &self.person, request: &self.request }
    }
}

/// Readies the session: values print the same whoever asks. Returns the person's key as PostgreSQL writes it.
async fn begin(client: &Client, graph: &Graph<'_>, id: &str) -> Result<String, PersonError> {
    client.batch_execute(include_str!("sql/session.sql")).await.map_err(PersonError::sql("cannot begin"))?;
    refuse_blindness(client, graph).await?;
    let canonical = format!("SELECT ($1::text::{})::text", type_sql(&graph.key.data_type));
    let row = client.query_one(&canonical, &[&id]).await.map_err(|_| PersonError::NotAnId {
        id: id.to_owned(),
        root: graph.root.name.to_string(),
        key: graph.key.name.as_str().to_owned(),
    })?;
    let doing = "cannot read the person's key";
    let id: String = row.try_get(0).map_err(PersonError::sql(doing))?;
    set(client, PERSON, &id).await?;
    Ok(id)
}

async fn set(client: &Client, setting: &str, value: &str) -> Result<(), PersonError> {
    let set = client.execute("SELECT set_config($1, $2, false)", &[&setting, &value]).await;
    set.map(|_| ()).map_err(PersonError::sql("cannot say whom it is about"))
}

/// Rows of a partition are found through the table that it is of.
pub async fn refuse_detached(client: &Client, graph: &Graph<'_>) -> Result<(), PersonError> {
    let (names, wholes): (Vec<String>, Vec<String>) =
        graph.partitions().map(|(name, of)| (name.sql(), of.to_string())).unzip();
    let doing = "cannot ask which partitions are attached";
    let found = client.query_opt(include_str!("sql/detached.sql"), &[&names, &wholes]).await;
    let Some(row) = found.map_err(PersonError::sql(doing))? else { return Ok(()) };
    let text = |at: usize| row.try_get(at).map_err(PersonError::sql(doing));
    Err(PersonError::Detached { table: text(0)?, of: text(1)? })
}

/// A part of the rows would be taken for all of them.
pub async fn refuse_blindness(client: &Client, graph: &Graph<'_>) -> Result<(), PersonError> {
    let mut tables: Vec<String> =
        graph.members.iter().map(|it| it.table).chain(graph.classified()).map(|it| it.name.sql()).collect();
    tables.sort();
    tables.dedup();
    let rows = client
        .query(include_str!("sql/blind.sql"), &[&tables])
        .await
        .map_err(PersonError::sql("cannot ask which rows this role sees"))?;
    let Some(row) = rows.first() else { return Ok(()) };
    let text = |at: usize| row.try_get(at).map_err(PersonError::sql("cannot read which rows this role sees"));
    let (table, role, owner): (String, String, Option<String>) =
        (text(0)?, text(1)?, row.try_get(2).map_err(PersonError::sql("cannot read a table's owner"))?);
    Err(match owner {
        Some(owner) => PersonError::RowSecurity { table, role, owner },
        None => PersonError::NoTable { table },
    })
}
