//! Runs the catalog queries, all sent at once, and puts their rows together. A query's columns are
//! the attributes, by name; a few have a meaning of their own (see `Layout`). A row without `object`
//! is a part of the object with the number `of`, and dropped where that is none of ours: a table of
//! an extension, say.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use futures_util::future::try_join_all;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::{Catalog, Object, acl};
use crate::pg::error::SqlError;

/// The queries. The first gives names for numbers; the last takes locks, and so is last.
pub const QUERIES: &[&str] = &[
    include_str!("names.sql"),
    include_str!("column_comments.sql"),
    include_str!("database.sql"),
    include_str!("others.sql"),
    include_str!("types.sql"),
    include_str!("columns.sql"),
    include_str!("constraints.sql"),
    include_str!("indexes.sql"),
    include_str!("policies.sql"),
    include_str!("routines.sql"),
    include_str!("relations.sql"),
];

/// Reads what these schemas hold, and what belongs to the whole database. The caller has begun the
/// transaction with [`super::BEGIN`].
pub async fn read_schemas(client: &Client, schemas: &[String]) -> Result<Catalog, SqlError> {
    client.batch_execute(super::SETTINGS).await?;
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&schemas, Type::TEXT_ARRAY)];
    let run = |sql: &'static str| {
        let parameters = if sql.contains("$1") { &parameters[..] } else { &[] };
        client.query_typed(sql, parameters)
    };
    let results = try_join_all(QUERIES.iter().map(|sql| run(sql))).await?;
    let [names, comments, wholes_and_parts @ ..] = &results[..] else { return Ok(Catalog::default()) };
    let mut reading = Reading { names: Names::of(names)?, ..Reading::default() };
    for row in comments {
        let (of, position): (i64, i64) = (row.try_get("of")?, row.try_get("position")?);
        reading.comments.insert((of, position), row.try_get("comment")?);
    }
    let layouts: Vec<Option<Layout>> =
        wholes_and_parts.iter().map(|rows| rows.first().map(Layout::of)).collect();
    let of_kind = |whole: bool| {
        wholes_and_parts.iter().zip(&layouts).filter_map(move |(rows, layout)| {
            layout.as_ref().filter(|layout| layout.object.is_some() == whole).map(|layout| (rows, layout))
        })
    };
    for (rows, layout) in of_kind(true) {
        rows.iter().try_for_each(|row| reading.whole(row, layout))?;
    }
    for (rows, layout) in of_kind(false) {
        // Columns come first: keys of indexes name them.
        rows.iter().try_for_each(|row| reading.part(row, layout))?;
    }
    Ok(reading.finish())
}

/// Which column of a query is what.
struct Layout {
    object: Option<usize>,
    part: Option<usize>,
    name: Option<usize>,
    schema: Option<usize>,
    id: Option<usize>,
    of: Option<usize>,
    position: Option<usize>,
    owner: Option<usize>,
    acl: Option<usize>,
    key_columns: Option<usize>,
    facts: Vec<(usize, Arc<str>)>,
}

/// The columns that are no attributes.
const RESERVED: [&str; 14] = [
    "object",
    "part",
    "name",
    "schema",
    "id",
    "of",
    "position",
    "owner",
    "acl",
    "key_columns",
    "key_classes",
    "key_collations",
    "key_options",
    "keys",
];

impl Layout {
    fn of(row: &Row) -> Self {
        let at = |name: &str| row.columns().iter().position(|column| column.name() == name);
        let facts = row.columns().iter().enumerate().filter(|(_, column)| !RESERVED.contains(&column.name()));
        Self {
            object: at("object"),
            part: at("part"),
            name: at("name"),
            schema: at("schema"),
            id: at("id"),
            of: at("of"),
            position: at("position"),
            owner: at("owner"),
            acl: at("acl"),
            key_columns: at("key_columns"),
            facts: facts.map(|(at, column)| (at, Arc::from(column.name()))).collect(),
        }
    }

    fn facts(&self, row: &Row) -> Result<Vec<(Arc<str>, String)>, SqlError> {
        let mut facts = Vec::with_capacity(self.facts.len());
        for (at, name) in &self.facts {
            if let Some(value) = row.try_get::<_, Option<&str>>(*at)? {
                facts.push((name.clone(), value.to_owned()));
            }
        }
        Ok(facts)
    }
}

fn text<'r>(row: &'r Row, at: Option<usize>) -> Result<Option<&'r str>, SqlError> {
    at.map_or(Ok(None), |at| Ok(row.try_get::<_, Option<&str>>(at)?))
}

fn number(row: &Row, at: Option<usize>) -> Result<Option<i64>, SqlError> {
    at.map_or(Ok(None), |at| Ok(row.try_get::<_, Option<i64>>(at)?))
}

/// A whole object that parts refer to.
struct Whole {
    object: Arc<str>,
    schema: Arc<str>,
    /// Schema and name.
    path: String,
    owner: Option<Arc<str>>,
    /// By position.
    columns: Vec<(i64, String)>,
}

