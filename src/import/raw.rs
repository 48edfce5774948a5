//! The catalog as the queries give it: one struct per row, nothing interpreted. Read in one read-only
//! transaction with a fixed search path and fixed settings, so that everything prints the same always.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::Error;
use super::nested::grouped;
use crate::pg::catalog::Unrest;
use crate::pg::error::SqlError;

/// The identity of a row in a system catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Oid(pub u32);

impl Oid {
    pub fn exists(self) -> Option<Self> {
        (self.0 != 0).then_some(self)
    }
}

/// JSON has an oid as a text.
impl<'de> Deserialize<'de> for Oid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Number(u32),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(Self(number)),
            Written::Text(text) => text.parse().map(Self).map_err(serde::de::Error::custom),
        }
    }
}

/// `(grantee, privilege, with grant option)`; grantee 0 is everybody. Missing where nobody changed it.
pub type Acl = Option<Vec<(Oid, String, bool)>>;

/// Schema and name.
pub type Qualified = (String, String);

#[derive(Debug, Deserialize)]
pub struct Role {
    pub oid: Oid,
    pub name: String,
    pub login: bool,
    pub superuser: bool,
    pub createdb: bool,
    pub createrole: bool,
    pub replication: bool,
    pub bypassrls: bool,
    pub inherit: bool,
    pub connection_limit: i32,
    pub member_of: Option<Vec<Oid>>,
    /// Whether what it owns is the reader's.
    pub own: bool,
}

#[derive(Debug, Deserialize)]
struct Member {
    class: String,
    oid: Oid,
}

#[derive(Debug, Deserialize)]
struct Comment {
    class: String,
    oid: Oid,
    part: i32,
    text: String,
}

#[derive(Debug, Deserialize)]
pub struct Namespace {
    pub oid: Oid,
    pub name: String,
    pub owner: Oid,
    /// Before PostgreSQL 15 everybody may create in `public`.
    pub create_is_everybodys: bool,
    pub acl: Acl,
}

#[derive(Debug, Deserialize)]
pub struct Extension {
    pub name: String,
    pub schema: String,
    /// Whether the reader may act as its owner, or the database's owner is it.
    pub own: bool,
    /// Where it is another than the extension brings.
    pub comment: Option<String>,
    /// The schemas of the objects that use something of it.
    pub users: Option<Vec<Oid>>,
}

#[derive(Debug, Deserialize)]
pub struct Type {
    pub oid: Oid,
    pub schema: Oid,
    pub name: String,
    pub kind: String,
    pub relation: Oid,
    pub owner: Oid,
    pub labels: Option<Vec<String>>,
    pub range: Option<Range>,
    pub base: Option<String>,
    pub not_null: bool,
    pub default: Option<String>,
    pub collation: Option<Qualified>,
    pub acl: Acl,
}

#[derive(Debug, Deserialize)]
pub struct Range {
    pub subtype: String,
    pub operator_class: Option<Qualified>,
    pub collation: Option<Qualified>,
    pub difference: Option<Qualified>,
    pub is_canonical: bool,
    /// Whether the functions that make its values have others than the usual rights.
    pub has_rights: bool,
    /// Its name; PostgreSQL 13 has none.
    pub multirange: Option<Qualified>,
}

#[derive(Debug, Deserialize)]
pub struct Relation {
    pub oid: Oid,
    pub schema: Oid,
    pub name: String,
    pub kind: String,
    pub persistence: String,
    pub owner: Oid,
    pub row_security: bool,
    pub forced: bool,
    pub replica_identity: String,
    pub options: Option<Vec<String>>,
    pub populated: bool,
    pub is_partition: bool,
    pub partition_key: Option<String>,
    pub bounds: Option<String>,
    #[serde(deserialize_with = "grouped")]
    pub definition: Option<String>,
    pub of_type: Option<String>,
    pub tablespace: Option<String>,
    pub method: Option<String>,
    pub parents: Option<Vec<Oid>>,
    pub acl: Acl,
}

#[derive(Debug, Deserialize)]
pub struct Sequence {
    pub oid: Oid,
    #[serde(rename = "type")]
    pub data_type: String,
    pub start: i64,
    pub increment: i64,
    pub max: i64,
    pub min: i64,
    pub cache: i64,
    pub cycle: bool,
    pub owner: Option<Oid>,
    pub owner_column: Option<i32>,
    pub of_identity: bool,
}

impl Sequence {
    /// The table and the number of the identity column that it is behind.
    pub fn identity_of(&self) -> Option<(Oid, i32)> {
        self.owner.zip(self.owner_column).filter(|_| self.of_identity)
    }
}

#[derive(Debug, Deserialize)]
pub struct Column {
    pub relation: Oid,
    pub number: i32,
    pub name: String,
    #[serde(rename = "type")]
    pub data_type: String,
    pub bare_type: String,
    pub base_type: Option<String>,
    pub not_null: bool,
    #[serde(deserialize_with = "grouped")]
    pub default: Option<String>,
    pub identity: String,
    pub generated: String,
    pub collation: Option<Qualified>,
    pub storage: Option<String>,
    pub compression: String,
    pub options: Option<Vec<String>>,
    pub statistics: Option<i32>,
    pub acl: Acl,
}

