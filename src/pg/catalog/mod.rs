//! What a database holds, as facts: object, attribute, value. Read with the same queries and the same
//! search path on both sides of a comparison, so that what differs is different in the databases and
//! not in their printing.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use tokio_postgres::Client;

use super::error::SqlError;

/// The queries, each giving `(object, facts)`.
const QUERIES: &[&str] = &[
    include_str!("database.sql"),
    include_str!("relations.sql"),
    include_str!("columns.sql"),
    include_str!("constraints.sql"),
    include_str!("indexes.sql"),
    include_str!("policies.sql"),
    include_str!("routines.sql"),
    include_str!("types.sql"),
];

/// Every object outside the system schemas and extensions, with its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    pub objects: BTreeMap<String, BTreeMap<String, String>>,
}

/// One way in which two catalogs differ.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Kind and name.
    pub object: String,
    /// Missing where the whole object is missing on one side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// Reads the catalog in one read-only transaction.
pub async fn read(client: &Client) -> Result<Catalog, SqlError> {
    client
        .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = pg_catalog")
        .await?;
    let results = try_join_all(QUERIES.iter().map(|sql| facts(client, sql))).await;
    client.batch_execute("ROLLBACK").await?;
    Ok(Catalog { objects: results?.into_iter().flatten().collect() })
}

type Facts = BTreeMap<String, String>;

async fn facts(client: &Client, sql: &str) -> Result<Vec<(String, Facts)>, SqlError> {
    let rows = client.query(&format!("SELECT q.object, q.facts::text FROM ({sql}) AS q"), &[]).await?;
    let read = |row: &tokio_postgres::Row| -> Result<(String, Facts), SqlError> {
        let (object, json): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let values: BTreeMap<String, serde_json::Value> = serde_json::from_str(&json).unwrap_or_default();
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Ok((object, values.into_iter().map(|(name, value)| (name, text(value))).collect()))
    };
    rows.iter().map(read).collect()
}

/// Every difference, by object and attribute.
pub fn compare(expected: &Catalog, found: &Catalog) -> Vec<Difference> {
    let mut differences = Vec::new();
    let objects: BTreeSet<&String> = expected.objects.keys().chain(found.objects.keys()).collect();
    for object in objects {
        match (expected.objects.get(object), found.objects.get(object)) {
            (Some(expected), Some(found)) => {
                let attributes: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
                let differing = attributes.into_iter().filter(|it| expected.get(*it) != found.get(*it));
                differences.extend(differing.map(|attribute| Difference {
                    object: object.clone(),
                    attribute: Some(attribute.clone()),
                    expected: expected.get(attribute).cloned(),
                    found: found.get(attribute).cloned(),
                }));
            }
            (expected, found) => differences.push(Difference {
                object: object.clone(),
                attribute: None,
                expected: expected.map(|_| "there".to_owned()),
                found: found.map(|_| "there".to_owned()),
            }),
        }
    }
    differences
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        match (&self.attribute, &self.expected) {
            (Some(attribute), _) => {
                let (expected, found) = (shown(&self.expected), shown(&self.found));
                write!(f, "{}: {attribute}\n    expected  {expected}\n    found     {found}", self.object)
            }
            (None, Some(_)) => write!(f, "{}: missing", self.object),
            (None, None) => write!(f, "{}: not expected", self.object),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_by_attribute() {
        let catalog = |facts: &[(&str, &str, &str)]| {
            let mut catalog = Catalog::default();
            for (object, attribute, value) in facts {
                let object = catalog.objects.entry((*object).to_owned()).or_default();
                object.insert((*attribute).to_owned(), (*value).to_owned());
            }
            catalog
        };
        let expected = catalog(&[("column a.b", "type", "text"), ("column a.c", "type", "text")]);
        let found = catalog(&[("column a.b", "type", "integer"), ("index d", "definition", "x")]);
        let shown: Vec<String> = compare(&expected, &found).iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "column a.b: type\n    expected  text\n    found     integer",
                "column a.c: missing",
                "index d: not expected",
            ]
        );
        assert_eq!(compare(&expected, &expected), vec![]);
    }
}
