//! A live database as a [`Schema`]. The catalog is read in one read-only transaction with a few queries
//! (`raw`); everything after that is pure and decides nothing by asking again. Rows are never read.
//!
//! What the format cannot say is told in [`Imported::unsupported`]: nothing is left out in silence.

mod beyond;
mod cluster;
mod collation;
mod constraint;
pub mod draft;
mod grant;
mod index;
mod literal;
mod nested;
mod part;
mod physical;
mod platform;
mod printed;
mod raw;
mod routine;
mod rule;
mod table;
mod types;
mod values;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Client;

use crate::model::data_type::TypeName;
use crate::model::name::{OWN, PUBLIC};
use crate::model::view::View;
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName, Schema, Sql};
use crate::pg::catalog::UnrestError;
use crate::pg::error::SqlError;
use beyond::Beyond;
use raw::{Catalog, Oid};

/// What is imported.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The schemas by name; all that are not a platform's where this is `None`.
    pub schemas: Option<Vec<Name>>,
}

/// A database as the format says it.
#[derive(Debug)]
pub struct Imported {
    pub schema: Schema,
    /// What is not in `schema`, or not as it is in the database.
    pub unsupported: Vec<Unsupported>,
    /// Schemas that are a platform's: the reader does not act for their owner.
    pub left_out: Vec<Name>,
    /// Parts of what is in `schema` that are there, and are not in it: their names are taken.
    pub left_as_is: BTreeSet<ObjectId>,
}

/// Something that the format cannot say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Unsupported {
    pub object: String,
    pub reason: String,
}

/// Why a database cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database's catalog could not be read")]
    Sql(#[from] SqlError),
    #[error(transparent)]
    Unrest(#[from] UnrestError),
    #[error("the database's catalog holds something unexpected: {row}")]
    Unreadable { row: String, source: serde_json::Error },
    #[error("there is no schema {0}; write the name as the catalog has it, without quotes")]
    NoSchema(Name),
}

/// Reads a database. Needs no more rights than connecting takes.
pub async fn read(client: &Client, selection: &Selection) -> Result<Imported, Error> {
    let catalog = raw::read(client).await?;
    interpret(&catalog, selection)
}

/// Tables of canai-db's own and of those whose ledger it shares.
const OWN_TABLES: [&str; 4] =
    ["_sqlx_migrations", "_canai_db_started", "_canai_db_seeds", "refinery_schema_history"];

fn interpret(catalog: &Catalog, selection: &Selection) -> Result<Imported, Error> {
    let mut reader = Reader::new(catalog);
    let chosen: BTreeSet<Oid> = match &selection.schemas {
        // What canai-db keeps or generates is in no file.
        None => {
            catalog.schemas.iter().filter(|it| reader.is_own(it) && it.name != OWN).map(|it| it.oid).collect()
        }
        Some(names) => names
            .iter()
            .filter(|it| **it != *OWN)
            .map(|name| reader.schema_named(name))
            .collect::<Result<_, _>>()?,
    };
    let left_out = match selection.schemas {
        None => catalog
            .schemas
            .iter()
            .filter(|it| !reader.is_own(it) && it.name != OWN)
            .map(|it| Name::new(&it.name))
            .collect(),
        Some(_) => Vec::new(),
    };
    let (mut schema, mut others) = (Schema::default(), BTreeMap::new());
    for namespace in &catalog.schemas {
        reader.noting = chosen.contains(&namespace.oid);
        for object in reader.objects_in(namespace.oid) {
            let objects = if reader.noting { &mut schema.objects } else { &mut others };
            objects.insert(object.id(), object);
        }
    }
    reader.noting = true;
    reader.leave_usual_names_out(&mut schema);
    reader.leave_out_dependants(&mut schema);
    reader.declare_only(&mut schema);
    reader.extensions(&chosen, &mut schema);
    for privileges in reader.default_privileges(&chosen) {
        schema.insert(privileges);
    }
    physical::say_what_everybody_may(&mut schema);
    reader.note_others(&chosen);
    platform::take(&mut schema, others, &mut reader);
    let left_as_is = reader.left_as_is;
    let mut unsupported = reader.unsupported;
    unsupported.sort();
    unsupported.dedup();
    Ok(Imported { schema, unsupported, left_out, left_as_is })
}

/// The catalog by oid, and what was noted on the way.
struct Reader<'a> {
    catalog: &'a Catalog,
    schemas: BTreeMap<Oid, &'a raw::Namespace>,
    roles: BTreeMap<Oid, &'a raw::Role>,
    relations: BTreeMap<Oid, &'a raw::Relation>,
    columns: BTreeMap<Oid, Vec<&'a raw::Column>>,
    constraints: BTreeMap<Oid, Vec<&'a raw::Constraint>>,
    indexes: BTreeMap<Oid, Vec<&'a raw::Index>>,
    policies: BTreeMap<Oid, Vec<&'a raw::Policy>>,
    triggers: BTreeMap<Oid, Vec<&'a raw::Trigger>>,
    statistics: BTreeMap<Oid, Vec<&'a raw::Statistics>>,
    sequences: BTreeMap<Oid, &'a raw::Sequence>,
    /// Those behind identity columns, by table and column.
    identities: BTreeMap<(Oid, i32), &'a raw::Sequence>,
    unsupported: Vec<Unsupported>,
    left_as_is: BTreeSet<ObjectId>,
    beyond: Beyond,
    /// Views that have more than the format can say, for a plan to know what stands on its tables.
    declared_only: Vec<View>,
    /// Whether what is read now is imported: nobody asks for what a platform's objects lack.
    noting: bool,
}