#[derive(Debug, Deserialize)]
pub struct Constraint {
    pub oid: Oid,
    pub name: String,
    pub kind: String,
    pub relation: Oid,
    pub domain: Oid,
    pub index: Oid,
    pub deferrable: bool,
    pub deferred: bool,
    pub validated: bool,
    pub is_local: bool,
    pub inherited: i32,
    pub no_inherit: bool,
    pub parent: Oid,
    pub columns: Option<Vec<i32>>,
    pub target: Oid,
    pub target_columns: Option<Vec<i32>>,
    pub on_update: String,
    pub on_delete: String,
    #[serde(rename = "match")]
    pub matching: String,
    #[serde(deserialize_with = "grouped")]
    pub expression: Option<String>,
    pub enforced: bool,
    pub period: bool,
    pub on_delete_columns: Option<Vec<i32>>,
    /// The tables on which its own triggers are disabled, or enabled otherwise than they come.
    pub switched: Option<Vec<String>>,
    pub operators: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub struct Index {
    pub oid: Oid,
    pub relation: Oid,
    pub name: String,
    pub method: String,
    pub is_unique: bool,
    pub nulls_not_distinct: bool,
    pub valid: bool,
    pub clustered: bool,
    pub replica_identity: bool,
    pub options: Option<Vec<String>>,
    pub key_count: usize,
    #[serde(deserialize_with = "grouped")]
    pub predicate: Option<String>,
    pub parent: Option<Oid>,
    pub tablespace: Option<String>,
    pub keys: Vec<IndexKey>,
}

#[derive(Debug, Deserialize)]
pub struct IndexKey {
    pub column: i32,
    #[serde(deserialize_with = "grouped")]
    pub expression: Option<String>,
    pub flags: Option<i32>,
    pub class: Option<String>,
    pub class_options: Option<Vec<String>>,
    pub statistics: Option<i32>,
    pub collation: Option<Qualified>,
}

#[derive(Debug, Deserialize)]
pub struct Policy {
    pub oid: Oid,
    pub relation: Oid,
    pub name: String,
    pub permissive: bool,
    pub command: String,
    pub roles: Vec<Oid>,
    #[serde(deserialize_with = "grouped")]
    pub using: Option<String>,
    #[serde(deserialize_with = "grouped")]
    pub with_check: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Trigger {
    pub oid: Oid,
    pub relation: Oid,
    pub name: String,
    pub flags: i32,
    pub enabled: String,
    pub is_constraint: bool,
    pub deferrable: bool,
    pub deferred: bool,
    pub parent: Oid,
    pub from_table: bool,
    pub columns: Vec<i32>,
    pub arguments: String,
    pub old_table: Option<String>,
    pub new_table: Option<String>,
    #[serde(deserialize_with = "grouped")]
    pub definition: Option<String>,
    pub function: String,
    pub function_schema: String,
}

#[derive(Debug, Deserialize)]
pub struct Routine {
    pub oid: Oid,
    pub schema: Oid,
    pub name: String,
    pub kind: String,
    pub language: String,
    pub owner: Oid,
    pub security_definer: bool,
    pub leakproof: bool,
    pub strict: bool,
    pub volatility: String,
    pub parallel: String,
    pub cost: f64,
    pub rows: f64,
    pub body: String,
    pub library: Option<serde_json::Value>,
    pub settings: Option<Vec<String>>,
    pub returns_set: bool,
    pub transforms: bool,
    pub support: Option<Qualified>,
    pub modes: Option<Vec<String>>,
    pub names: Option<Vec<String>>,
    pub definition: Option<String>,
    pub returns: Option<String>,
    pub types: Option<Vec<String>>,
    pub defaults: Option<Vec<Option<String>>>,
    pub identity: String,
    pub acl: Acl,
}

#[derive(Debug, Deserialize)]
pub struct Statistics {
    pub oid: Oid,
    pub relation: Oid,
    pub name: String,
    pub schema: Oid,
    pub kinds: Vec<String>,
    pub target: Option<i32>,
    pub definition: String,
}

#[derive(Debug, Deserialize)]
pub struct DefaultPrivileges {
    pub schema: Oid,
    pub kind: String,
    pub role: Oid,
    pub is_reader: bool,
    pub acl: Acl,
}

/// What the format cannot say, as a whole.
#[derive(Debug, Deserialize)]
pub struct Other {
    pub class: String,
    pub oid: Oid,
    pub schema: Oid,
    pub object: String,
    /// The relation that it is a part of.
    pub of: Oid,
}

/// Something that needs what the format cannot say.
#[derive(Debug, Deserialize)]
pub struct Dependant {
    /// `relation`, `index`, `type` or `routine`.
    pub part: String,
    pub oid: Oid,
    /// In PostgreSQL's words: `collation "de"`.
    pub needs: String,
}

/// Everything the queries found.
#[derive(Debug)]
pub struct Catalog {
    pub roles: Vec<Role>,
    pub schemas: Vec<Namespace>,
    pub extensions: Vec<Extension>,
    pub types: Vec<Type>,
    pub collations: Vec<super::collation::Found>,
    pub relations: Vec<Relation>,
    pub sequences: Vec<Sequence>,
    pub columns: Vec<Column>,
    pub constraints: Vec<Constraint>,
    pub indexes: Vec<Index>,
    pub policies: Vec<Policy>,
    pub triggers: Vec<Trigger>,
    pub routines: Vec<Routine>,
    pub statistics: Vec<Statistics>,
    pub default_privileges: Vec<DefaultPrivileges>,
    pub others: Vec<Other>,
    pub dependants: Vec<Dependant>,
    members: BTreeSet<(String, Oid)>,
    comments: BTreeMap<(Oid, i32), Vec<(String, String)>>,
}

impl Catalog {
    /// Whether an extension brought it.
    pub fn is_member(&self, class: &str, oid: Oid) -> bool {
        self.members.contains(&(class.to_owned(), oid))
    }

