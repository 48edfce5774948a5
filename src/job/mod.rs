//! Jobs: what becomes of rows that have reached an age, and when views are made anew. A job is data; whether it fits the tables is
//! said by `check`, what it does to them by `statements`, how much at a time by `pace`. Nothing here
//! connects or knows the time.

mod age;
mod cascade;
mod changed;
pub mod chunk;
pub mod check;
mod effects;
pub mod facts;
pub mod fields;
pub mod install;
pub mod locks;
pub mod masks;
pub mod pace;
mod pattern;
mod persons;
pub mod procedure;
pub mod refresh;
pub mod schedule;
pub mod scheduled;
pub mod statements;

use std::path::PathBuf;

pub use age::Age;
pub use cascade::{Path, Reached, by_reference, reached, with_descendants};
pub use effects::{Effect, detached, effects};
pub use facts::{Facts, TableFacts};
pub use persons::{ledger_table, unclassified_archives};
pub use refresh::{View, ViewFacts};

use crate::diagnostic::Span;
use crate::model::{Name, QualifiedName, Sql};

/// Something that was written, and where.
#[derive(Clone, Debug)]
pub struct At<T> {
    pub it: T,
    pub span: Span,
}

/// One file of jobs/.
#[derive(Clone, Debug)]
pub struct Job {
    pub name: At<String>,
    /// Relative to the project's folder.
    pub path: PathBuf,
    pub comment: Option<String>,
    pub kind: Kind,
    /// Five fields, as cron reads them.
    pub schedule: Option<String>,
    /// Nothing where the column is itself the end, or rows have no age.
    pub older_than: Option<Age>,
    pub rules: Vec<Rule>,
    /// What it refreshes; no other kind of job has any.
    pub views: Vec<View>,
    /// The file as it was: the policy in force.
    pub text: String,
}

/// What is done, mostly with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Deleted, since they are old.
    Purge,
    /// Ended, since their time has come: deleted, or their columns set.
    Expire,
    /// Stripped of what tells about a person.
    Anonymize,
    /// Moved elsewhere.
    Archive,
    /// Nothing: views that are kept are made anew from them.
    Refresh,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Purge => "purge",
            Self::Expire => "expire",
            Self::Anonymize => "anonymize",
            Self::Archive => "archive",
            Self::Refresh => "refresh",
        }
    }
}

/// What a job does with one table.
#[derive(Clone, Debug)]
pub struct Rule {
    pub table: At<QualifiedName>,
    /// The column that tells the age, the same for all tables of a job.
    pub by: At<Name>,
    /// Only rows for which this holds.
    pub condition: Option<Sql>,
    /// Never rows for which one of these holds.
    pub unless: Vec<Sql>,
    pub keep_last: Option<KeepLast>,
    pub cascade_into: Vec<At<QualifiedName>>,
    pub detach: Vec<At<QualifiedName>>,
    pub partitions: Partitions,
    /// What columns become; none for a rule that deletes or moves. A rule that sets nothing deletes
    /// nothing either.
    pub set: Option<Vec<Setting>>,
    pub mark: Option<At<Name>>,
    pub into: Option<At<Destination>>,
}

impl Rule {
    /// Whether rows leave the table.
    pub fn removes(&self) -> bool {
        self.set.is_none()
    }

    /// What columns become.
    pub fn settings(&self) -> &[Setting] {
        self.set.as_deref().unwrap_or_default()
    }

    /// Whether values change places, for which one row is not enough.
    pub fn shuffles(&self) -> bool {
        self.settings().iter().any(|it| it.mask == Mask::Shuffle)
    }

    /// Whether rows of another table stay, and lose what they refer to.
    pub fn detaches(&self, table: &QualifiedName) -> bool {
        self.detach.iter().any(|it| it.it == *table)
    }

    /// Whether age alone decides, so that what is old as a whole may go as a whole.
    pub fn takes_all(&self) -> bool {
        self.condition.is_none() && self.unless.is_empty() && self.keep_last.is_none()
    }
}

/// The newest rows of each, which stay.
#[derive(Clone, Debug)]
pub struct KeepLast {
    /// At least one.
    pub rows: u32,
    pub per: Vec<At<Name>>,
}

/// What becomes of a partition that is old as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Partitions {
    #[default]
    Drop,
    Detach,
    Rows,
}

/// A column and what it becomes.
#[derive(Clone, Debug)]
pub struct Setting {
    pub column: At<Name>,
    pub mask: Mask,
}

/// How a value stops telling about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mask {
    Null,
    /// A literal of the column's type, as SQL.
    Value(String),
    Sql(Sql),
    /// HMAC-SHA256 under the secret in an environment variable.
    Hash {
        variable: String,
    },
    /// The bits that stay of an address.
    Network {
        ipv4: u8,
        ipv6: u8,
    },
    /// The beginning of its hour, day, week, month, quarter or year.
    Beginning(String),
    /// The next lower multiple.
    Multiple(String),
    Shuffle,
}

impl Mask {
    /// Whether a second time changes nothing, so that a row that is done tells so itself.
    pub fn is_idempotent(&self) -> bool {
        !matches!(self, Self::Hash { .. } | Self::Shuffle | Self::Sql(_))
    }
}

/// Where archived rows go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A table with the same columns.
    Rows(QualifiedName),
    /// A table that holds many rows in one compressed value.
    Chunks(QualifiedName),
    Files(Files),
}

impl Destination {
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Self::Rows(table) | Self::Chunks(table) => Some(table),
            Self::Files(_) => None,
        }
    }
}

/// An archive of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// Relative to the project's folder, or absolute.
    pub folder: PathBuf,
    /// The age at which a row is deleted from its file, and a file whose rows all are.
    pub delete_after: Option<Age>,
}
