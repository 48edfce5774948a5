//! Keys of indexes and constraints, which the queries give as numbers: names by the thousand are found
//! faster in what has been read than by PostgreSQL.

use std::collections::HashMap;
use std::fmt::Write as _;

use tokio_postgres::Row;

use crate::pg::error::SqlError;

/// Names of what keys of indexes are made of.
#[derive(Default)]
pub struct Names {
    /// With whether it need not be told.
    classes: HashMap<i64, (String, bool)>,
    collations: HashMap<i64, (String, bool)>,
}

impl Names {
    pub fn take(&mut self, row: &Row) -> Result<(), SqlError> {
        let (kind, number): (&str, i64) = (row.try_get("kind")?, row.try_get("number")?);
        let named = (row.try_get("name")?, row.try_get("is_default")?);
        let map = if kind == "class" { &mut self.classes } else { &mut self.collations };
        map.insert(number, named);
        Ok(())
    }

    /// The keys in the words of `CREATE INDEX`: `user_id, created_at DESC`, with the columns that are
    /// only included at the end. An operator class is told where it is not the default of its type, a
    /// collation where it is not the database's.
    pub fn keys(&self, row: &Row, columns: &[(i64, String)]) -> Result<String, SqlError> {
        let numbers = |name: &str| -> Result<Vec<i64>, SqlError> {
            let text: &str = row.try_get(name)?;
            Ok(text.split_ascii_whitespace().filter_map(|it| it.parse().ok()).collect())
        };
        let (key, classes) = (numbers("key_columns")?, numbers("key_classes")?);
        let (collations, options) = (numbers("key_collations")?, numbers("key_options")?);
        let count = usize::try_from(row.try_get::<_, i64>("keys")?).unwrap_or_default();
        let mut text = String::new();
        for (at, position) in key.iter().enumerate() {
            text.push_str(match at {
                0 => "",
                at if at == count => " INCLUDE ",
                _ => ", ",
            });
            match columns.iter().find(|(of, _)| of == position) {
                Some((_, name)) => text.push_str(name),
                None => text.push_str("(expression)"),
            }
            let named = |map: &HashMap<i64, (String, bool)>, numbers: &[i64]| {
                let (name, told) = map.get(numbers.get(at)?)?;
                (!told).then(|| name.clone())
            };
            if let Some(collation) = named(&self.collations, &collations) {
                let _ = write!(text, " COLLATE {collation}");
            }
            if let Some(class) = named(&self.classes, &classes) {
                let _ = write!(text, " {class}");
            }
            text.push_str(match options.get(at).copied().unwrap_or_default() {
                1 => " DESC NULLS LAST",
                2 => " NULLS FIRST",
                3 => " DESC",
                _ => "",
            });
        }
        Ok(text)
    }
}

/// A primary, unique or foreign key in the words of `ALTER TABLE`. `referred` is the name of the table that a
/// foreign key refers to, with its columns.
pub fn definition(
    row: &Row,
    columns: &[(i64, String)],
    referred: Option<(&str, &[(i64, String)])>,
) -> Result<String, SqlError> {
    let mut text = match row.try_get("key_kind")? {
        "p" => "PRIMARY KEY ",
        "u" => "UNIQUE ",
        _ => "FOREIGN KEY ",
    }
    .to_owned();
    let list = |numbers: &str, columns: &[(i64, String)]| -> Result<String, SqlError> {
        let numbers = row.try_get::<_, Option<Vec<i16>>>(numbers)?.unwrap_or_default();
        let name =
            |number: i16| columns.iter().find(|(of, _)| *of == i64::from(number)).map(|(_, it)| it.as_str());
        Ok(numbers.into_iter().filter_map(name).collect::<Vec<_>>().join(", "))
    };
    let _ = write!(text, "({})", list("key_numbers", columns)?);
    if let Some((table, columns)) = referred {
        let _ = write!(text, " REFERENCES {table}({})", list("referred_numbers", columns)?);
    }
    text.push_str(row.try_get("key_options")?);
    Ok(text)
}