    pub fn comment(&self, class: &str, oid: Oid, part: i32) -> Option<String> {
        let found = self.comments.get(&(oid, part))?;
        found.iter().find(|(of, _)| of == class).map(|(_, text)| text.clone())
    }
}

const SETTINGS: &str = include_str!("sql/begin.sql");

/// Reads the catalog; never a row of a table.
pub async fn read(client: &Client) -> Result<Catalog, Error> {
    let mut unrest = Unrest::default();
    loop {
        client.batch_execute(SETTINGS).await.map_err(SqlError::from)?;
        let catalog = catalog(client).await;
        client.batch_execute("ROLLBACK").await.map_err(SqlError::from)?;
        let error = match catalog {
            // A function that is gone has no definition.
            Err(Error::Unreadable { .. }) if unrest.may_try_again() => continue,
            Err(Error::Sql(error)) => error,
            other => return other,
        };
        unrest.bear(client, error).await?;
    }
}

async fn catalog(client: &Client) -> Result<Catalog, Error> {
    let (roles, members, comments) = tokio::try_join!(
        rows(client, include_str!("sql/roles.sql")),
        rows::<Member>(client, include_str!("sql/members.sql")),
        rows::<Comment>(client, include_str!("sql/comments.sql")),
    )?;
    let (schemas, extensions, types, relations, sequences, columns) = tokio::try_join!(
        rows(client, include_str!("sql/schemas.sql")),
        rows(client, include_str!("sql/extensions.sql")),
        rows(client, include_str!("sql/types.sql")),
        rows(client, include_str!("sql/relations.sql")),
        rows(client, include_str!("sql/sequences.sql")),
        rows(client, include_str!("sql/columns.sql")),
    )?;
    let (statistics, default_privileges, dependants, collations) = tokio::try_join!(
        rows(client, include_str!("sql/statistics.sql")),
        rows(client, include_str!("sql/default_privileges.sql")),
        rows(client, include_str!("sql/dependants.sql")),
        rows(client, include_str!("sql/collations.sql")),
    )?;
    let (constraints, indexes, policies, triggers, routines, others) = tokio::try_join!(
        rows(client, include_str!("sql/constraints.sql")),
        rows(client, include_str!("sql/indexes.sql")),
        rows(client, include_str!("sql/policies.sql")),
        rows(client, include_str!("sql/triggers.sql")),
        rows(client, include_str!("sql/routines.sql")),
        rows(client, include_str!("sql/others.sql")),
    )?;
    let mut by_object: BTreeMap<(Oid, i32), Vec<(String, String)>> = BTreeMap::new();
    for Comment { class, oid, part, text } in comments {
        by_object.entry((oid, part)).or_default().push((class, text));
    }
    Ok(Catalog {
        roles,
        schemas,
        extensions,
        types,
        collations,
        relations,
        sequences,
        columns,
        constraints,
        indexes,
        policies,
        triggers,
        routines,
        statistics,
        default_privileges,
        others,
        dependants,
        members: members.into_iter().map(|it| (it.class, it.oid)).collect(),
        comments: by_object,
    })
}

/// The rows of a query, each as a JSON object.
async fn rows<T: DeserializeOwned>(client: &Client, sql: &str) -> Result<Vec<T>, Error> {
    let found = client.query(&format!("SELECT to_json(q)::text FROM ({sql}) AS q"), &[]).await;
    let read = |row: tokio_postgres::Row| -> Result<T, Error> {
        let text: String = row.try_get(0).map_err(SqlError::from)?;
        serde_json::from_str(&text).map_err(|source| Error::Unreadable { row: text, source })
    };
    let found = match found.map_err(SqlError::from) {
        // One of the queries beside it failed, and tells why.
        Err(error) if error.code() == Some(SqlState::IN_FAILED_SQL_TRANSACTION.code()) => {
            std::future::pending().await
        }
        other => other?,
    };
    found.into_iter().map(read).collect()
}