fn grouped<T>(all: &[T], by: impl Fn(&T) -> Oid) -> BTreeMap<Oid, Vec<&T>> {
    let mut groups: BTreeMap<Oid, Vec<&T>> = BTreeMap::new();
    for one in all {
        groups.entry(by(one)).or_default().push(one);
    }
    groups
}

impl<'a> Reader<'a> {
    fn new(catalog: &'a Catalog) -> Self {
        let mut indexes = grouped(&catalog.indexes, |it| it.relation);
        index::settle_numbered(&mut indexes);
        Self {
            catalog,
            schemas: catalog.schemas.iter().map(|it| (it.oid, it)).collect(),
            roles: catalog.roles.iter().map(|it| (it.oid, it)).collect(),
            relations: catalog.relations.iter().map(|it| (it.oid, it)).collect(),
            columns: grouped(&catalog.columns, |it| it.relation),
            constraints: grouped(&catalog.constraints, |it| it.relation.exists().unwrap_or(it.domain)),
            indexes,
            policies: grouped(&catalog.policies, |it| it.relation),
            triggers: grouped(&catalog.triggers, |it| it.relation),
            statistics: grouped(&catalog.statistics, |it| it.relation),
            sequences: catalog.sequences.iter().map(|it| (it.oid, it)).collect(),
            identities: catalog.sequences.iter().filter_map(|it| Some((it.identity_of()?, it))).collect(),
            unsupported: Vec::new(),
            left_as_is: BTreeSet::new(),
            beyond: Beyond::default(),
            declared_only: Vec::new(),
            noting: true,
        }
    }

    fn note(&mut self, object: impl Into<String>, reason: impl Into<String>) {
        if self.noting {
            self.unsupported.push(Unsupported { object: object.into(), reason: reason.into() });
        }
    }

    fn schema_named(&self, name: &Name) -> Result<Oid, Error> {
        let found = self.catalog.schemas.iter().find(|it| it.name == name.as_str());
        found.map(|it| it.oid).ok_or_else(|| Error::NoSchema(name.clone()))
    }

    /// Whether it is the reader's; one of a role that is gone is nobody's.
    fn is_own(&self, schema: &raw::Namespace) -> bool {
        self.roles.get(&schema.owner).is_some_and(|it| it.own)
    }

    fn qualified(&self, schema: Oid, name: &str) -> QualifiedName {
        let schema = self.schemas.get(&schema).map_or(PUBLIC, |it| &it.name);
        QualifiedName::new(schema, name)
    }

    fn relation_name(&self, oid: Oid) -> Option<QualifiedName> {
        let relation = self.relations.get(&oid)?;
        Some(self.qualified(relation.schema, &relation.name))
    }

