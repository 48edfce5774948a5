//! Entries of the audit log.

use serde::Serialize;
use tokio_postgres::{Client, Row};

use super::AuditError;
use crate::model::QualifiedName;

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub table: Option<QualifiedName>,
    /// A row's key: its value where it is one column, or a JSON object.
    pub key: Option<String>,
    /// A point in time as PostgreSQL reads it.
    pub since: Option<String>,
    pub limit: i64,
}

/// One entry.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// RFC 3339, UTC.
    pub logged_at: String,
    pub operation: String,
    pub table: String,
    pub key: Option<serde_json::Value>,
    pub changed: Option<Vec<String>>,
    pub old_values: Option<serde_json::Value>,
    pub new_values: Option<serde_json::Value>,
    pub login: String,
    pub role: String,
    pub claims: Option<serde_json::Value>,
    pub application: Option<String>,
    pub transaction_id: String,
}

const LOG: &str = include_str!("sql/log.sql");
const KEY: &str = include_str!("sql/key.sql");

/// Reads entries, the latest first.
pub async fn read(client: &Client, filter: &Filter) -> Result<Vec<Entry>, AuditError> {
    let (schema, name) = match &filter.table {
        Some(table) => (Some(table.schema.as_str()), Some(table.name.as_str())),
        None => (None, None),
    };
    let keys = match (&filter.key, &filter.table) {
        (Some(key), table) => Some(keys(client, key, table.as_ref()).await?),
        (None, _) => None,
    };
    let rows = client
        .query(LOG, &[&schema, &name, &keys, &filter.since, &filter.limit])
        .await
        .map_err(AuditError::of("the audit log could not be read"))?;
    Ok(rows.iter().map(entry).collect())
}

/// The JSON objects that the key may stand for: `42` is a number in one table and text in another.
async fn keys(client: &Client, key: &str, table: Option<&QualifiedName>) -> Result<Vec<String>, AuditError> {
    let value = serde_json::from_str(key).ok();
    if let Some(serde_json::Value::Object(_)) = value {
        return Ok(vec![key.to_owned()]);
    }
    let mut columns = Vec::new();
    if let Some(table) = table {
        let rows = client.query(KEY, &[&table.schema.as_str(), &table.name.as_str()]).await;
        let rows = rows.map_err(AuditError::of("the table's primary key could not be read"))?;
        columns.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    }
    let [column] = columns.as_slice() else {
        let table = table.map_or_else(|| "a table".to_owned(), ToString::to_string);
        return Err(AuditError::Key { table, key: key.to_owned() });
    };
    let text = Some(serde_json::Value::String(key.to_owned()));
    let either = [text, value].into_iter().flatten();
    Ok(either.map(|value| serde_json::json!({ column: value }).to_string()).collect())
}

fn entry(row: &Row) -> Entry {
    let json = |name: &str| {
        let text: Option<String> = row.get(name);
        text.and_then(|it| serde_json::from_str(&it).ok())
    };
    Entry {
        logged_at: row.get("logged_at"),
        operation: row.get("operation"),
        table: QualifiedName::new(row.get::<_, &str>("table_schema"), row.get::<_, &str>("table_name"))
            .to_string(),
        key: json("key"),
        changed: row.get("changed"),
        old_values: json("old_values"),
        new_values: json("new_values"),
        login: row.get("login"),
        role: row.get("role"),
        claims: json("claims"),
        application: row.get("application"),
        transaction_id: row.get("transaction_id"),
    }
}