#[derive(Default)]
struct Reading {
    names: Names,
    comments: HashMap<(i64, i64), String>,
    wholes: HashMap<i64, Whole>,
    /// The sequences of identity columns, with the number of their table.
    belongings: Vec<(String, i64)>,
    objects: Vec<(String, Object)>,
}

impl Reading {
    fn whole(&mut self, row: &Row, layout: &Layout) -> Result<(), SqlError> {
        let object = text(row, layout.object)?.unwrap_or_default().to_owned();
        let schema: Option<Arc<str>> = text(row, layout.schema)?.map(Arc::from);
        let owner: Option<Arc<str>> = text(row, layout.owner)?.map(Arc::from);
        let grants = text(row, layout.acl)?.map(|list| acl::grants(list, owner.as_deref()));
        if let (Some(id), Some(schema)) = (number(row, layout.id)?, &schema) {
            // The kind may be of several words; the name begins with the schema.
            let path =
                object.find(&format!(" {schema}.")).map_or(&*object, |at| &object[at + 1..]).to_owned();
            let (object, schema, owner) = (Arc::from(&*object), schema.clone(), owner.clone());
            self.wholes.insert(id, Whole { object, schema, path, owner, columns: Vec::new() });
        }
        if let Some(of) = number(row, layout.of)? {
            self.belongings.push((object.clone(), of));
        }
        let facts = layout.facts(row)?;
        let grants = grants.unwrap_or_default();
        self.objects.push((object, Object { schema, part_of: None, owner, grants, facts }));
        Ok(())
    }

    fn part(&mut self, row: &Row, layout: &Layout) -> Result<(), SqlError> {
        let of = number(row, layout.of)?.unwrap_or_default();
        let (part, name) =
            (text(row, layout.part)?.unwrap_or_default(), text(row, layout.name)?.unwrap_or_default());
        let Some(whole) = self.wholes.get_mut(&of) else { return Ok(()) };
        let mut facts = layout.facts(row)?;
        if let Some(position) = number(row, layout.position)? {
            whole.columns.push((position, name.to_owned()));
            if let Some(comment) = self.comments.remove(&(of, position)) {
                facts.push((Arc::from("comment"), comment));
            }
        }
        if layout.key_columns.is_some() {
            facts.insert(0, (Arc::from("keys"), self.names.keys(row, &whole.columns)?));
        }
        // An index has a name of its own in the schema.
        let path = if part == "index" { &*whole.schema } else { &whole.path };
        let object = [part, " ", path, ".", name].concat();
        let acl = text(row, layout.acl)?;
        let grants = acl.map(|list| acl::grants(list, whole.owner.as_deref())).unwrap_or_default();
        let (schema, part_of) = (Some(whole.schema.clone()), Some(whole.object.clone()));
        let owner = acl.and_then(|_| whole.owner.clone());
        self.objects.push((object, Object { schema, part_of, owner, grants, facts }));
        Ok(())
    }

    fn finish(mut self) -> Catalog {
        let part_of: HashMap<String, Arc<str>> = self
            .belongings
            .drain(..)
            .filter_map(|(object, of)| Some((object, self.wholes.get(&of)?.object.clone())))
            .collect();
        let mut objects: std::collections::BTreeMap<String, Object> = self.objects.into_iter().collect();
        for (object, whole) in part_of {
            if let Some(object) = objects.get_mut(&object) {
                object.part_of = Some(whole);
            }
        }
        let columns: Arc<str> = Arc::from("columns");
        for whole in self.wholes.into_values() {
            let mut names = whole.columns;
            if let Some(object) = objects.get_mut(&*whole.object)
                && !names.is_empty()
            {
                names.sort_unstable();
                let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
                object.facts.insert(0, (columns.clone(), names.join(", ")));
            }
        }
        Catalog { objects }
    }
}

/// Names of what keys of indexes are made of.
#[derive(Default)]
struct Names {
    /// With whether it need not be told.
    classes: HashMap<i64, (String, bool)>,
    collations: HashMap<i64, (String, bool)>,
}

impl Names {
    fn of(rows: &[Row]) -> Result<Self, SqlError> {
        let mut names = Self::default();
        for row in rows {
            let (kind, number): (&str, i64) = (row.try_get("kind")?, row.try_get("number")?);
            let named = (row.try_get("name")?, row.try_get("is_default")?);
            let map = if kind == "class" { &mut names.classes } else { &mut names.collations };
            map.insert(number, named);
        }
        Ok(names)
    }

    /// The keys in the words of `CREATE INDEX`: `user_id, created_at DESC`, with the columns that are
    /// only included at the end. An operator class is told where it is not the default of its type, a
    /// collation where it is not the database's.
    fn keys(&self, row: &Row, columns: &[(i64, String)]) -> Result<String, SqlError> {
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