    /// Everything of one schema that no extension brought.
    fn objects_in(&mut self, schema: Oid) -> Vec<Object> {
        let catalog = self.catalog;
        let mut objects: Vec<Object> = self.namespace(schema).map(Object::Namespace).into_iter().collect();
        objects.extend(self.collations_in(schema));
        for it in
            catalog.types.iter().filter(|it| it.schema == schema && !catalog.is_member("pg_type", it.oid))
        {
            if let Some(name) = self.stands_on_others("type", it.oid, it.schema, &it.name) {
                self.beyond.types.insert(name);
            } else {
                objects.extend(self.user_type(it));
            }
        }
        for it in catalog
            .relations
            .iter()
            .filter(|it| it.schema == schema && !catalog.is_member("pg_class", it.oid))
        {
            if OWN_TABLES.contains(&it.name.as_str()) {
                continue;
            }
            let kind = match it.kind.as_str() {
                "r" | "p" => "table",
                "v" => "view",
                "m" => "materialized view",
                _ => "relation",
            };
            if let Some(name) = self.stands_on_others(kind, it.oid, it.schema, &it.name) {
                self.beyond.relations.insert(name);
            } else {
                objects.extend(self.relation(it));
            }
        }
        for it in
            catalog.routines.iter().filter(|it| it.schema == schema && !catalog.is_member("pg_proc", it.oid))
        {
            if let Some(name) = self.stands_on_others("function", it.oid, it.schema, &it.name) {
                self.beyond.routines.insert(name);
            } else {
                objects.extend(self.routine(it).map(Object::Routine));
            }
        }
        objects
    }

    fn relation(&mut self, relation: &raw::Relation) -> Option<Object> {
        match relation.kind.as_str() {
            "r" | "p" => Some(Object::Table(self.table(relation))),
            "v" if self.has_more_than_yaml_says(relation) => {
                let name = self.qualified(relation.schema, &relation.name);
                if !self.noting {
                    return None;
                }
                let reason = "its rules, or the defaults of its columns, cannot be written in YAML yet and would be lost when it is built anew: it is declared under `platform`, and left as it is";
                self.note(format!("view {name}"), reason);
                self.beyond.relations.insert(name);
                self.noting = false;
                let view = self.view(relation);
                self.noting = true;
                self.declared_only.push(view);
                None
            }
            "v" => Some(Object::View(self.view(relation))),
            "m" => Some(Object::MaterializedView(self.materialized_view(relation))),
            "S" => self.sequence(relation).map(Object::Sequence),
            "f" => {
                let name = self.qualified(relation.schema, &relation.name);
                self.note(format!("foreign table {name}"), "foreign tables cannot be written in YAML yet");
                if self.noting {
                    self.beyond.relations.insert(name);
                }
                None
            }
            // A composite type is read with the types.
            _ => None,
        }
    }

    /// A type as `format_type` prints it. One without a schema is PostgreSQL's own; one of `public` is
    /// written without it, as people do.
    fn data_type(&mut self, printed: &str, of: &str) -> DataType {
        let Some(mut data_type) = DataType::parse(printed) else {
            self.note(of, format!("the type {printed} is not understood"));
            return DataType { name: TypeName::Builtin("text"), modifier: None, array: false };
        };
        // Text of any length, padded: nobody can write its name with a length left out.
        if printed.trim_end_matches("[]") == "bpchar" {
            self.note(of, "the type bpchar without a length cannot be written");
        }
        if let TypeName::Named { schema, name } = &mut data_type.name {
            // One of PostgreSQL's own would be meant.
            let is_taken = DataType::parse(name.as_str()).is_some_and(|it| it.named().is_none());
            match schema {
                None => *schema = Some(Name::from("pg_catalog")),
                Some(schema_name) if *schema_name == PUBLIC && !is_taken => *schema = None,
                Some(_) => {}
            }
        }
        data_type
    }
}

/// An expression as it is printed, without needless parentheses and in the form that prints the same again.
fn expression(printed: &str) -> Sql {
    Sql::new(printed::stable(printed::bare(printed)))
}

/// A collation; those of PostgreSQL's own are found without their schema, but keep it.
fn collation(found: Option<&raw::Qualified>) -> Option<QualifiedName> {
    found.map(|(schema, name)| QualifiedName::new(schema.as_str(), name.as_str()))
}

/// `name=value` of reloptions and settings.
fn assignments(options: Option<&Vec<String>>) -> impl Iterator<Item = (&str, &str)> {
    options.into_iter().flatten().map(|it| it.split_once('=').unwrap_or((it, "true")))
}
