//! For whom a query runs: persons by how many rows are theirs, found once for each column.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::BenchError;
use crate::model::{Name, QualifiedName};
use crate::pg::acting::NOBODY;
use crate::target::{Persona, Target};

/// The persons of each column, by how many rows they have, the fewest first.
#[derive(Default)]
pub struct Persons(BTreeMap<(QualifiedName, Name), Vec<String>>);

impl Persons {
    /// Counts the rows of everybody whom some target is about.
    pub async fn find(client: &Client, targets: &[&Target]) -> Result<Self, BenchError> {
        let mut persons = Self::default();
        for (table, column) in targets.iter().filter_map(|it| it.person.as_ref()) {
            let key = (table.clone(), column.clone());
            if persons.0.contains_key(&key) {
                continue;
            }
            // Names of the model, which quote themselves.
            let query = format!(
                "SELECT {column}::text FROM {} WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY count(*), 1",
                table.sql()
            );
            let doing = format!("cannot count the rows of {table} by {column}");
            let rows = client.query_typed(&query, &[]).await.map_err(BenchError::sql(doing.clone()))?;
            let names = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>();
            persons.0.insert(key, names.map_err(BenchError::sql(doing))?);
        }
        Ok(persons)
    }

    /// The person; none for one without claims.
    pub fn of(&self, target: &Target, persona: Persona) -> Result<Option<String>, BenchError> {
        let Some((table, column)) = target.person.as_ref().filter(|_| persona != Persona::Anon) else {
            return Ok(None);
        };
        let known = self.0.get(&(table.clone(), column.clone()));
        let known = known.map(Vec::as_slice).unwrap_or_default();
        if persona == Persona::Nobody {
            return Ok(Some(NOBODY.to_owned()));
        }
        match persona.place(known.len()).and_then(|at| known.get(at)) {
            Some(person) => Ok(Some(person.clone())),
            None => Err(BenchError::NoPersons {
                table: table.clone(),
                column: column.clone(),
                query: target.name.clone(),
            }),
        }
    }
}
