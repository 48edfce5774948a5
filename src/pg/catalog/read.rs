//! Runs the catalog queries, all sent at once, and puts their rows together. A query's columns are
//! the attributes, by name; a few have a meaning of their own (see `Layout`). A row without `object`
//! is a part of the object with the number `of`, and dropped where that is none of ours: a table of
//! an extension, say.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use futures_util::stream::FuturesOrdered;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::key::{self, Names};
use super::{Catalog, Object, acl};
use crate::pg::error::SqlError;

/// The queries: what gives names to numbers before what has the numbers, whole objects before their parts,
/// columns before indexes; and last what takes locks.
pub const QUERIES: &[&str] = &[
    include_str!("names.sql"),
    include_str!("column_comments.sql"),
    include_str!("relations.sql"),
    include_str!("types.sql"),
    include_str!("columns.sql"),
    include_str!("constraints.sql"),
    include_str!("indexes.sql"),
    include_str!("policies.sql"),
    include_str!("database.sql"),
    include_str!("routines.sql"),
    include_str!("others.sql"),
    include_str!("views.sql"),
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
    // What has come is put together while the server is at the next.
    let mut results: FuturesOrdered<_> = QUERIES.iter().map(|sql| run(sql)).collect();
    let mut reading = Reading::default();
    while let Some(rows) = results.try_next().await? {
        reading.take(&rows)?;
    }
    Ok(reading.finish())
}

/// Attributes with their values.
type Facts = Vec<(Arc<str>, String)>;

/// What the rows of a query are.
#[derive(Clone, Copy)]
enum Kind {
    Names,
    Whole,
    Part,
    /// More facts about a whole or, with a position, a column.
    More,
}

/// Which column of a query is what.
struct Layout {
    kind: Kind,
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
    key_numbers: Option<usize>,
    referred: Option<usize>,
    facts: Vec<(usize, Arc<str>)>,
}

/// The columns that are no attributes.
const RESERVED: [&str; 18] = [
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
    "key_kind",
    "key_numbers",
    "referred",
    "referred_numbers",
];

impl Layout {
    fn of(row: &Row) -> Self {
        let at = |name: &str| row.columns().iter().position(|column| column.name() == name);
        let facts = row.columns().iter().enumerate().filter(|(_, column)| !RESERVED.contains(&column.name()));
        let kind = match (at("number"), at("object"), at("part")) {
            (Some(_), _, _) => Kind::Names,
            (_, Some(_), _) => Kind::Whole,
            (_, _, Some(_)) => Kind::Part,
            _ => Kind::More,
        };
        Self {
            kind,
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
            key_numbers: at("key_numbers"),
            referred: at("referred"),
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

fn text(row: &Row, at: Option<usize>) -> Result<Option<&str>, SqlError> {
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
    /// By number and position; 0 is the whole.
    more: HashMap<(i64, i64), Facts>,
    /// By number.
    wholes: BTreeMap<i64, Whole>,
    /// The sequences of identity columns, with the number of their table.
    belongings: Vec<(String, i64)>,
    objects: Vec<(String, Object)>,
}

impl Reading {
    fn take(&mut self, rows: &[Row]) -> Result<(), SqlError> {
        let Some(layout) = rows.first().map(Layout::of) else { return Ok(()) };
        for row in rows {
            match layout.kind {
                Kind::Names => self.names.take(row)?,
                Kind::Whole => self.whole(row, &layout)?,
                Kind::Part => self.part(row, &layout)?,
                Kind::More => {
                    let of = (
                        number(row, layout.of)?.unwrap_or_default(),
                        number(row, layout.position)?.unwrap_or_default(),
                    );
                    self.more.entry(of).or_default().extend(layout.facts(row)?);
                }
            }
        }
        Ok(())
    }

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
            facts.extend(self.more.remove(&(of, position)).unwrap_or_default());
        }
        let Some(whole) = self.wholes.get(&of) else { return Ok(()) };
        if layout.key_columns.is_some() {
            facts.insert(0, (Arc::from("keys"), self.names.keys(row, &whole.columns)?));
        }
        if layout.key_numbers.is_some() && !facts.iter().any(|(name, _)| &**name == "definition") {
            let referred = number(row, layout.referred)?.and_then(|it| self.wholes.get(&it));
            let referred = referred.map(|it| (it.path.as_str(), it.columns.as_slice()));
            facts.insert(0, (Arc::from("definition"), key::definition(row, &whole.columns, referred)?));
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
        let part_of: Vec<(String, Arc<str>)> = self
            .belongings
            .drain(..)
            .filter_map(|(object, of)| Some((object, self.wholes.get(&of)?.object.clone())))
            .collect();
        let mut objects: BTreeMap<String, Object> = self.objects.into_iter().collect();
        for (object, whole) in part_of {
            if let Some(object) = objects.get_mut(&object) {
                object.part_of = Some(whole);
            }
        }
        let columns: Arc<str> = Arc::from("columns");
        for (id, whole) in self.wholes {
            let mut names = whole.columns;
            let more = self.more.remove(&(id, 0));
            let Some(object) = objects.get_mut(&*whole.object) else { continue };
            object.facts.extend(more.unwrap_or_default());
            if !names.is_empty() {
                names.sort_unstable();
                let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
                object.facts.insert(0, (columns.clone(), names.join(", ")));
            }
        }
        Catalog { objects }
    }
}
